import { useEffect, useState } from 'preact/hooks';
import type { SetupSource } from '../../../setup/controls/configuration.ts';
import type { PreviewStatus } from '../../../setup/controls/preview.ts';
import { closePreview, fetchPicture, fetchPreview, openPreview } from '../it-api.ts';
import { type Failure, failureOf } from '../trouble.tsx';

/** As often as there are new pictures, or levels. */
const LOOK_EVERY_MS = 300;

export interface PreviewHandle {
  /** Of this source; null while another one is shown, or none. */
  status: PreviewStatus | null;
  failure: Failure | null;
  open(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The preview of one source, for as long as what shows it is on the page.
 * @param shown told of each new picture
 */
export function usePreview(source: SetupSource, shown: (picture: ImageBitmap) => void): PreviewHandle {
  const [status, setStatus] = useState<PreviewStatus | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isOpen = status !== null && status.state !== 'closed';

  useEffect(() => {
    if (!isOpen) return;
    const gone = new AbortController();
    const follow = async () => {
      while (!gone.signal.aborted) {
        const answer = await fetchPreview();
        if (gone.signal.aborted) return;
        if (answer.kind === 'here') {
          if (answer.data.source !== source) setStatus(null);
          else setStatus(answer.data);
          if (answer.data.state === 'live' && answer.data.width !== null) {
            const picture = await fetchPicture(source);
            if (picture && !gone.signal.aborted) shown(picture);
            else picture?.close();
          }
        }
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
    };
    void follow();
    return () => gone.abort();
  }, [isOpen, source, shown]);
  // Whoever leaves the page looks no more.
  useEffect(() => () => void (isOpen && closePreview(source)), [isOpen, source]);

  return {
    status,
    failure,
    open: async () => {
      const outcome = await openPreview(source);
      setFailure(failureOf(outcome));
      if (outcome.kind === 'done') setStatus(outcome.data);
    },
    close: async () => {
      const outcome = await closePreview(source);
      if (outcome.kind === 'done') setStatus(outcome.data);
    },
  };
}
