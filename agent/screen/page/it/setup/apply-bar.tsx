import { useEffect, useState } from 'preact/hooks';
import { applyConfiguration } from '../it-api.ts';
import { type Failure, failureOf, Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { useConfiguration } from './use-configuration.tsx';

const LOOK_EVERY_MS = 1_000;
const SAID_FOR_MS = 6_000;

/** Says that what is saved is not in effect yet, and puts it into effect. */
export function ApplyBar() {
  const { setup } = useItTexts();
  const { configuration, reload } = useConfiguration();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isRunning, setRunning] = useState(false);
  const [isNews, setNews] = useState(false);
  const { state, isApplied } = configuration;

  useEffect(() => {
    if (!isRunning) return;
    if (isApplied) {
      setRunning(false);
      setNews(true);
      return;
    }
    const timer = setInterval(() => void reload(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isRunning, isApplied, reload]);
  useEffect(() => {
    if (!isNews) return;
    const timer = setTimeout(() => setNews(false), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [isNews]);

  const apply = async () => {
    const failed = failureOf(await applyConfiguration());
    setFailure(failed);
    setRunning(failed === null);
  };

  if (isNews) return <Strip text={setup.apply.applied} />;
  if (isRunning) return <Strip text={setup.apply.running} />;
  if (state !== 'whole' || isApplied) return null;
  return (
    <div class="apply-bar" role="status">
      <div>
        <strong>{setup.apply.waiting}</strong>
        <p class="hint">{setup.apply.hint}</p>
        <Trouble failure={failure} />
      </div>
      <button type="button" class="it-button main" onClick={apply}>
        {setup.apply.button}
      </button>
    </div>
  );
}

const Strip = ({ text }: { text: string }) => (
  <div class="apply-bar" role="status">
    <strong>{text}</strong>
  </div>
);
