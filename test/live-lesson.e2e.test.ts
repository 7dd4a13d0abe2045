import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogueEntry } from '../agent/indicators/catalogue.ts';
import type { LessonReport } from '../agent/indicators/indicator.ts';
import { lessonReport } from '../agent/indicators/lesson-report.ts';
import { cutTimeline } from '../agent/lesson/life/cut-timeline.ts';
import { roomPlanSchema } from '../agent/lesson/room-plan.ts';
import { TimelineBuilder } from '../agent/lesson/timeline.ts';
import { openStore } from '../agent/store/agent-store.ts';
import { film, lectern, type RunningCommand } from './cli.ts';
import { LEAD_S, LiveRoom } from './fixtures/live-room.ts';
import { descendants } from './fixtures/process-tree.ts';

/** The film is 150 s long. */
const LESSON_S = LEAD_S + 150;
/** Cameras take a moment to begin. */
const FILM_BEGINS_MS = LEAD_S * 1000 + 500;
const room = new LiveRoom();
let agent: RunningCommand;

beforeAll(async () => {
  await room.start('lesson: { begins: hand }');
  agent = room.agent();
  await agent.until(() => agent.stderr.includes('"ready"'));
});

afterAll(() => room.stop());

const devices = () => descendants(agent.child.pid!).filter(({ line }) => /ffmpeg|ffprobe|pactl/.test(line));

/** Figures of the recordings of the same lesson, as `lectern analyze` measures them. */
async function analysed(): Promise<LessonReport> {
  const files = ['--student-camera', join(film, 'student.mp4'), '--teacher-camera', join(film, 'teacher.mp4')];
  const more = ['--microphone', join(film, 'room.opus'), '--room-plan', join(film, 'room-plan.json')];
  const { code, stderr } = await lectern('analyze', ...files, ...more, '--out', room.at('analysed.json')).finished();
  expect(code, stderr).toBe(0);
  return JSON.parse(readFileSync(room.at('analysed.json'), 'utf8')) as LessonReport;
}

/** Figures of what was kept of the live lesson, from where the film begins: before, the room was still being opened. */
function keptOf({ lesson }: LessonReport): LessonReport {
  const { database, lessons } = openStore(room.at('data'));
  const builder = new TimelineBuilder();
  for (const entry of lessons.observationsOf(lesson.id)!.entries) builder.add(entry);
  database.close();
  const timeline = cutTimeline(builder.build(LESSON_S * 1000), FILM_BEGINS_MS, LESSON_S * 1000);
  const roomPlan = roomPlanSchema.parse(JSON.parse(readFileSync(join(film, 'room-plan.json'), 'utf8')));
  return lessonReport({ lesson, timeline, models: {}, roomPlan });
}

/**
 * Flanders' slots of 3 s are 50 in the film: by when in a slot the sound begins, one more of them may change sides.
 */
const mostErrorOf = (id: string) => (id.startsWith('talk.flanders.') ? 0.03 + 1 / 50 : 0.03);

it('a live lesson has the figures of its recording', async () => {
  expect(devices(), 'no device is open outside of a lesson').toEqual([]);
  const began = performance.now();
  expect(await room.post('/api/lesson/start', {})).toBe(200);
  room.roll();
  await delay(20_000);
  const { activity, sources } = await room.state();
  expect(activity).toBe('recording');
  expect(sources.map(({ name, state }) => [name, state])).toEqual([
    ['student-camera', 'live'],
    ['teacher-camera', 'live'],
    ['microphone', 'live'],
  ]);
  expect(devices().length).toBeGreaterThanOrEqual(3);
  const everything = devices().map(({ line }) => line);
  for (const secret of [room.login.password, encodeURIComponent(room.login.password)])
    expect(everything.filter((line) => line.includes(secret))).toEqual([]);
  expect(await room.post('/api/lesson/bookmark', {})).toBe(200);
  await delay(LESSON_S * 1000 - (performance.now() - began));
  expect(await room.post('/api/lesson/end', {})).toBe(200);
  const ended = performance.now();
  await agent.until(() => agent.stderr.includes('lesson reported'));
  console.log(`report after ${((performance.now() - ended) / 1000).toFixed(1)} s`);
  expect(devices(), 'every device is closed when the lesson is over').toEqual([]);
  expect(agent.stderr).not.toContain(room.login.password);

  const [live, ...others] = await room.reports();
  expect(others).toEqual([]);
  expect(live!.bookmarks).toHaveLength(1);
  // From the first second on all but what opening the devices takes.
  for (const { id, coverage } of live!.indicators) expect(coverage, id).toBeGreaterThan(0.9);
  const kept = keptOf(live!);
  const recorded = await analysed();
  const compared = recorded.indicators.map(({ id, value }) => {
    const found = kept.indicators.find((each) => each.id === id)!;
    const isShare = catalogueEntry(id).unit === 'share';
    const error = typeof value === 'number' && typeof found.value === 'number' ? found.value - value : null;
    return { id, isShare, recorded: value, live: found.value, error, coverage: found.coverage };
  });
  console.table(compared);
  for (const { id, isShare, recorded: value, error, coverage } of compared) {
    expect(coverage, id).toBeGreaterThan(0.97);
    if (isShare && value !== null) expect(Math.abs(error!), id).toBeLessThanOrEqual(mostErrorOf(id));
  }
}, 400_000);
