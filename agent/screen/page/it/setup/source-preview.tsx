import { useCallback, useRef } from 'preact/hooks';
import type { SetupSource } from '../../../setup/controls/configuration.ts';
import type { PreviewStatus } from '../../../setup/controls/preview.ts';
import { Trouble } from '../trouble.tsx';
import { useItTexts } from '../words/use-it-texts.ts';
import { LevelMeter } from './level-meter.tsx';
import { usePreview } from './use-preview.ts';

/** What a source shows now, or how loud it is; opened by whoever wants to look. */
export function SourcePreview({ source }: { source: SetupSource }) {
  const { sources: texts, machine } = useItTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = useCallback((picture: ImageBitmap) => {
    const place = canvas.current;
    if (place) {
      place.width = picture.width;
      place.height = picture.height;
      place.getContext('2d')?.drawImage(picture, 0, 0);
    }
    picture.close();
  }, []);
  const { status, failure, open, close } = usePreview(source, draw);
  const isOpen = status !== null && status.state !== 'closed';
  const isMicrophone = source.startsWith('microphone');
  return (
    <div class="preview" data-source={source}>
      {isOpen && !isMicrophone && (
        <div class="preview-picture" data-state={status.state}>
          <canvas ref={canvas} width={16} height={9} role="img" aria-label={texts.names[source]} />
          {status.state === 'opening' && <span class="preview-word">{texts.preview.opening}</span>}
        </div>
      )}
      {isOpen && isMicrophone && <LevelMeter level={status.level} />}
      <div class="preview-line">
        <button type="button" class="it-button" onClick={isOpen ? close : open}>
          {isOpen ? texts.preview.close : texts.preview.open}
        </button>
        {isOpen && (
          <span class="hint" role="status">
            {status.state === 'live' ? texts.preview.live : texts.preview.opening}
            {status.width && ` · ${status.width} × ${status.height}`}
            {` · ${texts.preview.left(leftText(status.leftS, machine))}`}
          </span>
        )}
        {!isOpen && status?.why && status.why !== 'failed' && status.why !== 'closed' && (
          <span class="hint" role="status">
            {texts.preview.ends[status.why]}
          </span>
        )}
      </div>
      {isOpen && <p class="it-hint">{isMicrophone ? texts.preview.levelHint : texts.preview.notice}</p>}
      <Trouble failure={failure ?? troubleOf(status)} />
    </div>
  );
}

const troubleOf = (status: PreviewStatus | null) => (status?.why === 'failed' ? status.cause : null);

function leftText(
  seconds: number,
  { minutes, seconds: secondsText }: { minutes(n: number): string; seconds(n: number): string },
) {
  return seconds >= 90 ? minutes(Math.round(seconds / 60)) : secondsText(seconds);
}
