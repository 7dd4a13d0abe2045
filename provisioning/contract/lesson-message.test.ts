import { describe, expect, it } from 'vitest';
import { ackMessageSchema } from './ack-message.ts';
import { lessonMessageSchema } from './lesson-message.ts';

const id = '0192a000-0000-7000-8000-000000000001';
const figure = { id: 'talk.teacher.share', unit: 'share', value: 0.5, coverage: 1, version: 1 };
const data = {
  lessonId: id,
  revision: 1,
  startedAt: '2026-09-01T08:00:00.000Z',
  durationS: 2700,
  indicators: [figure],
  models: { 'talk-first': '9f2c4e1a' },
};
const message = {
  specversion: '1.0',
  id,
  source: '/lectern/310104/2131000000/r301',
  type: 'lectern.lesson.v1',
  time: '2026-09-01T08:45:00.000Z',
  subject: id,
  datacontenttype: 'application/json',
  dataschema: 'urn:lectern:schema:lesson:1',
  data,
};
const withFigure = (part: object) => ({ ...message, data: { ...data, indicators: [{ ...figure, ...part }] } });
const accepts = (value: unknown) => lessonMessageSchema.safeParse(value).success;

describe('a lesson message', () => {
  it.each([
    ['a summary', message],
    ['labels', { ...message, data: { ...data, className: '七年级 3 班', subject: '数学', period: 2 } }],
    ['a figure without enough data', withFigure({ value: null, coverage: 0 })],
    ['a coded share', withFigure({ value: '>95' })],
    ['a rate', withFigure({ id: 'talk.teacher.rate', unit: 'syllables/min', value: 214.6 })],
    ['a mode', withFigure({ unit: 'mode', value: 'dialogue' })],
    ['a peak', withFigure({ atS: 55, share: '<5' })],
    ['a suppressed figure', withFigure({ value: null, suppressed: 'small-group' })],
    ['an extension attribute, which CloudEvents allows', { ...message, partitionkey: 'a' }],
    ['the trace it belongs to', { ...message, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }],
  ])('may hold %s', (_, value) => {
    expect(accepts(value)).toBe(true);
  });

  it.each([
    ['an unknown field in its data', { ...message, data: { ...data, frame: 'AAAA' } }],
    ['the timeline', { ...message, data: { ...data, talk: [] } }],
    ['a pupil beside a figure', withFigure({ seat: 3 })],
    ['free text as a value', withFigure({ value: 'Anna talks too much' })],
    ['a list as a value', withFigure({ value: [0.1, 0.2] })],
    ['NaN', withFigure({ value: Number.NaN })],
    ['a coverage above 1', withFigure({ coverage: 1.01 })],
    ['an id that is no indicator', withFigure({ id: 'Anna Müller' })],
    ['a label of a page', { ...message, data: { ...data, className: 'x'.repeat(81) } }],
    ['a lesson longer than a day', { ...message, data: { ...data, durationS: 86_401 } }],
    ['a local time', { ...message, time: '2026-09-01T08:45:00' }],
    ['an id that is no UUID', { ...message, id: '1' }],
    ['an id that tells no time', { ...message, id: '8d3f9a54-2c5c-4f0a-9a43-0d6c2f1f7a10' }],
    ['a line break in a label', { ...message, data: { ...data, className: 'a\nb' } }],
    ['half a character', { ...message, data: { ...data, className: '\ud83d' } }],
    ['a year before computers', { ...message, time: '0000-09-01T08:45:00Z' }],
    ['the hub as its source', { ...message, source: '/lectern/hub/a' }],
    ['a trace that is none', { ...message, traceparent: '00-1-2-01' }],
    ['another type', { ...message, type: 'lectern.lesson.v2' }],
    ['no data', { ...message, data: undefined }],
  ])('may not hold %s', (_, value) => {
    expect(accepts(value)).toBe(false);
  });
});

describe('an acknowledgement', () => {
  const ack = {
    ...{ ...message, source: '/lectern/hub/ingest', type: 'lectern.ack.v1' },
    dataschema: 'urn:lectern:schema:ack:1',
  };
  const acceptsAck = (part: object, more = {}) =>
    ackMessageSchema.safeParse({
      ...ack,
      data: { events: [{ eventId: id, status: 'accepted', ...part }], ...more },
    }).success;

  it('accepts, or refuses with a reason', () => {
    expect(acceptsAck({})).toBe(true);
    expect(acceptsAck({ status: 'refused', reason: 'unknown school' })).toBe(true);
  });

  it('answers one message at least and five hundred at most', () => {
    const events = (count: number) => ({ events: Array(count).fill({ eventId: id, status: 'accepted' }) });
    expect([0, 1, 500, 501].map((each) => acceptsAck({}, events(each)))).toEqual([false, true, true, false]);
  });

  it.each([{ status: 'maybe' }, { eventId: 'x' }, { reason: 'x'.repeat(501) }, { order: 'reboot' }])(
    'may not hold %j',
    (part) => {
      expect(acceptsAck(part)).toBe(false);
    },
  );
});
