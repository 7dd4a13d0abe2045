import type { SeatsFound, TestLessonResult, Trial } from '../../../setup/controls/checks.ts';
import type { Configuration } from '../../../setup/controls/configuration.ts';
import type { SetupStep } from '../../../setup/controls/setup-controls.ts';

export type StepState = 'done' | 'todo' | 'skipped' | 'unneeded' | 'untested';

/** As much of a test lesson must a source have given; sensors need some seconds of the minute to begin. */
export const GOOD_SHARE = 0.6;

export interface SetupFacts {
  configuration: Configuration;
  skipped: readonly SetupStep[];
  seats: Trial<SeatsFound>;
  test: Trial<TestLessonResult>;
  /** The address to which the way was found open. */
  openHub: string | null;
}

/** Which steps are done, by what is set and what was tried; what is done is not skipped. */
export function stepStates({
  configuration: { settings },
  skipped,
  seats,
  test,
  openHub,
}: SetupFacts): Record<SetupStep, StepState> {
  const { room, sources, roomPlan, timetable, hub } = settings;
  const isDone: Record<SetupStep, boolean> = {
    room: room?.region !== undefined && room.school !== undefined && room.room !== undefined,
    sources: Object.keys(sources ?? {}).length > 0,
    plan: roomPlan !== undefined,
    seats: seats.state === 'done' && seats.result.seats.length > 0,
    timetable: timetable !== undefined,
    hub: hub !== undefined && hub.url === openHub,
    test: test.state === 'done' && isGood(test.result),
  };
  const state = (step: SetupStep): StepState => {
    if (step === 'seats' && sources !== undefined && !sources.studentCamera) return 'unneeded';
    if (isDone[step]) return 'done';
    if (step === 'hub' && hub !== undefined) return 'untested';
    return skipped.includes(step) ? 'skipped' : 'todo';
  };
  return Object.fromEntries((Object.keys(isDone) as SetupStep[]).map((step) => [step, state(step)])) as Record<
    SetupStep,
    StepState
  >;
}

const isGood = ({ sources }: TestLessonResult): boolean =>
  sources.length > 0 && sources.every(({ share }) => share >= GOOD_SHARE);
