import type { CameraSearchControls, HubControls, SeatControls, TestLessonControls } from './checks.ts';
import type { ConfigurationControls } from './configuration.ts';
import type { DataControls } from './data.ts';
import type { EnrolmentControls } from './enrolment.ts';
import type { MachineControls } from './machine.ts';
import type { PreviewControls } from './preview.ts';
import type { TimetableControls } from './timetable.ts';

/** The steps of a room's first set-up, in their order. */
export const setupSteps = ['room', 'sources', 'plan', 'seats', 'timetable', 'hub', 'test'] as const;
export type SetupStep = (typeof setupSteps)[number];

/** Which steps somebody has passed over on purpose. */
export interface ProgressControls {
  skipped(): SetupStep[];
  skip(step: SetupStep, isSkipped: boolean): SetupStep[];
}

/** What school IT can see and do. Refusals are errors with a `code` and a message for people. */
export interface SetupControls {
  configuration: ConfigurationControls;
  progress: ProgressControls;
  preview: PreviewControls;
  cameras: CameraSearchControls;
  seats: SeatControls;
  timetable: TimetableControls;
  hub: HubControls;
  enrolment: EnrolmentControls;
  testLesson: TestLessonControls;
  machine: MachineControls;
  data: DataControls;
}
