import { parseArgs } from 'node:util';
import { chaos } from './chaos.ts';

const HELP = `npm run chaos [-- --kills 200 --lessons 1000 --rooms 5 --seed 1]

Rooms hold lessons while agents, broker, ingest and database are killed (kill -9) at random moments; says what is at the
hub in the end, and whether a process ended by itself, which none may. Needs what the tests need; takes some minutes.
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    lessons: { type: 'string', default: '1000' },
    rooms: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help) console.log(HELP);
else {
  const { kills, lessons, rooms, seed } = values;
  console.error(`seed ${seed}`);
  const result = await chaos({
    ...{ kills: Number(kills), lessons: Number(lessons), rooms: Number(rooms), seed: Number(seed) },
    patienceS: 300,
    say: (text) => console.error(text),
  });
  console.log(JSON.stringify(result, null, 2));
  const isRight = result.right === Number(lessons) && result.atHub === Number(lessons);
  process.exitCode = isRight && result.died.length === 0 ? 0 : 1;
}
