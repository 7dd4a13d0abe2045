import type { BenchGroup } from './bench-group.ts';
import { drain } from './groups/drain.ts';
import { hub } from './groups/hub.ts';
import { lesson } from './groups/lesson.ts';
import { looks } from './groups/looks.ts';
import { microphone } from './groups/microphone.ts';
import { networks } from './groups/networks.ts';
import { page } from './groups/page.ts';
import { pipeline } from './groups/pipeline.ts';
import { reports } from './groups/reports.ts';
import { start } from './groups/start.ts';
import { store } from './groups/store.ts';

/** All that the bench measures, in the order of docs/performance.md. */
export const groups: readonly BenchGroup[] = [
  looks,
  pipeline,
  networks,
  microphone,
  lesson,
  start,
  store,
  drain,
  hub,
  page,
  reports,
];
