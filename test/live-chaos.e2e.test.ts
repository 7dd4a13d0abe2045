import { expect, it } from 'vitest';
import { chaos } from './chaos/chaos.ts';

const KILLS = 24;
const LESSONS = 150;

it('every lesson is at the hub, once and as it was, though agents, broker, ingest and database are killed', async () => {
  const seed = Date.now() % 1_000_000;
  const result = await chaos({ kills: KILLS, lessons: LESSONS, rooms: 3, seed, patienceS: 180, say: () => {} });
  console.log(`seed ${seed}: ${JSON.stringify(result)}`);
  const { atHub, right, missing, waiting, died, kills } = result;
  expect({ atHub, right, missing, waiting, died }).toEqual({
    ...{ atHub: LESSONS, right: LESSONS, missing: 0, waiting: 0, died: [] },
  });
  expect(Object.values(kills).reduce((sum, each) => sum + each, 0)).toBe(KILLS);
}, 400_000);
