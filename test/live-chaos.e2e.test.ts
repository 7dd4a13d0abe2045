import { expect, it } from 'vitest';
import { chaos } from './chaos/chaos.ts';
import { type Fault, shows } from './faults/fault.ts';

const KILLS = 24;
const LESSONS = 150;

const chaosAll: Fault = {
  part: 'hub',
  kind: 'killed',
  fault: `rooms, broker, ingest and database are killed ${KILLS} times, in any order`,
  seen: 'nothing',
  lost: `none of ${LESSONS} lessons: each is at the hub once`,
  recovers: 'by itself',
};
it(
  'every lesson is at the hub, once and as it was, though agents, broker, ingest and database are killed',
  shows(chaosAll, { timeout: 400_000 }),
  async () => {
    const seed = Date.now() % 1_000_000;
    const result = await chaos({ kills: KILLS, lessons: LESSONS, rooms: 3, seed, patienceS: 180, say: () => {} });
    console.log(`seed ${seed}: ${JSON.stringify(result)}`);
    const { atHub, right, missing, waiting, died, kills } = result;
    expect({ atHub, right, missing, waiting, died }).toEqual({
      ...{ atHub: LESSONS, right: LESSONS, missing: 0, waiting: 0, died: [] },
    });
    expect(Object.values(kills).reduce((sum, each) => sum + each, 0)).toBe(KILLS);
  },
);
