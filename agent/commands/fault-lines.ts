import type { LessonReport } from '../indicators/indicator.ts';
import { cameraFaultText } from './camera-words.ts';
import { microphoneFaultText } from './microphone-words.ts';

/** What was wrong with the cameras and the microphone during a lesson, a line each (English). */
export function faultLines({ cameraFaults = [], microphoneFaults = [] }: LessonReport): string[] {
  return [...cameraFaults.map(cameraFaultText), ...microphoneFaults.map((fault) => microphoneFaultText(fault).en)];
}
