import { Section } from '../field.tsx';
import { useItTexts } from '../words/use-it-texts.ts';

/** One file for support. */
export function SupportSection() {
  const { machine } = useItTexts();
  return (
    <Section title={machine.bundle}>
      <p class="hint">{machine.bundleHint}</p>
      <a class="it-button" href="/api/setup/support-bundle" download>
        {machine.bundleGet}
      </a>
    </Section>
  );
}
