import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import type { OpenLesson } from './open-lesson.ts';
import { LessonRecorder, type RecorderState, RecorderStateError } from './recorder.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const HOUR_MS = 3_600_000;

/** A clock that a test moves: time passes on both faces, and the wall's may be set. */
class HandClock implements Clock {
  #monotonic = 5000;
  #wall = Date.UTC(2026, 8, 1);

  monotonicMs(): number {
    return this.#monotonic;
  }

  wallMs(): number {
    return this.#wall;
  }

  pass(ms: number): void {
    this.#monotonic += ms;
    this.#wall += ms;
  }

  setWall(byMs: number): void {
    this.#wall += byMs;
  }
}

const openLesson: OpenLesson = {
  lesson: { id: 'resumed', room, labels: { subject: '数学' }, startedAtMs: Date.UTC(2026, 8, 1) },
  origin: 'timetable',
  slot: '2026-09-01 08:00',
  plannedMs: 2_700_000,
  zero: { bootId: 'a', monotonicMs: 5000 },
};

const look = (atMs: number) => ({
  kind: 'teacher' as const,
  atMs,
  camera: 'teacher' as const,
  present: true,
  adults: 1,
  zone: 'board' as const,
  amongDesks: false,
  xM: 0,
  yM: 0,
  facingBoard: true,
  writing: true,
});

function recorderOn(clock: Clock) {
  let lessons = 0;
  return new LessonRecorder(clock, () => `lesson-${++lessons}`);
}

describe('the lesson recorder', () => {
  it('lasts as long as the monotonic clock says, however the wall clock jumps', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(600_000), fc.integer({ min: -HOUR_MS, max: HOUR_MS }))), (steps) => {
        const clock = new HandClock();
        const recorder = recorderOn(clock);
        const startedAtMs = clock.wallMs();
        const { startedAtMs: label } = recorder.start(room);
        for (const [passed, jump] of steps) {
          clock.pass(passed);
          clock.setWall(jump);
        }
        recorder.close();
        clock.pass(10_000);
        expect(label).toBe(startedAtMs);
        expect(recorder.finish().timeline.durationMs).toBe(steps.reduce((sum, [passed]) => sum + passed, 0));
      }),
    );
  });

  it('takes the last words of the sensors while it is closing', () => {
    const recorder = recorderOn(new HandClock());
    recorder.start(room, { subject: '数学' });
    recorder.observe(look(0));
    recorder.close(4000);
    recorder.observe(look(2000));
    const { lesson, timeline } = recorder.finish();
    expect(lesson).toMatchObject({ id: 'lesson-1', room, labels: { subject: '数学' } });
    expect(timeline).toMatchObject({ durationMs: 4000, teacher: [{ atMs: 0 }, { atMs: 2000 }] });
  });

  it('goes on with a lesson from its old time 0 and with what was seen of it', () => {
    const clock = new HandClock();
    clock.pass(600_000);
    const recorder = recorderOn(clock);
    recorder.resume(openLesson, [look(1000), { kind: 'bookmark', atMs: 2000 }]);
    recorder.observe(look(601_000));
    recorder.observe({ kind: 'bookmark', atMs: 602_000 });
    clock.pass(60_000);
    recorder.close();
    const { lesson, timeline } = recorder.finish();
    expect(lesson).toEqual(openLesson.lesson);
    expect(timeline.durationMs).toBe(660_000);
    expect(timeline.teacher.map(({ atMs }) => atMs)).toEqual([1000, 601_000]);
    expect(timeline.bookmarks).toEqual([2000, 602_000]);
  });

  it('goes on after another start of the machine, whose clock began after the lesson did', () => {
    const recorder = recorderOn(new HandClock());
    recorder.resume({ ...openLesson, zero: { bootId: 'b', monotonicMs: -900_000 } }, []);
    recorder.close();
    expect(recorder.finish().timeline.durationMs).toBe(905_000);
  });

  it('keeps nothing of one lesson in the next, nor of what is said between two', () => {
    const recorder = recorderOn(new HandClock());
    recorder.start(room);
    recorder.observe(look(0));
    recorder.close(1000);
    recorder.finish();
    recorder.observe(look(500));
    recorder.start(room);
    recorder.close(1000);
    expect(recorder.finish()).toMatchObject({ lesson: { id: 'lesson-2' }, timeline: { teacher: [] } });
  });
});

/** What each command does to the recorder, told a second time. */
interface Model {
  state: RecorderState;
  seen: number;
}

class Step implements fc.Command<Model, LessonRecorder> {
  readonly #name: 'start' | 'resume' | 'observe' | 'close' | 'finish';

  constructor(name: Step['name']) {
    this.#name = name;
  }

  get name() {
    return this.#name;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, recorder: LessonRecorder): void {
    const legal = {
      start: model.state === 'idle' || model.state === 'reported',
      resume: model.state === 'idle' || model.state === 'reported',
      observe: true,
      close: model.state === 'recording',
      finish: model.state === 'closing',
    }[this.#name];
    const recording = model.state === 'recording' || model.state === 'closing';
    const act = {
      start: () => recorder.start(room),
      resume: () => recorder.resume(openLesson, [look(0), look(2000), look(4000)]),
      observe: () => recorder.observe(look(2000 * model.seen)),
      close: () => recorder.close(HOUR_MS),
      finish: () => expect(recorder.finish().timeline.teacher).toHaveLength(model.seen),
    }[this.#name];
    if (!legal) {
      expect(act).toThrow(RecorderStateError);
    } else {
      act();
      if (this.#name === 'observe') model.seen += recording ? 1 : 0;
      if (this.#name === 'start') model.seen = 0;
      if (this.#name === 'resume') model.seen = 3;
      const next = { start: 'recording', resume: 'recording', close: 'closing', finish: 'reported' } as const;
      if (this.#name !== 'observe') model.state = next[this.#name];
    }
    expect(recorder.state).toBe(model.state);
  }

  toString(): string {
    return this.#name;
  }
}

describe('the lesson recorder’s states', () => {
  it('allow the legal steps and refuse the others without a change', () => {
    const steps = (['start', 'resume', 'observe', 'close', 'finish'] as const).map((name) =>
      fc.constant(new Step(name)),
    );
    fc.assert(
      fc.property(fc.commands(steps, { maxCommands: 40 }), (commands) => {
        fc.modelRun(
          () => ({ model: { state: 'idle', seen: 0 } satisfies Model, real: recorderOn(new HandClock()) }),
          commands,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('are named in the error', () => {
    const recorder = recorderOn(new HandClock());
    recorder.start(room);
    expect(() => recorder.start(room)).toThrow('cannot start a lesson while the lesson recorder is recording');
  });
});
