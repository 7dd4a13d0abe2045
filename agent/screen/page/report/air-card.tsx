import { useMemo } from 'preact/hooks';
import type { CatalogueEntry, FigureEntry } from '../../../indicators/catalogue.ts';
import { drawnForms } from '../../../indicators/definitions/definition.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { AboutButton, AboutText } from '../about/about-button.tsx';
import { figureName } from '../about/figure-name.ts';
import { AirPlot } from '../charts/air-plot.tsx';
import { airCurve } from '../layout/air-curve.ts';
import { lineValueAt } from '../layout/curve.ts';
import { indicatorOf } from '../words/facts.ts';
import { figureText } from '../words/figure-text.ts';
import { clockText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { type Cursor, useCursorMs } from './cursor.ts';

interface AirProps {
  report: LessonReport;
  catalogue: readonly CatalogueEntry[];
  cursor: Cursor;
}

/** The room's air, where it has sensors; a room without them has no such part. */
export function AirCard(props: AirProps) {
  const texts = useTexts();
  if (!props.report.environment) return null;
  return (
    <section class="card air-card">
      <h2>
        <span class="card-title">
          {texts.air.title}
          <AboutButton id="room.curve" />
        </span>
        <span class="aside">
          <AirAtCursor {...props} />
        </span>
      </h2>
      <Air {...props} />
      <p class="hint small">{texts.air.hint}</p>
    </section>
  );
}

/** The curve of CO2, and every figure of the room. */
export function Air({ report, catalogue, cursor }: AirProps) {
  const texts = useTexts();
  const { environment = [], durationMs } = report;
  const curve = useMemo(() => airCurve(environment, durationMs), [report]);
  return (
    <>
      {curve && <AirPlot curve={curve} durationMs={durationMs} cursor={cursor} />}
      <dl class="pairs air-figures">
        {catalogue.filter(isRoomFigure).map((entry) => {
          const indicator = indicatorOf(report, entry.id);
          if (!indicator) return null;
          return (
            <div key={entry.id}>
              <dt>{figureName(texts, entry)}</dt>
              <dd>
                <AboutText id={entry.id} class={indicator.value === null ? 'no-data' : undefined}>
                  {figureText(texts, indicator, entry.unit)}
                </AboutText>
              </dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}

/** What there was at the shared moment. */
function AirAtCursor({ report, cursor }: AirProps) {
  const atMs = useCursorMs(cursor);
  const { environment = [], durationMs } = report;
  const curve = useMemo(() => airCurve(environment, durationMs), [report]);
  const value = atMs === null || !curve ? undefined : lineValueAt(curve.lines, atMs);
  if (atMs === null || value === undefined) return null;
  return (
    <>
      {clockText(atMs)} · {Math.round(value)} ppm
    </>
  );
}

const isRoomFigure = (entry: CatalogueEntry): entry is FigureEntry =>
  entry.chapter === 'room' && !drawnForms.some((form) => form === entry.unit);
