import type { LessonReport } from '../../../indicators/indicator.ts';
import { indicatorOf } from '../words/facts.ts';
import { useTexts } from '../words/language.tsx';
import { useAbout } from './about-context.ts';
import { coverageText } from './coverage-text.ts';

/** In the place of a drawing for which too little was seen or heard: that it is so, and how little. */
export function NotEnough({ report, id }: { report: LessonReport; id: string }) {
  const texts = useTexts();
  const { entryOf } = useAbout();
  const [indicator, entry] = [indicatorOf(report, id), entryOf(id)];
  return (
    <p class="not-enough">
      <strong>{texts.notEnoughData}</strong>
      {indicator && entry && <span>{coverageText(texts, indicator, entry)}</span>}
    </p>
  );
}
