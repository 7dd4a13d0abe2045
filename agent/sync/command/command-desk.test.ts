import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { regionMessage } from '../../../test/fixtures/region-message.ts';
import { CommandAnswers } from '../../store/command-answers.ts';
import { openDatabase } from '../../store/database.ts';
import { type Answer, CommandDesk } from './command-desk.ts';

let folder: string;
let database: Database.Database;
let queued: Answer[];
let traces: (string | undefined)[];
let done: string[];
let warnings: string[];
let isFull: boolean;
let nowMs: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-commands-'));
  database = openDatabase(folder);
  [queued, traces, done, warnings, isFull] = [[], [], [], [], false];
  nowMs = Date.parse('2026-09-01T08:01:00Z');
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const desk = () =>
  new CommandDesk({
    answers: new CommandAnswers(database),
    rules: {
      ping: () => ({ status: 'done' }),
      'report-state': () => ({ status: 'done', act: () => done.push('report-state') }),
      'resend-lesson': ({ lessonId }) => ({ status: 'refused', reason: `no lesson\n${lessonId}` }),
      identify: () => ({ status: 'done' }),
      restart: () => ({ status: 'waiting', act: () => done.push('restart') }),
    },
    queue: (answer, trace) => {
      traces.push(trace);
      if (isFull) throw new Error('the disk is full');
      queued.push(answer);
    },
    warning: (message) => warnings.push(message),
    nowMs: () => nowMs,
  });

const request = (data: unknown, id = uuidv7()) => Buffer.from(JSON.stringify(regionMessage('command', data, { id })));

describe('a command', () => {
  const commandRepeated: Fault = {
    part: 'wishes',
    kind: 'killed',
    fault: 'the agent begins anew between a command and the receipt',
    seen: 'nothing',
    lost: 'nothing: it is carried out once and answered again',
    recovers: 'by itself',
  };
  it('is carried out once and answered each time, also by an agent that began anew', shows(commandRepeated), () => {
    const id = uuidv7();
    for (let i = 0; i < 2; i++) desk().hear(request({ command: 'restart' }, id));
    expect(done).toEqual(['restart']);
    expect(queued).toEqual([
      { requestId: id, status: 'waiting' },
      { requestId: id, status: 'waiting' },
    ]);
  });

  const oldCommand: Fault = {
    part: 'wishes',
    kind: 'overload',
    fault: 'a command reaches the room more than a day late',
    seen: 'the region: refused, with the reason',
    lost: 'that command',
    recovers: 'the region gives it again',
  };
  it('that is older than a day is refused: the room was away', shows(oldCommand), () => {
    nowMs += 86_400_000;
    desk().hear(request({ command: 'restart' }));
    expect(queued).toMatchObject([{ status: 'refused', reason: expect.stringContaining('more than a day ago') }]);
    expect(done).toEqual([]);
  });

  it('hands on the trace that its answer belongs to', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const traced = { ...JSON.parse(request({ command: 'ping' }).toString()), traceparent };
    desk().hear(Buffer.from(JSON.stringify(traced)));
    expect(traces).toEqual([traceparent]);
  });

  it('is answered with the reason why it is refused, in one line', () => {
    const lessonId = uuidv7();
    desk().hear(request({ command: 'resend-lesson', lessonId }));
    expect(queued).toMatchObject([{ status: 'refused', reason: `no lesson ${lessonId}` }]);
  });

  const unknownCommand: Fault = {
    part: 'wishes',
    kind: 'refused',
    fault: 'a command that no room knows, as to record video',
    seen: 'the region: refused, with the reason',
    lost: 'that command; nothing is done',
    recovers: 'not at all: it is never done',
  };
  it.each([{ command: 'record-video' }, { command: 'ping', and: 'store' }, { command: 'start-lesson' }, {}, null, 7])(
    'that the contract does not know is refused: %j',
    shows(unknownCommand),
    (data) => {
      desk().hear(request(data));
      expect(queued).toMatchObject([{ status: 'refused', reason: expect.stringContaining('data') }]);
      expect(done).toEqual([]);
    },
  );

  const noCommand: Fault = {
    part: 'wishes',
    kind: 'wrong',
    fault: 'a command that is damaged',
    seen: 'the log has it',
    lost: 'that command',
    recovers: 'the region gives it again',
  };
  it('that nobody could be answered is ignored with a warning', shows(noCommand), () => {
    desk().hear(Buffer.from('{'));
    expect([queued, warnings]).toEqual([[], [expect.stringContaining('not JSON')]]);
  });

  const answerNotKept: Fault = {
    part: 'disk',
    kind: 'overload',
    fault: 'the disk is full when a command of the region comes',
    seen: 'the log has it',
    lost: 'that command, for now',
    recovers: 'it is carried out when it comes again',
  };
  it('whose answer cannot be kept is not carried out; it is when it comes again', shows(answerNotKept), () => {
    const command = request({ command: 'report-state' });
    isFull = true;
    desk().hear(command);
    expect([done, warnings]).toEqual([[], [expect.stringContaining('the disk is full')]]);
    isFull = false;
    desk().hear(command);
    expect(done).toEqual(['report-state']);
  });

  it('is forgotten after a thousand others, so that the memory of them has an end', () => {
    const one = desk();
    for (let i = 0; i < 1010; i++) one.hear(request({ command: 'ping' }));
    expect(database.prepare('SELECT count(*) FROM command_answered').pluck().get()).toBe(1000);
  });

  it('never throws, whatever comes, and carries out nothing that is not one of four', () => {
    const one = desk();
    const data = fc.oneof(
      fc.jsonValue(),
      fc.record({ command: fc.string() }),
      fc.record({ command: fc.constant('restart'), x: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          data.map((each) => request(each)),
          fc.uint8Array(),
        ),
        (payload) => {
          one.hear(payload);
          expect(done).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
