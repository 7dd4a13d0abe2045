import type { CausedGap } from '../report/gap-causes.ts';
import { lengthText } from './facts.ts';
import type { Texts } from './texts.ts';

/** Why there is no data: `学生摄像头被遮挡`. */
export function causeText({ report: { gaps } }: Texts, { cause }: CausedGap): string {
  switch (cause.kind) {
    case 'excluded':
      return gaps.excluded(cause.reason);
    case 'paused':
      return gaps.paused;
    case 'camera':
      return gaps.camera(cause.camera, cause.state);
    case 'microphone':
      return gaps.microphone(cause.state);
    case 'unknown':
      return gaps.unknown[cause.track];
  }
}

/** The two lines of it on the track itself, where the camera goes without saying: what, and how long. */
export function gapLines(texts: Texts, gap: CausedGap): readonly [string, string] {
  const { cause } = gap;
  const what = cause.kind === 'camera' ? texts.report.gaps.cameraHere(cause.state) : causeText(texts, gap);
  return [what, lengthText(texts, gap.lengthMs)];
}

/** The same with its length: `学生摄像头被遮挡 3 分钟`. */
export function gapText(texts: Texts, gap: CausedGap): string {
  return texts.report.gaps.forLength(causeText(texts, gap), lengthText(texts, gap.lengthMs));
}
