import type { CameraFault, CameraFaultState } from '../indicators/indicator.ts';
import type { CameraObservation } from '../lesson/observation.ts';
import { lessonTime } from './lesson-time.ts';

/** What is wrong with a camera, and what to do. */
const words: Record<CameraFaultState, { picture: string; remedy: string }> = {
  lost: { picture: 'missing', remedy: 'check the camera’s power, cable or network, and its address and password' },
  black: { picture: 'black', remedy: 'check power, cable, lens cap and the light in the room' },
  frozen: { picture: 'frozen', remedy: 'restart the camera and check its cable or network' },
  covered: { picture: 'blank', remedy: 'uncover the lens, or turn the camera back to the room' },
  'turned-away': {
    picture: 'of another view than before',
    remedy: 'turn the camera back; if it was moved for good, measure the room plan again',
  },
  moving: {
    picture: 'of elsewhere, because the camera was turned',
    remedy: 'it is measured again when the camera is back at its place',
  },
};

/** For the log, while it happens: `student camera: the picture is black since 1:30; check …` */
export function cameraNews({ camera, state, atMs }: CameraObservation): string {
  if (state === 'ok') return `${camera} camera: the picture is in order since ${lessonTime(atMs)}`;
  return `${camera} camera: the picture is ${words[state].picture} since ${lessonTime(atMs)}; ${words[state].remedy}`;
}

/** For the terminal, when the lesson is over: `student camera: the picture was black from 1:30 to 2:00 …` */
export function cameraFaultText({ camera, state, startMs, endMs }: CameraFault): string {
  const when = `from ${lessonTime(startMs)} to ${lessonTime(endMs)}`;
  const { picture, remedy } = words[state];
  return `${camera} camera: the picture was ${picture} ${when}, nothing was measured in it; ${remedy}`;
}
