import { setTimeout as delay } from 'node:timers/promises';
import { ClassroomAgent } from '../../agent/app.ts';
import { systemClock } from '../../agent/lesson/clock.ts';
import { openStore } from '../../agent/store/agent-store.ts';
import { chaosLesson, chaosRoom, MIN_GROUP } from './chaos-lesson.ts';

/** What a room of the chaos is told when its process begins. */
export interface ChaosRoomTask {
  index: number;
  folder: string;
  broker: string;
  lessons: number;
  everyMs: number;
}

// A room's agent without its sensors: it goes on with its lessons where the process before it was killed.
const { index, folder, broker, lessons, everyMs } = JSON.parse(process.argv[2]!) as ChaosRoomTask;
const room = chaosRoom(index);
const store = openStore(folder, (error) => {
  // In memory it would lose what it is to keep; the next one finds the disk as it is.
  throw error;
});
const agent = new ClassroomAgent({
  ...{ room, folder, store, screenPort: 0, minGroup: MIN_GROUP, withholdHours: 0, rules: [], clock: systemClock },
  hub: { brokers: [broker] },
  usual: { slotMs: 30_000, roomPlan: null },
  events: { acknowledged: () => {}, connection: () => {}, warning: (message) => console.error(message) },
});
agent.open();
const count = () => Number(store.database.prepare('SELECT count(*) FROM lesson').pluck().get());
for (let number = count(); number < lessons; number++) {
  agent.keep(chaosLesson(room, number));
  await delay(everyMs * 2 * Math.random());
}
