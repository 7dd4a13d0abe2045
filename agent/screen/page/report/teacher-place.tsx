import type { FigureUnit } from '../../../indicators/definitions/definition.ts';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { AboutText } from '../about/about-button.tsx';
import { missingPaint, zonePaint } from '../charts/patterns.tsx';
import { RoomPlan } from '../charts/room-plan.tsx';
import { teacherZones } from '../words/classes.ts';
import { indicatorOf, numberOf } from '../words/facts.ts';
import { figureText } from '../words/figure-text.ts';
import { percent } from '../words/format.ts';
import { useTexts } from '../words/language.tsx';
import type { Cursor } from './cursor.ts';

/** Where the teacher was, as shares of the lesson and on the room plan, and the walks and the writing that go with them. */
export function TeacherPlace({ report, cursor }: { report: LessonReport; cursor: Cursor }) {
  const texts = useTexts();
  const hasPlan = Boolean(report.teacherHeatmap || report.roomShape);
  const figure = (id: string, unit: FigureUnit, name: string) => {
    const indicator = indicatorOf(report, id);
    const known = indicator !== undefined && indicator.value !== null;
    return (
      <div>
        <dt>{name}</dt>
        <dd>
          <AboutText id={id} class={known ? undefined : 'no-data'}>
            {known ? figureText(texts, indicator, unit) : texts.notEnoughData}
          </AboutText>
        </dd>
      </div>
    );
  };
  return (
    <>
      <div class={hasPlan ? 'place' : undefined}>
        {hasPlan && <RoomPlan report={report} cursor={cursor} />}
        <dl class="bars">
          {teacherZones.map((zone) => {
            const id = `teacher.zone.${zone}.share`;
            const share = numberOf(report, id);
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
                  <AboutText id={id} class={share === null ? 'no-data' : undefined}>
                    {share === null ? texts.notEnoughData : percent(share)}
                  </AboutText>
                </dd>
              </div>
            );
          })}
        </dl>
      </div>
      <dl class="pairs">
        {figure('teacher.patrol.count', 'count', texts.teacherPlace.patrol)}
        {figure('teacher.patrol.time', 's', texts.teacherPlace.patrolTime)}
        {figure('teacher.board.time', 's', texts.teacherPlace.board)}
      </dl>
    </>
  );
}
