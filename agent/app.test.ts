import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../test/faults/fault.ts';
import { ClassroomAgent } from './app.ts';
import { readRules } from './feedback/read-rules.ts';
import type { Rule } from './feedback/rule.ts';
import { looks, places, reportOf, talkOf } from './indicators/drawn-timeline.ts';
import { systemClock } from './lesson/clock.ts';
import type { LessonLabels } from './lesson/lesson.ts';
import type { AgentStore } from './store/agent-store.ts';

let folder: string;
let agent: ClassroomAgent;
let store: AgentStore;
let warnings: string[];

function open(rules: readonly Rule[] = readRules(undefined).rules, withholdHours = 0): void {
  warnings = [];
  agent = new ClassroomAgent({
    room: { region: '310104', school: '2131000000', room: 'r301' },
    ...{ folder, screenPort: 0, hub: null, minGroup: 10, withholdHours, rules, clock: systemClock },
    usual: { slotMs: 30_000, roomPlan: null },
    events: { acknowledged: () => {}, connection: () => {}, warning: (message) => warnings.push(message) },
  });
  store = agent.open();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-agent-'));
});

afterEach(async () => {
  await agent.stop();
  rmSync(folder, { recursive: true });
});

/** Half an hour in which the teacher asks and hardly waits; each a day after the one before. */
function lesson(day: number, labels: LessonLabels = {}) {
  const round = [
    ['teacher', 40],
    ['none', 0.5],
    ['student', 4],
    ['none', 0.3],
    ['teacher', 15.2],
  ] as const;
  const timeline = talkOf(...Array.from({ length: 30 }, () => round).flat());
  const report = reportOf(
    { ...timeline, students: looks(0, 1800, { headsUp: 9 }), teacher: places(0, 1800, 'podium') },
    undefined,
    null,
    { teacherId: 'T0123', subject: '数学', ...labels },
  );
  const id = `0192a000-0000-7000-8000-00000000000${day}`;
  return { ...report, lesson: { ...report.lesson, id, startedAtMs: day * 86_400_000 } };
}
/** Of a timetable that does not say who teaches. */
function nobodys(day: number) {
  const report = lesson(day);
  return { ...report, lesson: { ...report.lesson, labels: { subject: '数学' } } };
}
const kept = (day: number) => store.lessons.get(lesson(day).lesson.id)!;
const rulesOf = (day: number) => kept(day).findings!.map(({ rule }) => rule);

describe('a report is kept', () => {
  it('with what was found in it, which stays in the room', () => {
    open();
    agent.keep(lesson(1));
    expect(rulesOf(1).length).toBeGreaterThan(0);
    const [row] = store.outbox.pending(1);
    expect(row!.payload).not.toContain('findings');
    for (const { zh, rule } of kept(1).findings!) {
      expect(row!.payload, rule).not.toContain(rule);
      expect(row!.payload, rule).not.toContain(zh.observation);
    }
    expect(warnings).toEqual([]);
  });

  it('and the day after another thing is told', () => {
    open();
    for (const day of [1, 2]) agent.keep(lesson(day));
    expect(rulesOf(2).filter((rule) => rulesOf(1).includes(rule))).toEqual([]);
    expect(store.lessons.historyOf(lesson(3).lesson).map(({ told }) => told)).toEqual([rulesOf(1), rulesOf(2)]);
  });

  it('without findings where the teacher was heard from another room', () => {
    open();
    agent.keep(lesson(1, { pairId: 'P017', role: 'remote' }));
    expect(kept(1).findings).toEqual([]);
  });

  it('and where the teacher is not known neither the same day after day', () => {
    open();
    for (const day of [1, 2, 3]) agent.keep(nobodys(day));
    for (const day of [1, 2, 3]) expect(rulesOf(day).length).toBeGreaterThan(0);
    expect(rulesOf(2).filter((rule) => rulesOf(1).includes(rule))).toEqual([]);
    expect(rulesOf(3).filter((rule) => rulesOf(2).includes(rule))).toEqual([]);
  });

  it('with findings that are made once, however often the disk is asked to take it', () => {
    const [rule] = readRules(undefined).rules;
    let looks = 0;
    const watched = new Proxy(rule!, {
      get(target, key) {
        looks++;
        return target[key as keyof Rule];
      },
    });
    open([watched]);
    const report = nobodys(1);
    const pages = store.database.pragma('page_count', { simple: true });
    store.database.pragma(`max_page_count = ${pages}`);
    expect(() => agent.keep(report)).toThrow(expect.objectContaining({ code: 'STORE_FULL' }));
    const once = looks;
    expect(once).toBeGreaterThan(0);
    expect(() => agent.keep(report)).toThrow();
    store.database.pragma('max_page_count = 100000');
    agent.keep(report);
    expect(looks).toBe(once);
    expect(kept(1).findings).toBeDefined();
  });

  it('and of its labels the hub is told those that are meant for it', () => {
    open();
    const { teacherId, subject } = lesson(1).lesson.labels;
    agent.keep(lesson(1, { className: '七年级 3 班', pupil: 'somebody' } as LessonLabels));
    const { data } = JSON.parse(store.outbox.pending(1)[0]!.payload) as { data: object };
    expect(data).toMatchObject({ className: '七年级 3 班', teacherId, subject });
    expect(data).not.toHaveProperty('pupil');
  });

  const ruleFails: Fault = {
    part: 'rules',
    kind: 'killed',
    fault: 'a rule fails while a report is made',
    seen: 'the log has it',
    lost: 'the findings of this lesson; its report is kept',
    recovers: 'with the next lesson, when the rule is mended',
  };
  it('also when a rule fails', shows(ruleFails), () => {
    open([{ id: 'broken' } as unknown as Rule]);
    agent.keep(lesson(1));
    expect(kept(1).findings).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(`no findings for lesson ${lesson(1).lesson.id}: `)]);
  });
});
