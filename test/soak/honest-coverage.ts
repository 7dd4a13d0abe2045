import type { Gap } from '../../agent/indicators/indicator.ts';

/** A stretch in which a track could have nothing, in seconds of the lesson. */
export interface Outage {
  track: Gap['track'];
  /** Why, for the message. */
  fault: string;
  startS: number;
  endS: number;
  /** So long after its start what had been seen may still be told, and so long after its end nothing yet. */
  slackS: { before: number; start: number; end: number };
}

/** After the sources are open the first look is still to be made. */
const FIRST_LOOK_S = 6;
/** A gap that nothing explains may be as long, in all: looks are apart, and edges are rounded. */
const UNEXPLAINED_S = 3;

/**
 * What a report says was measured, against what can have been: where a source was away there is a gap, and where there is a gap something
 * was away.
 * @param gaps of the report
 * @param openS until when the lesson's sources were opened
 * @returns what is not honest, a sentence each
 */
export function dishonestCoverage(
  gaps: readonly Gap[],
  outages: readonly Outage[],
  lengthS: number,
  openS: number,
): string[] {
  return (['talk', 'students', 'teacher'] as const).flatMap((track) => {
    const missing = seconds(lengthS);
    for (const gap of gaps) if (gap.track === track) missing.mark(gap.startMs / 1000, gap.endMs / 1000);
    const own = outages.filter((outage) => outage.track === track);
    const told = own.flatMap(({ fault, startS, endS, slackS }) => {
      const from = startS + slackS.start;
      const claimedS = endS - from - missing.countIn(from, endS);
      return claimedS > 1.5
        ? [`${track}: ${claimedS.toFixed(1)} s told of ${fault}, when there can have been nothing`]
        : [];
    });
    const explained = seconds(lengthS);
    explained.mark(0, openS + FIRST_LOOK_S);
    for (const { startS, endS, slackS } of own) explained.mark(startS - slackS.before, endS + slackS.end);
    const unexplainedS = missing.countWithout(explained);
    return unexplainedS > UNEXPLAINED_S
      ? [...told, `${track}: ${unexplainedS.toFixed(1)} s missing though nothing was wrong (${spansOf(gaps, track)})`]
      : told;
  });
}

const spansOf = (gaps: readonly Gap[], track: string) =>
  gaps
    .filter((gap) => gap.track === track)
    .map(({ startMs, endMs }) => `${(startMs / 1000).toFixed(1)}–${(endMs / 1000).toFixed(1)}`)
    .join(', ');

const STEPS_A_SECOND = 10;

/** A lesson in tenths of a second, each marked or not. */
function seconds(lengthS: number) {
  const marks = new Uint8Array(Math.ceil(lengthS * STEPS_A_SECOND));
  const index = (atS: number) => Math.min(marks.length, Math.max(0, Math.round(atS * STEPS_A_SECOND)));
  return {
    marks,
    mark: (fromS: number, toS: number) => void marks.fill(1, index(fromS), Math.max(index(fromS), index(toS))),
    countIn: (fromS: number, toS: number) =>
      marks.subarray(index(fromS), Math.max(index(fromS), index(toS))).reduce((sum, each) => sum + each, 0) /
      STEPS_A_SECOND,
    countWithout: (other: { marks: Uint8Array }) =>
      marks.reduce((sum, each, i) => sum + (each && !other.marks[i] ? 1 : 0), 0) / STEPS_A_SECOND,
  };
}
