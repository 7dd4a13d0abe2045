import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { regionMessage } from '../../test/fixtures/region-message.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { RegionLink } from './region-link.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
let folder: string;
let store: AgentStore;
let retained: [string, unknown][];
let begunAnew: number;
let identified: number;
let isBusy: boolean;
let states: number;
let ending: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'lectern-link-'));
  store = openStore(folder);
  [retained, begunAnew, identified, states, isBusy, ending] = [[], 0, 0, 0, false, new AbortController()];
});

afterEach(() => {
  ending.abort();
  vi.useRealTimers();
  store.database.close();
  rmSync(folder, { recursive: true });
});

const fine = () => null;
const options = () => ({
  ...{ room, store },
  checks: { config: fine, models: fine, timetable: () => 'no room for it', rules: fine, resources: fine },
  clock: { monotonicMs: () => 0, wallMs: () => 1_790_000_000_000 },
  warning: (message: string) => expect.unreachable(message),
});

function link(): RegionLink {
  const one = new RegionLink(options());
  one.begin();
  one.speakBy({
    tellRetained: (channel, payload) => retained.push([channel, JSON.parse(payload).data]),
    tellState: () => states++,
    nudge: () => {},
  });
  one.start({ isBusy: () => isBusy, identify: () => identified++, beginAnew: () => begunAnew++ }, ending.signal);
  return one;
}

const message = (name: string, data: object) =>
  Buffer.from(JSON.stringify(regionMessage(name, data, { timeMs: 1_790_000_000_000 })));
const queued = () => store.outbox.pending(20).map(({ channel, payload }) => [channel, JSON.parse(payload).data]);

describe('what the region wishes', () => {
  it('comes into force between lessons, and is told before and after', () => {
    isBusy = true;
    const first = link();
    first.hear('config', message('config', { version: 1, settings: { minGroup: 20 } }));
    vi.advanceTimersByTime(60_000);
    expect(begunAnew).toBe(0);
    isBusy = false;
    vi.advanceTimersByTime(5_000);
    expect(begunAnew).toBe(1);
    link();
    expect(retained.map(([, told]) => told)).toMatchObject([{ status: 'waiting' }, { status: 'applied', inForce: 1 }]);
    expect(retained[0]![0]).toBe('config/reported');
    expect(queued()).toEqual([['audit', { event: 'desired-applied', kind: 'config', version: 1 }]]);
  });

  const wishCannotBegin: Fault = {
    part: 'wishes',
    kind: 'silent',
    fault: 'a wish is accepted and the disk does not let it come into force',
    seen: 'the region sees it waiting',
    lost: 'that wish, for now',
    recovers: 'at a later start, when the disk takes it; the agent does not begin again and again',
  };
  it(
    'does not have the room begin for ever where the disk does not let it come into force',
    shows(wishCannotBegin),
    () => {
      isBusy = true;
      link().hear('config', message('config', { version: 1, settings: { minGroup: 20 } }));
      isBusy = false;
      store.database.pragma('query_only = ON');
      expect(() => link()).toThrow(/written|readonly|read-only/);
      begunAnew = 0;
      identified = 0;
      vi.advanceTimersByTime(4_000);
      const again = new RegionLink({ ...options(), warning: () => {} });
      expect(() => again.begin()).toThrow();
      ending.abort();
      ending = new AbortController();
      again.start({ isBusy: () => false, identify: () => identified++, beginAnew: () => begunAnew++ }, ending.signal);
      vi.advanceTimersByTime(60_000);
      expect(begunAnew).toBe(0);
    },
  );

  const wishNoRoom: Fault = {
    part: 'wishes',
    kind: 'refused',
    fault: 'the region wishes what the room cannot have',
    seen: 'the region: refused, with the reason, also in the room’s log of changes',
    lost: 'that wish; what was in force stays',
    recovers: 'with the next wish',
  };
  it('that it cannot have is told with the reason, and begins nothing anew', shows(wishNoRoom), () => {
    link().hear('timetable', message('timetable', { version: 2, text: '{}' }));
    vi.advanceTimersByTime(60_000);
    expect(begunAnew).toBe(0);
    const reason = 'no room for it';
    expect(retained).toMatchObject([['timetable/reported', { version: 2, status: 'refused', reason }]]);
    expect(queued()).toEqual([['audit', { event: 'desired-refused', kind: 'timetable', version: 2, reason }]]);
  });
});

describe('what the region asks', () => {
  const ask = (data: object) => link().hear('command/request', message('command', data));
  const answer = () => queued().map(([channel, { requestId, ...rest }]) => [channel, rest]);

  it('is answered', () => {
    ask({ command: 'ping' });
    expect(answer()).toEqual([['command/response', { status: 'done' }]]);
  });

  it('is to tell the state again', () => {
    ask({ command: 'report-state' });
    expect(states).toBe(1);
  });

  it('is to show which room it is, and not in a lesson', () => {
    ask({ command: 'identify' });
    isBusy = true;
    ask({ command: 'identify' });
    expect(identified).toBe(1);
    expect(answer()).toMatchObject([
      ['command/response', { status: 'done' }],
      ['command/response', { status: 'refused' }],
    ]);
  });

  it('is a lesson that is not here', () => {
    ask({ command: 'resend-lesson', lessonId: uuidv7() });
    expect(answer()).toMatchObject([['command/response', { status: 'refused' }]]);
  });

  it('is to begin anew, after the lesson', () => {
    isBusy = true;
    ask({ command: 'restart' });
    expect(answer()).toEqual([['command/response', { status: 'waiting' }]]);
    vi.advanceTimersByTime(60_000);
    expect(begunAnew).toBe(0);
    isBusy = false;
    vi.advanceTimersByTime(5_000);
    expect(begunAnew).toBe(1);
  });
});
