import type { LessonReport } from '../../../indicators/indicator.ts';
import type { EarlierPlace } from '../../../lesson-review/earlier-place.ts';
import { AboutButton, AboutText } from '../about/about-button.tsx';
import { NotEnough } from '../about/not-enough.tsx';
import { RtChPlot } from '../charts/rt-ch-plot.tsx';
import { StPlot } from '../charts/st-plot.tsx';
import { indicatorOf, lengthText, numberOf } from '../words/facts.ts';
import { modeText } from '../words/figure-text.ts';
import { useTexts } from '../words/language.tsx';
import type { Cursor } from './cursor.ts';
import { TeacherPlace } from './teacher-place.tsx';

interface PlotCardsProps {
  report: LessonReport;
  cursor: Cursor;
  /** The teacher's own lessons before, in the plot of kinds of lesson. */
  earlier: readonly EarlierPlace[];
}

/** How the lesson ran, which kind it was, where the teacher was. */
export function PlotCards({ report, cursor, earlier }: PlotCardsProps) {
  const texts = useTexts();
  const { st } = report;
  const rt = numberOf(report, 'st.rt');
  const ch = numberOf(report, 'st.ch');
  const mode = indicatorOf(report, 'st.mode')?.value;
  return (
    <div class="plots">
      <section class="card">
        <h2>
          <span class="card-title">
            {texts.st.title}
            <AboutButton id="st.curve" />
          </span>
          {st && <span class="aside">{texts.st.slot(lengthText(texts, st.slotMs))}</span>}
        </h2>
        {st ? <StPlot st={st} cursor={cursor} /> : <NotEnough report={report} id="st.rt" />}
      </section>
      <section class="card">
        <h2>
          <span class="card-title">
            {texts.rtCh.title}
            <AboutButton id="st.mode" />
          </span>
          {typeof mode === 'string' && rt !== null && ch !== null && (
            <span class="aside">
              <strong>{modeText(texts, mode)}</strong> <AboutText id="st.rt">Rt {rt.toFixed(2)}</AboutText>{' '}
              <AboutText id="st.ch">Ch {ch.toFixed(2)}</AboutText>
            </span>
          )}
        </h2>
        {rt !== null && ch !== null ? (
          <>
            <RtChPlot rt={rt} ch={ch} earlier={earlier} />
            {earlier.length > 0 && <p class="hint small">{texts.report.earlier(earlier.length)}</p>}
          </>
        ) : (
          <NotEnough report={report} id="st.rt" />
        )}
      </section>
      <section class="card">
        <h2>
          <span class="card-title">
            {texts.teacherPlace.title}
            <AboutButton id="teacher.heatmap" />
          </span>
        </h2>
        <TeacherPlace report={report} cursor={cursor} />
      </section>
    </div>
  );
}
