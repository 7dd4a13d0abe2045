import { useMemo, useState } from 'preact/hooks';
import type { Exclusion, LessonReport } from '../../../indicators/indicator.ts';
import type { Span } from '../../../lesson/timeline.ts';
import { Key } from '../charts/key.tsx';
import { TimeStage } from '../charts/time-stage.tsx';
import { ExcludePanel } from '../review/exclude-panel.tsx';
import { GapList } from '../review/gap-list.tsx';
import { refusalText } from '../review/refusal-text.ts';
import { saveExcluded } from '../review-api.ts';
import { useTexts } from '../words/language.tsx';
import type { Cursor } from './cursor.ts';
import { type CausedGap, gapsOfAll } from './gap-causes.ts';
import { Readout } from './readout.tsx';
import { tracksOf } from './tracks.ts';

/** What is first offered to be left out: so much from the cursor on. */
const FIRST_MS = 120_000;

interface StageCardProps {
  report: LessonReport;
  cursor: Cursor;
  /** undefined where nothing can be said of a lesson at all. */
  canExclude: boolean | undefined;
  reread(): Promise<void>;
}

/** The lesson over time, what is missing in it, and the way to leave a stretch out. */
export function StageCard({ report, cursor, canExclude, reread }: StageCardProps) {
  const texts = useTexts();
  const { exclude } = texts.review;
  const { durationMs, lesson, excluded = [] } = report;
  const tracks = useMemo(() => tracksOf(report), [report]);
  const gaps = useMemo(
    () => gapsOfAll([tracks.talkMissing, tracks.headsUp.missing, tracks.hands.missing, tracks.teacherMissing]),
    [tracks],
  );
  const [chosen, setChosen] = useState<Span | null>(null);
  const [isImpossible, setImpossible] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  const begin = () => {
    if (!canExclude) return setImpossible(true);
    const startMs = Math.floor(Math.min(cursor.atMs ?? 0, Math.max(0, durationMs - FIRST_MS)) / 1000) * 1000;
    setChosen({ startMs, endMs: Math.min(startMs + FIRST_MS, durationMs) });
  };
  const save = async (stretches: Exclusion[]) => {
    setWorking(true);
    const outcome = await saveExcluded(lesson.id, stretches);
    const why = refusalText(texts, outcome);
    if (why === null) {
      await reread();
      setChosen(null);
    }
    setRefusal(why);
    setWorking(false);
  };
  const restore = (gap: CausedGap) =>
    void save(excluded.filter(({ startMs, endMs }) => endMs <= gap.startMs || startMs >= gap.endMs));

  return (
    <section class="card stage-card">
      <div class="stage-head">
        <Readout report={report} tracks={tracks} cursor={cursor} />
        {canExclude !== undefined && !chosen && (
          <button type="button" class="button no-print" onClick={begin}>
            {texts.report.actions.exclude}
          </button>
        )}
      </div>
      {isImpossible && (
        <p class="refusal" role="alert">
          {exclude.impossible}
        </p>
      )}
      <Key missing={gaps.length > 0} />
      <TimeStage
        report={report}
        tracks={tracks}
        cursor={cursor}
        draft={chosen ? { ...chosen, change: (to) => setChosen((was) => was && { ...was, ...to }) } : undefined}
      />
      {chosen && (
        <ExcludePanel
          draft={{ ...chosen, change: (to) => setChosen((was) => was && { ...was, ...to }) }}
          durationMs={durationMs}
          isWorking={isWorking}
          refusal={refusal}
          confirm={(reason) => void save([...excluded, { ...chosen, ...(reason && { reason }) }])}
          cancel={() => {
            setChosen(null);
            setRefusal(null);
          }}
        />
      )}
      {!chosen && refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <GapList gaps={gaps} cursor={cursor} restore={canExclude && !isWorking ? restore : undefined} />
    </section>
  );
}
