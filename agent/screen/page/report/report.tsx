import { useMemo, useState } from 'preact/hooks';
import type { CatalogueEntry } from '../../../indicators/catalogue.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { waitSpans } from '../../../indicators/waits.ts';
import { Bar } from '../bar.tsx';
import { Key } from '../charts/key.tsx';
import { RtChPlot } from '../charts/rt-ch-plot.tsx';
import { StPlot } from '../charts/st-plot.tsx';
import { TimeStage } from '../charts/time-stage.tsx';
import { WaitsPlot } from '../charts/waits-plot.tsx';
import { indicatorOf, lengthText, numberOf } from '../words/facts.ts';
import { modeText } from '../words/figure-text.ts';
import { dateText, tenths, timeRangeText } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import { labelsText } from '../words/lesson-labels.ts';
import type { Cursor } from './cursor.ts';
import { FiguresTable } from './figures-table.tsx';
import { Findings } from './findings.tsx';
import { Readout } from './readout.tsx';
import { Sentences } from './sentences.tsx';
import { TeacherPlace } from './teacher-place.tsx';

interface ReportProps {
  report: LessonReport;
  catalogue: readonly CatalogueEntry[];
}

/** One lesson: what can be said of it in three sentences, then the drawings that are the evidence, then every figure. */
export function Report({ report, catalogue }: ReportProps) {
  const texts = useTexts();
  const [atMs, setAtMs] = useState<number | null>(null);
  const cursor = useMemo<Cursor>(() => ({ atMs, moveTo: setAtMs }), [atMs]);
  const { lesson, durationMs, st } = report;
  const rt = numberOf(report, 'st.rt');
  const ch = numberOf(report, 'st.ch');
  const mode = indicatorOf(report, 'st.mode')?.value;
  const waits = useMemo(() => waitSpans(report.talk, 'teacher', 'student'), [report]);
  const median = numberOf(report, 'talk.wait1.median');
  const noWaits = report.talk.length > 0 ? texts.waits.none : texts.notEnoughData;

  return (
    <main class="page report">
      <Bar back={{ href: '#/', text: texts.allLessons }}>
        <h1 class="lesson-title">{labelsText(texts, lesson.labels)}</h1>
        <span class="hint">
          {dateText(lesson.startedAtMs)} {timeRangeText(lesson.startedAtMs, durationMs)} ·{' '}
          {lengthText(texts, durationMs)}
        </span>
        {lesson.labels.role !== 'remote' && (
          <a class="button" href={`#/lessons/${encodeURIComponent(lesson.id)}/portrait`}>
            {texts.portrait.title}
          </a>
        )}
      </Bar>
      <Sentences report={report} cursor={cursor} />
      <section class="card stage-card">
        <Readout report={report} atMs={atMs} />
        <Key missing={report.gaps.length > 0} />
        <TimeStage report={report} cursor={cursor} />
      </section>
      <div class="plots">
        <section class="card">
          <h2>
            {texts.st.title}
            {st && <span class="aside">{texts.st.slot(lengthText(texts, st.slotMs))}</span>}
          </h2>
          {st ? <StPlot st={st} cursor={cursor} /> : <p class="notice">{texts.notEnoughData}</p>}
        </section>
        <section class="card">
          <h2>
            {texts.rtCh.title}
            {typeof mode === 'string' && rt !== null && ch !== null && (
              <span class="aside">
                <strong>{modeText(texts, mode)}</strong> Rt {rt.toFixed(2)} · Ch {ch.toFixed(2)}
              </span>
            )}
          </h2>
          {rt !== null && ch !== null ? <RtChPlot rt={rt} ch={ch} /> : <p class="notice">{texts.notEnoughData}</p>}
        </section>
        <section class="card">
          <h2>{texts.teacherPlace.title}</h2>
          <TeacherPlace report={report} />
        </section>
      </div>
      <div class="details">
        <section class="card">
          <h2>
            {texts.waits.title}
            {waits.length > 0 && median !== null && (
              <span class="aside">{texts.waits.aside(waits.length, texts.seconds(tenths(median)))}</span>
            )}
          </h2>
          {waits.length > 0 ? <WaitsPlot waits={waits} cursor={cursor} /> : <p class="notice">{noWaits}</p>}
        </section>
        {report.findings && (
          <section class="card">
            <h2>{texts.findings.title}</h2>
            <Findings findings={report.findings} cursor={cursor} />
          </section>
        )}
      </div>
      <FiguresTable report={report} catalogue={catalogue} />
    </main>
  );
}
