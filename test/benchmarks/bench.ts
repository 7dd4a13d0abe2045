import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { findingsOf } from '../../agent/feedback/findings.ts';
import { builtInRulesPath, loadRules } from '../../agent/feedback/read-rules.ts';
import { lessonReport } from '../../agent/indicators/lesson-report.ts';
import { median } from '../../agent/indicators/median.ts';
import { lessonFigures } from '../../agent/indicators/portrait/lesson-figures.ts';
import { type Portrait, portraitOf } from '../../agent/indicators/portrait/portrait.ts';
import { roomPlanSchema } from '../../agent/lesson/room-plan.ts';
import { openStore } from '../../agent/store/agent-store.ts';
import { Evaluation } from '../evaluation/evaluation.ts';
import { drawnLesson } from './drawn-lesson.ts';
import { measureStart } from './start-time.ts';

const LESSON_MIN = 45;
const LESSONS = 1000;
const roomPlan = roomPlanSchema.parse({
  ...{ widthM: 8.2, depthM: 9.2, podium: { x: -2.6, y: 1.3 } },
  board: { x0: -2, x1: 2, z0: 0.9, z1: 2.1 },
});

/** A lesson's report as of a teacher's n-th lesson, a lesson a day. */
function reportOf(number: number, timeline = drawnLesson(LESSON_MIN)) {
  const labels = { subject: '数学', teacherId: 'T0001' };
  const room = { region: '310104', school: '2131000000', room: 'r301' };
  const lesson = { id: `lesson-${number}`, room, labels, startedAtMs: number * 86_400_000 };
  return lessonReport({ lesson, timeline, models: {}, roomPlan });
}

function measureIndicators(result: Evaluation): void {
  const timelines = Array.from({ length: 40 }, (_, seed) => drawnLesson(LESSON_MIN, seed));
  const times = timelines.map((timeline) => timeOf(() => reportOf(0, timeline)));
  result.figure('indicators.lesson45.ms', median(times)!);
  // The agent reports a lesson an hour, and its code is compiled while the first one runs.
  result.figure('indicators.lesson45.first.ms', times[0]!);
  result.worst('indicators.lesson45.ms', Math.max(...times), 'slowest of 40 lessons');
}

function measureFindings(result: Evaluation): void {
  const rules = loadRules(builtInRulesPath);
  const history = Array.from({ length: 20 }, (_, number) => lessonFigures(reportOf(number)));
  const reports = Array.from({ length: 15 }, (_, seed) => reportOf(20, drawnLesson(LESSON_MIN, seed)));
  const times = reports.map((report) => timeOf(() => findingsOf({ report, history, rules })));
  result.figure('findings.lesson45.ms', median(times)!);
  result.worst('findings.lesson45.ms', Math.max(...times), 'slowest of 15 lessons');
}

function measurePortrait(result: Evaluation): void {
  const report = reportOf(0);
  const reports = Array.from({ length: LESSONS }, (_, number) => ({
    ...report,
    lesson: { ...report.lesson, id: `lesson-${number}`, startedAtMs: number * 86_400_000 },
  }));
  let portrait: Portrait | null = null;
  const inMemoryMs = timeOf(() => {
    let history: ReturnType<typeof lessonFigures>[] = [];
    for (const each of reports) {
      history = [...history, lessonFigures(each)].slice(-20);
      portrait = portraitOf(history);
    }
  });
  if (portrait === null) throw new Error('there is no portrait of 1,000 lessons');
  result.figure('portrait.lessons1000.ms', inMemoryMs);

  const folder = mkdtempSync(join(tmpdir(), 'lectern-bench-'));
  const store = openStore(folder);
  try {
    for (const each of reports) {
      const { id, startedAtMs } = each.lesson;
      store.lessons.save(each, { id: `event-${id}`, channel: 'lesson', payload: '{}', createdAtMs: startedAtMs });
    }
    const storedMs = timeOf(() => {
      for (const each of reports) store.lessons.portraitUpTo(each);
    });
    result.figure('portrait.stored1000.ms', storedMs);
  } finally {
    store.database.close();
    rmSync(folder, { recursive: true });
  }
}

function timeOf(work: () => void): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}

const program = new Command('bench')
  .description('Measures what takes time; docs/performance.md says what each figure is.')
  .option('--json', 'print one JSON document')
  .action(async (options: { json?: boolean }) => {
    const result = new Evaluation('bench', '.');
    measureIndicators(result);
    measureFindings(result);
    measurePortrait(result);
    await measureStart(result);
    for (const name of Object.keys(result.figures)) result.note(`${name} is absolute: milliseconds on this machine`);
    result.print(options.json === true);
  });
await program.parseAsync();
