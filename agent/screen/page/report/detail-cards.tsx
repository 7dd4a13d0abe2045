import { useMemo } from 'preact/hooks';
import { waitSpans } from '../../../indicators/waits.ts';
import type { ServedReport } from '../../training-material.ts';
import { AboutButton, AboutText } from '../about/about-button.tsx';
import { NotEnough } from '../about/not-enough.tsx';
import { WaitsPlot } from '../charts/waits-plot.tsx';
import { numberOf } from '../words/facts.ts';
import { tenths } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { Cursor } from './cursor.ts';
import { Findings } from './findings.tsx';

/** How long students had to think, and what is worth a look. */
export function DetailCards({ report, cursor }: { report: ServedReport; cursor: Cursor }) {
  const texts = useTexts();
  const waits = useMemo(() => waitSpans(report.talk, 'teacher', 'student'), [report]);
  const median = numberOf(report, 'talk.wait1.median');
  return (
    <div class="details">
      <section class="card waits-card">
        <h2>
          <span class="card-title">
            {texts.waits.title}
            <AboutButton id="talk.wait1.median" />
          </span>
          {waits.length > 0 && median !== null && (
            <AboutText id="talk.wait1.median" class="aside">
              {texts.waits.aside(waits.length, texts.seconds(tenths(median)))}
            </AboutText>
          )}
        </h2>
        {waits.length > 0 && <WaitsPlot waits={waits} cursor={cursor} />}
        {waits.length === 0 &&
          (report.talk.length > 0 ? (
            <p class="notice">{texts.waits.none}</p>
          ) : (
            <NotEnough report={report} id="talk.wait1.median" />
          ))}
      </section>
      {report.findings && (
        <section class="card findings-card">
          <h2>{texts.findings.title}</h2>
          <Findings findings={report.findings} training={report.training} cursor={cursor} />
        </section>
      )}
    </div>
  );
}
