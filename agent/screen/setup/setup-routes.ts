import type { FastifyInstance } from 'fastify';
import { addConfigurationRoutes } from './configuration-routes.ts';
import type { SetupControls } from './controls/setup-controls.ts';
import { addDataRoutes } from './data-routes.ts';
import { addEnrolmentRoutes } from './enrolment-routes.ts';
import { addMachineRoutes } from './machine-routes.ts';
import { addPreviewRoutes } from './preview-routes.ts';
import { addTimetableRoutes } from './timetable-routes.ts';
import { addTrialRoutes } from './trial-routes.ts';

/** Adds what school IT can see and do, behind its own sign-in. */
export function addSetupRoutes(app: FastifyInstance, setup: SetupControls): void {
  addConfigurationRoutes(app, setup);
  addPreviewRoutes(app, setup);
  addTrialRoutes(app, setup);
  addEnrolmentRoutes(app, setup);
  addTimetableRoutes(app, setup);
  addMachineRoutes(app, setup);
  addDataRoutes(app, setup);
}
