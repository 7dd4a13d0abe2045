import type { LessonReport } from '../../../indicators/indicator.ts';
import { clockText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { type Cursor, useCursorMs } from './cursor.ts';
import { momentOf, type TrackMoment } from './moment-text.ts';
import type { Tracks } from './tracks.ts';

/** What there was at the cursor's moment; as high as its hint, so that nothing moves when it fills. */
export function Readout({ report, tracks, cursor }: { report: LessonReport; tracks: Tracks; cursor: Cursor }) {
  const texts = useTexts();
  const atMs = useCursorMs(cursor);
  if (atMs === null) return <p class="readout hint">{texts.readoutHint}</p>;
  return (
    <p class="readout">
      <strong class="readout-time">{clockText(atMs)}</strong>
      {saidOnce(momentOf(report, tracks, atMs, texts)).map(({ name, text, missing }) => (
        <span key={name} class={missing ? 'readout-missing' : undefined}>
          {name} <strong class={missing ? 'no-data' : undefined}>{text}</strong>
        </span>
      ))}
    </p>
  );
}

/** What several tracks lack for one reason is told of all of them together. */
function saidOnce(moments: readonly TrackMoment[]): TrackMoment[] {
  const said: TrackMoment[] = [];
  for (const moment of moments) {
    const same = moment.missing && said.find(({ missing, text }) => missing && text === moment.text);
    if (same) same.name = `${same.name} · ${moment.name}`;
    else said.push({ ...moment });
  }
  return said;
}
