import type { LessonReport } from '../../../indicators/indicator.ts';
import { clockText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { type Cursor, useCursorMs } from './cursor.ts';
import { momentOf } from './moment-text.ts';
import type { Tracks } from './tracks.ts';

/** What there was at the cursor's moment; as high as its hint, so that nothing moves when it fills. */
export function Readout({ report, tracks, cursor }: { report: LessonReport; tracks: Tracks; cursor: Cursor }) {
  const texts = useTexts();
  const atMs = useCursorMs(cursor);
  if (atMs === null) return <p class="readout hint">{texts.readoutHint}</p>;
  return (
    <p class="readout">
      <strong class="readout-time">{clockText(atMs)}</strong>
      {momentOf(report, tracks, atMs, texts).map(({ name, text, missing }) => (
        <span key={name}>
          {name} <strong class={missing ? 'no-data' : undefined}>{text}</strong>
        </span>
      ))}
    </p>
  );
}
