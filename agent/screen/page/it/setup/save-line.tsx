import { type Failure, Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { useConfiguration } from './use-configuration.tsx';

/** The button that saves a form, and what came of it. */
export function SaveLine({ isSaved, failure }: { isSaved: boolean; failure: Failure | null }) {
  const { setup } = useItTexts();
  const { reload } = useConfiguration();
  const isStale = typeof failure === 'object' && failure?.code === 'SETUP_CONFIG_CHANGED';
  return (
    <div class="save-line">
      <button type="submit" class="it-button main">
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
