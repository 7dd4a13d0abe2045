import { type Failure, Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { useCountedIn } from './unsaved.ts';
import { useConfiguration } from './use-configuration.tsx';

interface SaveLineProps {
  /** null while there is nothing to save. */
  isSaved: boolean | null;
  failure: Failure | null;
}

/** The button that saves a form, and what came of it. */
export function SaveLine({ isSaved, failure }: SaveLineProps) {
  const { setup } = useItTexts();
  const { reload, isSaving } = useConfiguration();
  useCountedIn(isSaved === false);
  const isStale = typeof failure === 'object' && failure?.code === 'SETUP_CONFIG_CHANGED';
  return (
    <div class="save-line">
      <button type="submit" class="it-button main" disabled={isSaving}>
        {setup.save}
      </button>
      <span role="status">{isSaved && `✓ ${setup.saved}`}</span>
      <Trouble failure={failure} />
      {isStale && (
        <button type="button" class="it-button" onClick={() => void reload()}>
          {setup.reload}
        </button>
      )}
    </div>
  );
}
