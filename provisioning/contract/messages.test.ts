import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_MESSAGE_BYTES, onWire } from './cloud-event.ts';
import { readMessage } from './messages.ts';
import { type Channel, channels } from './topics.ts';
import { asPrintable, printable } from './value.ts';

const id = '0192a000-0000-7000-8000-000000000001';
const stream = '8d3f9a54-2c5c-4f0a-9a43-0d6c2f1f7a10';
const event = {
  specversion: '1.0',
  id,
  source: '/lectern/310104/2131000000/r301',
  type: 'lectern.audit.v1',
  time: '2026-09-01T08:45:00.000Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:lectern:schema:audit:1',
  data: { event: 'sensing-switched', on: false },
};
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const sent = onWire(JSON.stringify(event), { stream, sequence: 42, backfill: true });

describe('what is added when an event is sent', () => {
  it('says where it stands among the room’s messages, and whether it waited', () => {
    expect(readMessage('audit', bytes(sent)).message).toEqual({
      ...event,
      ...{ stream, sequence: '0000000000000042', backfill: true },
    });
  });

  it('is asked for', () => {
    expect(readMessage('audit', bytes(event))).toMatchObject({
      eventId: id,
      problem: expect.stringContaining('stream'),
    });
  });
});

describe('reading a message', () => {
  it.each([
    ['nothing', ''],
    ['half a text', sent.slice(0, -1)],
    ['what is no UTF-8', Buffer.from(sent.replace('r301', '\u00ff'), 'latin1')],
    ['a list', '[]'],
    ['null', 'null'],
    ['a message of another channel', bytes(sent.replace('sensing-switched', 'x'))],
  ])('tells of %s', (_, text) => {
    const { message, problem } = readMessage('audit', Buffer.from(text));
    expect(message).toBeUndefined();
    expect(problem).toBeTruthy();
  });

  it('does not look into what is too large', () => {
    const large = bytes({ ...event, subject: 'x'.repeat(MOST_MESSAGE_BYTES) });
    expect(readMessage('audit', large)).toEqual({
      problem: `${large.length} bytes; the most is ${MOST_MESSAGE_BYTES}`,
    });
  });

  it.each(['"__proto__":1,', '"__pr\\u006fto__":{},', '"\\u005f_proto__":"x",'])(
    'refuses the name in %s anywhere',
    (member) => {
      const text = sent.replace('"data":{', `"data":{${member}`);
      expect(JSON.parse(text)).toBeTruthy();
      expect(readMessage('audit', bytes(text)).problem).toContain('name that no message has');
      const labelled = sent.replace('{', `{${member}`);
      expect(readMessage('audit', bytes(labelled)).problem).toContain('name that no message has');
    },
  );

  it('takes nothing from the names that objects are made with', () => {
    const text = sent.replace('"data":{', '"data":{"__proto__":{"on":true},');
    expect(readMessage('audit', bytes(text)).message).toBeUndefined();
    expect(({} as { on?: boolean }).on).toBeUndefined();
  });

  it('never throws, and tells each problem in one line that a database can hold', () => {
    const keys = fc.constantFrom(...Object.keys(event), 'stream', 'sequence', 'backfill', '__proto__', 'toString');
    const changed = fc.tuple(keys, fc.jsonValue()).map(([key, value]) => ({ ...JSON.parse(sent), [key]: value }));
    const text = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.jsonValue().map((data) => JSON.stringify({ ...JSON.parse(sent), data })),
      changed.map((each) => JSON.stringify(each)),
    );
    const channel = fc.constantFrom(...(Object.keys(channels) as Channel[]));
    fc.assert(
      fc.property(channel, text, (on, sentText) => {
        const { message, problem = '' } = readMessage(on, bytes(sentText));
        expect(message === undefined).toBe(problem !== '');
        expect(printable(500).safeParse(problem).success).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('a text made printable', () => {
  it('is printable, and the same if it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        expect(printable(80).safeParse(asPrintable(text, 80)).success).toBe(true);
        if (printable(80).safeParse(text).success) expect(asPrintable(text, 80)).toBe(text);
      }),
    );
    expect(asPrintable(`${'x'.repeat(79)}😀`, 80)).toBe('x'.repeat(79));
  });
});
