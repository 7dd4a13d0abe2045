import type { SeatsFound, TestLessonResult, Trial } from '../../../setup/controls/checks.ts';
import { fetchSeats, fetchTestLesson } from '../it-api.ts';
import { useAnswer } from '../use-answer.ts';

const LOOK_EVERY_MS = 2_000;

/** What was tried out so far. */
export function useTrials(): { seats: Trial<SeatsFound>; test: Trial<TestLessonResult> } {
  const [seats] = useAnswer(fetchSeats, LOOK_EVERY_MS);
  const [test] = useAnswer(fetchTestLesson, LOOK_EVERY_MS);
  return {
    seats: seats?.kind === 'here' ? seats.data : { state: 'never' },
    test: test?.kind === 'here' ? test.data : { state: 'never' },
  };
}
