import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findingsOf } from '../../../agent/feedback/findings.ts';
import { builtInRulesPath, loadRules } from '../../../agent/feedback/read-rules.ts';
import { lessonReport } from '../../../agent/indicators/lesson-report.ts';
import { lessonFigures } from '../../../agent/indicators/portrait/lesson-figures.ts';
import { portraitOf } from '../../../agent/indicators/portrait/portrait.ts';
import { roomPlanSchema } from '../../../agent/lesson/room-plan.ts';
import { openStore } from '../../../agent/store/agent-store.ts';
import type { BenchGroup } from '../bench-group.ts';
import type { BenchRun } from '../bench-run.ts';
import { drawnLesson } from '../drawn-lesson.ts';

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

function measureIndicators(run: BenchRun): void {
  const timelines = Array.from({ length: 40 }, (_, seed) => drawnLesson(LESSON_MIN, seed));
  const times = timelines.map((timeline) => timeOf(() => reportOf(0, timeline)));
  run.figure('indicators.lesson45.ms', times);
  run.figure('indicators.lesson45.first.ms', times[0]!);
}

function measureFindings(run: BenchRun): void {
  const rules = loadRules(builtInRulesPath);
  const history = Array.from({ length: 20 }, (_, number) => lessonFigures(reportOf(number)));
  const reports = Array.from({ length: 15 }, (_, seed) => reportOf(20, drawnLesson(LESSON_MIN, seed)));
  run.figure(
    'findings.lesson45.ms',
    reports.map((report) => timeOf(() => findingsOf({ report, history, rules }))),
  );
}

function measurePortrait(run: BenchRun): void {
  const report = reportOf(0);
  const reports = Array.from({ length: LESSONS }, (_, number) => ({
    ...report,
    lesson: { ...report.lesson, id: `lesson-${number}`, startedAtMs: number * 86_400_000 },
  }));
  const inMemoryMs = timeOf(() => {
    let history: ReturnType<typeof lessonFigures>[] = [];
    for (const each of reports) {
      history = [...history, lessonFigures(each)].slice(-20);
      portraitOf(history);
    }
  });
  run.figure('portrait.lessons1000.ms', inMemoryMs);
  const folder = mkdtempSync(join(tmpdir(), 'lectern-bench-'));
  const store = openStore(folder);
  try {
    for (const each of reports) {
      const { id, startedAtMs } = each.lesson;
      store.lessons.save(each, { id: `event-${id}`, channel: 'lesson', payload: '{}', createdAtMs: startedAtMs });
    }
    run.figure(
      'portrait.stored1000.ms',
      timeOf(() => {
        for (const each of reports) store.lessons.portraitUpTo(each);
      }),
    );
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
}

function timeOf(work: () => void): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}

export const reports: BenchGroup = {
  name: 'reports',
  title: 'From observations to a report',
  figures: [
    {
      name: 'indicators.lesson45.ms',
      unit: 'ms',
      what: 'every figure, curve and activity of a drawn lesson of 45 minutes and 45 pupils (a look a second at each camera, a stretch of talk about every 1.7 s) from its timeline; 40 such lessons',
      aim: { atMost: 50 },
    },
    {
      name: 'indicators.lesson45.first.ms',
      unit: 'ms',
      what: 'the first of these lessons, while the code is still being compiled: the agent reports a lesson an hour',
    },
    {
      name: 'findings.lesson45.ms',
      unit: 'ms',
      what: 'the findings of such a lesson by the built-in rules, beside twenty earlier lessons of the teacher; 15 lessons',
      aim: { atMost: 50 },
    },
    {
      name: 'portrait.lessons1000.ms',
      unit: 'ms',
      what: 'a teacher’s portrait brought up to date after each of 1,000 lessons, all together',
      aim: { atMost: 1000 },
    },
    {
      name: 'portrait.stored1000.ms',
      unit: 'ms',
      what: 'the same, each time from what the database keeps of the last twenty lessons',
    },
  ],
  measure: async (run) => {
    measureIndicators(run);
    measureFindings(run);
    measurePortrait(run);
  },
};
