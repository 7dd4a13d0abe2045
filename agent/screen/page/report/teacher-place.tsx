import type { FigureUnit } from '../../../indicators/definitions/definition.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { Heatmap } from '../charts/heatmap.tsx';
import { missingPaint, zonePaint } from '../charts/patterns.tsx';
import { teacherZones } from '../words/classes.ts';
import { indicatorOf, numberOf } from '../words/facts.ts';
import { figureText } from '../words/figure-text.ts';
import { percent } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';

/** Where the teacher was, as shares of the lesson, and the walks and the writing that go with them. */
export function TeacherPlace({ report }: { report: LessonReport }) {
  const texts = useTexts();
  const figure = (id: string, unit: FigureUnit) => {
    const indicator = indicatorOf(report, id);
    return indicator ? figureText(texts, indicator, unit) : texts.notEnoughData;
  };
  const map = report.teacherHeatmap;
  return (
    <>
      <div class={map ? 'place' : undefined}>
        {map && <Heatmap map={map} />}
        <dl class="bars">
          {teacherZones.map((zone) => {
            const share = numberOf(report, `teacher.zone.${zone}.share`);
            return (
              <div key={zone} class="bar-row">
                <dt>{texts.zones[zone]}</dt>
                <dd>
                  <svg class="share-bar" aria-hidden="true">
                    <rect class="share-all" width="100%" height="100%" />
                    <rect
                      width={share === null ? '100%' : percent(share)}
                      height="100%"
                      fill={share === null ? missingPaint : zonePaint[zone]}
                    />
                  </svg>
                  <span>{share === null ? texts.notEnoughData : percent(share)}</span>
                </dd>
              </div>
            );
          })}
        </dl>
      </div>
      <dl class="pairs">
        <div>
          <dt>{texts.teacherPlace.patrol}</dt>
          <dd>{figure('teacher.patrol.count', 'count')}</dd>
        </div>
        <div>
          <dt>{texts.teacherPlace.patrolTime}</dt>
          <dd>{figure('teacher.patrol.time', 's')}</dd>
        </div>
        <div>
          <dt>{texts.teacherPlace.board}</dt>
          <dd>{figure('teacher.board.time', 's')}</dd>
        </div>
      </dl>
    </>
  );
}
