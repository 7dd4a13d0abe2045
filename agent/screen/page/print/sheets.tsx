import type { ComponentChildren } from 'preact';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import { waitSpans } from '../../../indicators/waits.ts';
import type { EarlierPlace } from '../../../lesson-review/earlier-place.ts';
import type { ServedReport } from '../../training-material.ts';
import { Key } from '../charts/key.tsx';
import { RtChPlot } from '../charts/rt-ch-plot.tsx';
import { StPlot } from '../charts/st-plot.tsx';
import { TimeStage } from '../charts/time-stage.tsx';
import { WaitsPlot } from '../charts/waits-plot.tsx';
import { Air } from '../report/air-card.tsx';
import { Cursor } from '../report/cursor.ts';
import { FiguresTable } from '../report/figures-table.tsx';
import { Findings } from '../report/findings.tsx';
import { gapsOfAll } from '../report/gap-causes.ts';
import { Sentences } from '../report/sentences.tsx';
import { TeacherPlace } from '../report/teacher-place.tsx';
import { tracksOf } from '../report/tracks.ts';
import { shortList } from '../review/gap-list.tsx';
import { indicatorOf, lengthText, numberOf } from '../words/facts.ts';
import { modeText } from '../words/figure-text.ts';
import { clockText, dateText, timeRangeText } from '../words/format.ts';
import { gapText } from '../words/gap-text.ts';
import { useTexts } from '../words/language.tsx';
import { labelsText } from '../words/lesson-labels.ts';
import { FixedBox } from './fixed-box.ts';

/** A4 without its margins is 186 mm wide; the style sheet sets the same size of text. Pixels. */
const PAPER = { width: 703, rem: 12 };
const GAP = 16;
const THIRD = (PAPER.width - 2 * GAP) / 3;
const HALF = (PAPER.width - GAP) / 2;
const PLAN = 170;
const SMALL_PLAN = 120;

interface SheetsProps {
  report: ServedReport;
  catalogue: readonly CatalogueEntry[];
  earlier: readonly EarlierPlace[];
}

/** A report on two sheets of A4: what was seen and what is worth a look; then where the teacher was, and every figure. */
export function Sheets({ report, catalogue, earlier }: SheetsProps) {
  const texts = useTexts();
  return (
    <>
      <section class="sheet">
        <Heading report={report} />
        <Sentences report={report} />
        <Stage report={report} />
        <Plots report={report} earlier={earlier} />
        {report.findings && (
          <>
            <h2>{texts.findings.title}</h2>
            <Findings findings={report.findings} training={report.training} cursor={new Cursor(report.durationMs)} />
          </>
        )}
      </section>
      <section class="sheet">
        <Heading report={report} />
        <div class={report.environment && 'sheet-halves'}>
          <div>
            <h2>{texts.teacherPlace.title}</h2>
            <OnPaper width={report.environment ? SMALL_PLAN : PLAN}>
              <TeacherPlace report={report} cursor={new Cursor(report.durationMs)} />
            </OnPaper>
          </div>
          {report.environment && (
            <div>
              <h2>{texts.air.title}</h2>
              <OnPaper width={HALF}>
                <Air report={report} catalogue={catalogue} cursor={new Cursor(report.durationMs)} />
              </OnPaper>
            </div>
          )}
        </div>
        <FiguresTable report={report} catalogue={catalogue.filter(({ chapter }) => chapter !== 'room')} />
      </section>
    </>
  );
}

function OnPaper({ width, children }: { width: number; children: ComponentChildren }) {
  return <FixedBox.Provider value={{ ...PAPER, width }}>{children}</FixedBox.Provider>;
}

function Heading({ report: { lesson, durationMs } }: { report: ServedReport }) {
  const texts = useTexts();
  return (
    <header class="sheet-head">
      <strong>{labelsText(texts, lesson.labels)}</strong>
      <span>
        {dateText(lesson.startedAtMs)} {timeRangeText(lesson.startedAtMs, durationMs)} · {lengthText(texts, durationMs)}
      </span>
      <span>{texts.product}</span>
    </header>
  );
}

function Stage({ report }: { report: ServedReport }) {
  const texts = useTexts();
  const tracks = tracksOf(report);
  const gaps = gapsOfAll([tracks.talkMissing, tracks.headsUp.missing, tracks.hands.missing, tracks.teacherMissing]);
  const told = shortList(gaps);
  return (
    <>
      <Key missing={gaps.length > 0} />
      <OnPaper width={PAPER.width}>
        <TimeStage report={report} tracks={tracks} cursor={new Cursor(report.durationMs)} />
      </OnPaper>
      {gaps.length > 0 && (
        <p class="sheet-gaps">
          {told.map((gap) => (
            <span key={`${gap.startMs} ${gap.cause.kind}`}>
              {clockText(gap.startMs)}–{clockText(gap.endMs)} <bdi>{gapText(texts, gap)}</bdi>
            </span>
          ))}
          {gaps.length > told.length && <span>{texts.report.gaps.more(gaps.length - told.length)}</span>}
        </p>
      )}
    </>
  );
}

function Plots({ report, earlier }: { report: ServedReport; earlier: readonly EarlierPlace[] }) {
  const texts = useTexts();
  const cursor = new Cursor(report.durationMs);
  const [rt, ch] = [numberOf(report, 'st.rt'), numberOf(report, 'st.ch')];
  const mode = indicatorOf(report, 'st.mode')?.value;
  const waits = waitSpans(report.talk, 'teacher', 'student');
  const none = <p class="no-data">{texts.notEnoughData}</p>;
  return (
    <div class="sheet-plots">
      <OnPaper width={THIRD}>
        <section>
          <h2>{texts.st.title}</h2>
          {report.st ? <StPlot st={report.st} cursor={cursor} /> : none}
        </section>
        <section>
          <h2>
            {texts.rtCh.title}
            {typeof mode === 'string' && <span class="aside">{modeText(texts, mode)}</span>}
          </h2>
          {rt !== null && ch !== null ? <RtChPlot rt={rt} ch={ch} earlier={earlier} /> : none}
        </section>
        <section>
          <h2>{texts.waits.title}</h2>
          {waits.length > 0 && <WaitsPlot waits={waits} cursor={cursor} />}
          {waits.length === 0 && (report.talk.length > 0 ? <p class="notice">{texts.waits.none}</p> : none)}
        </section>
      </OnPaper>
    </div>
  );
}
