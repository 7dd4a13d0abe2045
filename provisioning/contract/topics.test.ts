import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roomAddressSchema } from './room-address.ts';
import { channels, downChannels, everyRoom, identityOf, placeOfTopic, topic, upChannels } from './topics.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const rooms = fc.record({
  region: fc.tuple(fc.constantFrom('11', '31', '44', '65', '82'), fc.stringMatching(/^\d{4}$/)).map((p) => p.join('')),
  school: fc.stringMatching(/^\d{10}$/),
  room: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/),
});

describe('a topic', () => {
  it('names the room and the channel', () => {
    expect(topic(room, 'lesson')).toBe('lectern/v1/310104/2131000000/r301/lesson');
    expect(everyRoom('ack')).toBe('lectern/v1/+/+/+/ack');
  });

  it('is one of a room or of the hub, never of both', () => {
    expect([...upChannels, ...downChannels].toSorted()).toEqual(Object.keys(channels).toSorted());
    // Below a topic that a room may read, nothing may be that it writes, and the other way round but for reports.
    expect(upChannels).toContain('config/reported');
    expect(downChannels).toContain('config');
  });

  it('begins with what the broker knows the room by', () => {
    expect(topic(room, 'audit')).toBe(`lectern/v1/${identityOf(room)}/audit`);
  });

  it('leads back to its room', () => {
    fc.assert(
      fc.property(rooms, fc.constantFrom(...upChannels, ...downChannels), (address, channel) => {
        expect(placeOfTopic(topic(address, channel))).toEqual({ room: address, channel });
      }),
    );
  });

  it.each([
    ['no channel', 'lectern/v1/310104/2131000000/r301'],
    ['an empty channel', 'lectern/v1/310104/2131000000/r301/'],
    ['an unknown channel', 'lectern/v1/310104/2131000000/r301/frames'],
    ['one level more', 'lectern/v1/310104/2131000000/r301/lesson/x'],
    ['a name that every object has', 'lectern/v1/310104/2131000000/r301/constructor'],
    ['a slash in front', '/lectern/v1/310104/2131000000/r301/lesson'],
    ['another version', 'lectern/v2/310104/2131000000/r301/lesson'],
    ['another root', 'other/v1/310104/2131000000/r301/lesson'],
    ['a wildcard for a room', 'lectern/v1/310104/2131000000/+/lesson'],
    ['a wildcard for the rest', 'lectern/v1/#'],
    ['an unknown province', 'lectern/v1/990104/2131000000/r301/lesson'],
    ['nothing', ''],
  ])('with %s belongs to no room', (_, name) => {
    expect(placeOfTopic(name)).toBeUndefined();
  });

  it('is refused when anything in it is malformed', () => {
    const parts = fc.oneof(fc.string(), fc.constantFrom('lectern', 'v1', ...Object.values(room), 'lesson', '+', '#'));
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (levels) => {
        const name = levels.join('/');
        const found = placeOfTopic(name);
        if (!found) return;
        expect(roomAddressSchema.parse(found.room)).toEqual(found.room);
        expect(topic(found.room, found.channel)).toBe(name);
      }),
      { numRuns: 1000 },
    );
  });
});
