import { setTimeout as delay } from 'node:timers/promises';
import type { RoomState } from '../../agent/lesson/room-state.ts';
import { dishonestCoverage, type Outage } from './honest-coverage.ts';
import { type Fault, faults } from './soak-faults.ts';
import type { SoakRoom } from './soak-room.ts';
import type { PlannedFault, PlannedLesson } from './soak-schedule.ts';

/** A look at the room. */
export interface Seen {
  atS: number;
  state: RoomState;
}

/** A fault as it was. */
export interface Happened {
  name: string;
  fault: Fault;
  startS: number;
  /** When it was being taken back. */
  endS: number;
  /** When it was. */
  overS: number;
}

const LOOK_EVERY_MS = 500;
/** The plan reckons with sources that are open by then. */
const PLANNED_OPEN_S = 8;
const OPENING_S = 60;

/** Holds one lesson of the schedule. @returns its id, and each invariant that did not hold, a sentence each */
export async function soakLesson(
  room: SoakRoom,
  planned: PlannedLesson,
  held: ReadonlySet<string>,
): Promise<{ id: string; wrong: string[] }> {
  const wrong: string[] = [];
  room.setWallClock(planned.day, planned.hour);
  await room.ask('/api/lesson/start', {});
  const beganMs = performance.now();
  const nowS = () => (performance.now() - beganMs) / 1000;
  const until = (atS: number) => delay(Math.max(0, atS - nowS()) * 1000);
  room.live.roll();
  const id = (await room.live.state()).lesson!.id;

  const seen: Seen[] = [];
  const over = new AbortController();
  const looking = look(room, nowS, seen, over.signal);
  // A machine that has much to do opens its sources late: what is planned waits for them.
  const openS = await opened(room, nowS);
  const lateS = Math.max(0, openS - PLANNED_OPEN_S);
  const happened = await Promise.all(
    planned.faults
      .map((each) => ({ ...each, atS: each.atS + lateS }))
      .map((each) => happens(room, planned, each, nowS, until).catch((error: Error) => error)),
  );
  const real = happened.filter((each) => !(each instanceof Error)) as Happened[];
  for (const each of happened) if (each instanceof Error) wrong.push(each.message);
  await until(planned.lengthS + lateS);
  over.abort();
  await looking;
  const lengthS = nowS();
  const last = await room.state();
  await room.ask('/api/lesson/end', {});
  await room.until(() => room.reports().has(id), `the report of lesson ${planned.number}`);

  const reports = room.reports();
  const others = [...reports.keys()].filter((each) => each !== id && !held.has(each));
  const lost = [...held].filter((each) => !reports.has(each));
  if (others.length > 0) wrong.push(`there is a report of no lesson: ${others.join(', ')}`);
  if (lost.length > 0) wrong.push(`reports that were there are lost: ${lost.join(', ')}`);
  const report = reports.get(id)!;
  if (Math.abs(report.durationMs / 1000 - lengthS) > 3)
    wrong.push(`the lesson was ${lengthS.toFixed(1)} s long, its report says ${report.durationMs / 1000} s`);
  wrong.push(...dishonestCoverage(report.gaps, real.flatMap(outagesOf), lengthS, openS));
  wrong.push(...real.flatMap((each) => unseen(each, seen)), ...unwell(last));
  return { id, wrong };
}

/** @returns when every source of the lesson was open */
async function opened(room: SoakRoom, nowS: () => number): Promise<number> {
  await room.until(
    async () => (await room.state())?.sources.every(({ state }) => state === 'live') ?? false,
    'every source is live',
    OPENING_S,
  );
  return nowS();
}

async function look(room: SoakRoom, nowS: () => number, seen: Seen[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const state = await room.state();
    if (state) seen.push({ atS: nowS(), state });
    await delay(LOOK_EVERY_MS);
  }
}

async function happens(
  room: SoakRoom,
  lesson: PlannedLesson,
  { name, atS, forS }: PlannedFault,
  nowS: () => number,
  until: (atS: number) => Promise<unknown>,
): Promise<Happened> {
  const fault = faults[name];
  await until(atS);
  const startedS = nowS();
  try {
    await fault.begin(room, lesson);
    // What lasts has begun now; what is over, when it was done.
    const begunS = nowS();
    if (fault.end) await until(begunS + forS);
    const endS = nowS();
    await fault.end?.(room, lesson);
    const isSudden = fault.hides?.slackS.start === Number.POSITIVE_INFINITY;
    return { name, fault, startS: isSudden ? startedS : begunS, endS, overS: nowS() };
  } catch (error) {
    throw new Error(`${name} could not be made: ${(error as Error).message}`, { cause: error });
  }
}

function outagesOf({ name, fault, startS, endS, overS }: Happened): Outage[] {
  if (!fault.hides) return [];
  const { tracks, slackS } = fault.hides;
  return tracks.map((track) => ({
    ...{ track, fault: name, startS, endS },
    slackS: { ...slackS, end: slackS.end + overS - endS },
  }));
}

/** What should have been seen of a fault and was not: state matches cause. */
export function unseen({ name, fault, startS, endS }: Happened, seen: readonly Seen[]): string[] {
  const { shows } = fault;
  if (!shows) return [];
  const during = seen.filter(({ atS }) => atS > startS + shows.withinS && atS < endS - 0.2);
  if (during.length === 0) return [`there was no look at the room during ${name}`];
  return shows.names.flatMap((part) => {
    const states = during.map(({ state }) =>
      [...state.sources, ...(state.devices ?? [])].find((each) => each.name === part),
    );
    // An agent that is just being started knows of no source yet.
    const told = states.filter((each) => each !== undefined);
    if (told.length === 0) return [`${part} is not told of during ${name}`];
    const well = told.filter(({ state }) => state === 'live' || state === 'ok');
    if (well.length > 0) return [`${part} was said to be well in ${well.length} of ${told.length} looks at ${name}`];
    const broken = told.filter(({ state }) => state === 'lost' || state === 'faulty');
    if (broken.some(({ cause }) => !cause)) return [`${part} was told without a cause during ${name}`];
    const others = broken.map(({ cause }) => cause!.code).filter((code) => !shows.codes.includes(code));
    return others.length > 0 ? [`${name} was told as ${[...new Set(others)].join(', ')}`] : [];
  });
}

/** What is not as it was before, long after the last fault. */
function unwell(state: RoomState | null): string[] {
  if (!state) return ['there is no agent at the end of the lesson'];
  const sources = state.sources
    .filter((each) => each.state !== 'live')
    .map(({ name, state: is, cause }) => `${name} ${is} ${cause?.code ?? ''}`);
  const devices = (state.devices ?? [])
    .filter((each) => each.name !== 'noisy' && each.state !== 'ok')
    .map(({ name, state: is, cause }) => `${name} ${is} ${cause?.code ?? ''}`);
  return [
    ...(state.activity === 'recording' ? [] : [`the room is ${state.activity}, not recording`]),
    ...[...sources, ...devices].map((each) => `not back at the end of the lesson: ${each}`),
  ];
}
