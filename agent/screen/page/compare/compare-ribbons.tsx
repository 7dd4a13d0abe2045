import { useMemo } from 'preact/hooks';
import type { ExplainedLesson } from '../about/about-context.ts';
import { Missing } from '../charts/missing.tsx';
import { talkPaint, zonePaint } from '../charts/patterns.tsx';
import { Ribbon } from '../charts/ribbon.tsx';
import { TimeAxis } from '../charts/time-axis.tsx';
import { useBox } from '../charts/use-box.ts';
import { linearScale, type Scale } from '../layout/scale.ts';
import type { CausedGap } from '../report/gap-causes.ts';
import { tracksOf } from '../report/tracks.ts';
import { gapLines } from '../words/gap-text.ts';
import { useTexts } from '../words/language.tsx';

/** In rem. */
const GUTTER = 8;
const RIGHT = 1;
const NAME = 1.9;
const TALK = 2.6;
const ZONE = 1.9;
const GAP = 0.3;
const BETWEEN = 0.9;
const AXIS = 2;
const LESSON = NAME + TALK + GAP + ZONE + BETWEEN;

/** Who talked and where the teacher was in both lessons, on one time scale. */
export function CompareRibbons({ lessons }: { lessons: readonly ExplainedLesson[] }) {
  const texts = useTexts();
  const { ref, box } = useBox<HTMLDivElement>();
  const durationMs = Math.max(...lessons.map(({ report }) => report.durationMs));
  if (!box) return <div ref={ref} />;
  const { rem, width } = box;
  const x = linearScale(0, durationMs, GUTTER * rem, Math.max(width - RIGHT * rem, (GUTTER + 1) * rem));
  const axisY = lessons.length * LESSON * rem;
  return (
    <div ref={ref}>
      <svg width={width} height={axisY + AXIS * rem} role="img" aria-label={texts.compare.overTime}>
        {lessons.map((lesson, i) => (
          <LessonRibbons key={lesson.report.lesson.id} lesson={lesson} top={i * LESSON * rem} x={x} rem={rem} />
        ))}
        <TimeAxis x={x} y={axisY} rem={rem} durationMs={durationMs} unit={texts.minutesOfLesson} plate={undefined} />
      </svg>
    </div>
  );
}

function LessonRibbons({ lesson, top, x, rem }: { lesson: ExplainedLesson; top: number; x: Scale; rem: number }) {
  const texts = useTexts();
  const { name, report } = lesson;
  const tracks = useMemo(() => tracksOf(report), [report]);
  const lines = (gap: CausedGap) => gapLines(texts, gap);
  const talk = { y: top + NAME * rem, height: TALK * rem };
  const zone = { y: talk.y + (TALK + GAP) * rem, height: ZONE * rem };
  return (
    <>
      <text class="track-lesson" x={0} y={top + 0.5 * NAME * rem} dominant-baseline="central">
        {name}
      </text>
      <g class="ribbon talk">
        <text class="track-name" x={0} y={talk.y + talk.height / 2} dominant-baseline="central">
          {texts.tracks.talk}
        </text>
        <Ribbon
          track="talk"
          row={talk}
          x={x}
          rem={rem}
          segments={report.talk.map((segment) => ({
            ...segment,
            kind: segment.talk,
            paint: talkPaint[segment.talk],
            name: texts.talk[segment.talk],
          }))}
        />
        <Missing gaps={tracks.talkMissing} row={talk} x={x} rem={rem} lines={lines} />
      </g>
      <g class="ribbon zone">
        <text class="track-name" x={0} y={zone.y + zone.height / 2} dominant-baseline="central">
          {texts.tracks.teacher}
        </text>
        <Ribbon
          track="zone"
          row={zone}
          x={x}
          rem={rem}
          segments={report.teacherZones.map((span) => ({
            ...span,
            kind: span.zone,
            paint: zonePaint[span.zone],
            name: texts.zones[span.zone],
          }))}
        />
        <Missing gaps={tracks.teacherMissing} row={zone} x={x} rem={rem} lines={lines} />
      </g>
    </>
  );
}
