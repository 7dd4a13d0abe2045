import { setTimeout as delay } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { processesWith } from '../fixtures/process-tree.ts';
import { soakLesson } from './soak-lesson.ts';
import { type Footprint, SoakResult } from './soak-result.ts';
import { SoakRoom } from './soak-room.ts';
import { type PlannedLesson, soakSchedule } from './soak-schedule.ts';

/** Until everything of a lesson has ended. */
const PAUSE_MS = 2_000;
/** A room that comes back begins to send some minutes later, for it is not the only one. */
const HUB_PATIENCE_S = 300;

interface Options {
  hours: number;
  seed: number;
  first: number;
  lessons: number;
  json?: boolean;
}

/** What is printed while it goes on. */
type Say = (line: string) => void;

function numberOf(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError('a number of at least 0 is wanted.');
  return number;
}

await new Command('soak')
  .description(
    'Holds lesson after lesson with faults of capture, sync, installation and hardware by a seeded schedule, a school day every few minutes,\n' +
      'and looks after each at what must always hold: no lesson lost or doubled, coverage honest, state matches cause, memory and\n' +
      'descriptors flat. Exits with 1 when something did not, and prints what repeats it.',
  )
  .option('--hours <h>', 'so long', numberOf, 1)
  .option('--seed <n>', 'the schedule; drawn by default', numberOf, Date.now() % 1_000_000)
  .option('--first <n>', 'begin with this lesson of the schedule', numberOf, 1)
  .option('--lessons <n>', 'no more than so many lessons', numberOf, Number.POSITIVE_INFINITY)
  .option('--json', 'one JSON document on standard output')
  .action(async (options: Options) => {
    process.exitCode = (await soak(options)) ? 0 : 1;
  })
  .parseAsync();

async function soak(options: Options): Promise<boolean> {
  const { seed, json } = options;
  const say: Say = (line) => (json ? console.error(line) : console.log(line));
  const result = new SoakResult(seed, options.hours);
  const room = new SoakRoom();
  const held = new Set<string>();
  let days = 0;
  say(`seed ${seed}`);
  try {
    await room.start();
    if (!room.hasOwnDisk) say('disk-full is left out: only root can mount the small disk that it fills');
    room.setWallClock(0, 7);
    await room.startAgent();
    days = await holdLessons(room, options, result, held, say);
    for (const what of await notAtHub(room, held)) result.wrong.push({ lesson: null, what });
    await room.endAgent();
  } finally {
    await room.stop();
  }
  for (const { line } of processesWith(room.live.folder))
    result.wrong.push({ lesson: null, what: `left running: ${line}` });
  const { growth, faults, findings } = result;
  if (json) {
    const told = { seed, lessons: held.size, days, agents: room.lives, faults, growth, wrong: findings };
    console.log(JSON.stringify(told, null, 2));
    return findings.length === 0;
  }
  say(`${held.size} lessons on ${days} days, ${room.lives} starts of the agent; faults: ${JSON.stringify(faults)}`);
  say(growth ? `growth a lesson: ${footprintText(growth, 3)}` : 'growth: too few lessons to tell');
  say(findings.length === 0 ? 'nothing was wrong' : `${findings.length} wrong; all of it again: ${result.again(null)}`);
  for (const { lesson, what, again } of findings)
    say(`  ${lesson === null ? '' : `lesson ${lesson}: `}${what}\n    ${again}`);
  return findings.length === 0;
}

function footprintText({ mb, heapMb, descriptors }: Omit<Footprint, 'life'>, digits = 1): string {
  const counted = descriptors.toFixed(digits === 1 ? 0 : digits);
  return `${mb.toFixed(digits)} MB, of these ${heapMb.toFixed(digits + 1)} MB heap; ${counted} descriptors`;
}

/** @returns on how many school days */
async function holdLessons(
  room: SoakRoom,
  { hours, first, lessons }: Options,
  result: SoakResult,
  held: Set<string>,
  say: Say,
): Promise<number> {
  const endMs = performance.now() + hours * 3_600_000;
  const days = new Set<number>();
  for (const planned of soakSchedule(result.seed)) {
    if (performance.now() > endMs || held.size >= lessons) break;
    if (planned.number < first) continue;
    const lesson: PlannedLesson = {
      ...planned,
      faults: planned.faults.filter(({ name }) => name !== 'disk-full' || room.hasOwnDisk),
    };
    days.add(lesson.day);
    for (const { name } of lesson.faults) result.count(name);
    const wrong: string[] = [];
    let isStuck = false;
    try {
      const { id, wrong: found } = await soakLesson(room, lesson, held);
      held.add(id);
      wrong.push(...found);
    } catch (error) {
      wrong.push((error as Error).message);
      isStuck = true;
    }
    await room.live.camera.stop();
    await room.live.camera.start();
    await delay(PAUSE_MS);
    const { running, ...footprint } = await room.footprint();
    if (running.length > 0) wrong.push(`left running after the lesson: ${running.join(' | ')}`);
    result.note({ life: room.lives, ...footprint });
    const named = lesson.faults.map(({ name, atS }) => `${name} at ${atS} s`).join(', ') || 'no fault';
    say(`${lesson.number}. day ${lesson.day}: ${named}; ${footprintText(footprint)}`);
    for (const what of wrong) {
      result.wrong.push({ lesson: lesson.number, what });
      say(`   WRONG: ${what}\n   again: ${result.again(lesson.number)}`);
    }
    // Nothing that is held from here on would tell anything of its own.
    if (isStuck) break;
  }
  return days.size;
}

/** What of the lessons is not at the hub once, when everything has been well for a while. */
async function notAtHub(room: SoakRoom, held: ReadonlySet<string>): Promise<string[]> {
  const missing = () => [...held].filter((id) => !room.lessonsAtHub().includes(id));
  await room
    .until(() => missing().length === 0, 'every lesson is at the hub', HUB_PATIENCE_S)
    .catch(() => {
      // What is missing is named below.
    });
  const all = room.lessonsAtHub();
  return [
    ...missing().map((id) => `lesson ${id} is not at the hub`),
    ...all.filter((id, i) => all.indexOf(id) !== i).map((id) => `lesson ${id} is at the hub twice`),
    ...all.filter((id) => !held.has(id)).map((id) => `lesson ${id}, which was never held, is at the hub`),
  ];
}
