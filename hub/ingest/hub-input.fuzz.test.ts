import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { jsonSchemas, schemaNameOf } from '../../provisioning/contract/json-schemas.ts';
import {
  channels,
  placeOfTopic,
  sourceOf,
  topic,
  type UpChannel,
  upChannels,
} from '../../provisioning/contract/topics.ts';
import { newAjv } from '../../test/contract/check-contract.ts';
import { changedJson } from '../../test/fixtures/changed-json.ts';
import { onBothDatabases } from '../../test/fixtures/hub-database.ts';
import { arrivalOf, healthData, lessonData, lost, online, r301, stopped } from '../../test/fixtures/room-messages.ts';
import { BatchWriter } from './batch-writer.ts';
import { type Arrival, readArrival } from './read-arrival.ts';
import { entryOf, rowsOf } from './rows.ts';

/** In all, over every channel that rooms send on. */
const CASES = 99_000;
/** Besides: bytes and topics of any kind. */
const WILD_CASES = 12_000;
/** Of each database. */
const STORED_CASES = 4_000;

const reported = (kind: string) => [
  { kind, version: 3, status: 'applied', inForce: 3 },
  { kind, version: null, status: 'refused', reason: 'no', inForce: null },
];
const dataOf: Record<UpChannel, object[]> = {
  lesson: [
    lessonData(),
    lessonData({ className: '七年级 3 班', period: 2, pairId: 'P1', role: 'main', revision: 2 }),
    lessonData({
      indicators: [
        { id: 'students.hands.peak', unit: 'count', value: null, coverage: 0.9, version: 1, atS: 55, share: '<5' },
        { id: 'st.mode', unit: 'mode', value: 'dialogue', coverage: 1, version: 1 },
        { id: 'students.headup.share', unit: 'share', value: null, coverage: 1, version: 1, suppressed: 'small-group' },
      ],
    }),
  ],
  state: [
    online,
    lost,
    stopped,
    { ...online, sources: [{ name: 'microphone', state: 'lost', cause: 'GONE' }], problems: ['DISK'] },
  ],
  health: [healthData()],
  environment: [{ periodS: 60, temperatureC: 21.5, co2Ppm: 800, noiseDba: 50 }],
  audit: [
    { event: 'sensing-switched', on: true },
    { event: 'store-salvaged', code: 'CORRUPT', keptRows: 3, lostRows: null },
    {
      ...{ event: 'messages-dropped', channel: 'health', reason: 'thinned', count: 3, bytes: 900 },
      ...{ from: '2026-09-01T08:00:00Z', to: '2026-09-01T09:00:00Z' },
    },
  ],
  'config/reported': reported('config'),
  'models/reported': reported('models'),
  'timetable/reported': reported('timetable'),
  'rules/reported': reported('rules'),
  'resources/reported': reported('resources'),
  'command/response': [{ requestId: uuidv7(), status: 'done' }],
};
const validOn = (channel: UpChannel) =>
  dataOf[channel].map((data) => JSON.parse(Buffer.from(arrivalOf(channel, data).payload).toString()));

const anyTopic = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('lectern', 'v1', '310104', '3100000001', 'r301', 'lesson', 'ack', '+', '#', '', 'reported'),
      { maxLength: 9 },
    )
    .map((levels) => levels.join('/')),
  fc.constantFrom(...(Object.keys(channels) as (keyof typeof channels)[])).map((channel) => topic(r301, channel)),
);
const anyPayload = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json().map((text) => Buffer.from(text)),
  // A message of the contract with some bytes changed, cut or doubled.
  fc
    .tuple(fc.constantFrom(...upChannels), fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }), fc.nat(900))
    .map(([channel, changes, end]) => {
      const bytes = Buffer.from(arrivalOf(channel, dataOf[channel][0]!).payload);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return end > 600 ? bytes.subarray(0, end % bytes.length) : bytes;
    }),
);

describe('whatever a broker brings', () => {
  it.each(upChannels)('on %s: it never throws, and nothing is taken that the published schema forbids', (channel) => {
    const isAllowed = newAjv().compile(jsonSchemas().get(schemaNameOf(channel))!);
    let taken = 0;
    fc.assert(
      fc.property(changedJson(validOn(channel)), (text) => {
        const result = readArrival({ topic: topic(r301, channel), payload: Buffer.from(text) });
        if (!result.taken) {
          expect(result.refusal.reason).toMatch(/^.{1,500}$/u);
          return;
        }
        taken++;
        const { message } = result.taken;
        expect(isAllowed(JSON.parse(text)), text).toBe(true);
        expect(message.source).toBe(sourceOf(r301));
        for (const { values } of rowsOf(result.taken))
          expect(JSON.stringify(values)).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }),
      { numRuns: CASES / upChannels.length },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('of any topic and any bytes is read without a crash, and told apart', () => {
    fc.assert(
      fc.property(anyTopic, anyPayload, (name, payload) => {
        const { taken } = readArrival({ topic: name, payload });
        if (!taken) return;
        expect(placeOfTopic(name)).toEqual({ room: taken.room, channel: taken.channel });
        expect(channels[taken.channel].direction).toBe('up');
      }),
      { numRuns: WILD_CASES },
    );
  });
});

onBothDatabases((hub) => {
  it('keeps of whatever comes what is right, and all else in quarantine', async () => {
    await hub.empty();
    const arrivals: Arrival[] = [
      ...upChannels.flatMap((channel) =>
        fc
          .sample(changedJson(validOn(channel)), { numRuns: Math.ceil(STORED_CASES / 2 / upChannels.length) })
          .map((text) => ({ topic: topic(r301, channel), payload: Buffer.from(text) })),
      ),
      ...fc
        .sample(fc.tuple(anyTopic, anyPayload), { numRuns: STORED_CASES / 2 })
        .map(([name, payload]) => ({ topic: name, payload })),
    ];
    const entries = arrivals.map((arrival) => entryOf(arrival));
    const writer = new BatchWriter(hub.database);
    for (let from = 0; from < entries.length; from += 500) await writer.write(entries.slice(from, from + 500));
    const refused = entries.filter(({ refusal }) => refusal);
    // What the contract allows the database can hold; only another room's lesson is refused behind it, and here is one room.
    expect(refused.filter(({ taken }) => taken)).toEqual([]);
    const [kept] = await hub.database.query('SELECT sum(times)::int AS times FROM lectern.quarantine');
    expect(kept).toEqual({ times: refused.length });
    const ids = new Set(entries.flatMap(({ taken }) => (taken ? [taken.message.id] : [])));
    const found = await hub.database.query<{ event_id: string }>(
      ['lesson', 'health', 'environment', 'audit', 'command_response', 'heard']
        .map((table) => `SELECT event_id FROM lectern.${table}`)
        .join(' UNION '),
    );
    expect(new Set(found.map(({ event_id }) => event_id))).toEqual(ids);
    expect(ids.size).toBeGreaterThan(5);
  });
});
