import { describe, expect, it } from 'vitest';
import { roomAddressSchema } from './room-address.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };

/** What is said of a wrong address; undefined when it is right. */
function complaint(part: Partial<Record<keyof typeof room, unknown>>): string | undefined {
  const parsed = roomAddressSchema.safeParse({ ...room, ...part });
  return parsed.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
}

describe('a room address', () => {
  it.each([
    {},
    { region: '110105' },
    { region: '820000' },
    { school: '0000000000' },
    { room: '7-3' },
    { room: 'Lab_2' },
    { room: 'a'.repeat(32) },
  ])('may be %j', (part) => {
    expect(complaint(part)).toBeUndefined();
  });

  it.each([
    [{ region: '31010' }, 'region: must be the 6-digit administrative code'],
    [{ region: '3101040' }, 'region: must be the 6-digit administrative code'],
    [{ region: '31010a' }, 'region: must be the 6-digit administrative code'],
    [{ region: '３１０１０４' }, 'region: must be the 6-digit administrative code'],
    [{ region: '990104' }, 'region: begins with no known province'],
    [{ region: '000000' }, 'region: begins with no known province'],
    [{ region: 310104 }, 'region: must be a text in quotes'],
    [{ school: '213100000' }, 'school: must be the 10-digit school code'],
    [{ school: '21310000000' }, 'school: must be the 10-digit school code'],
    [{ school: 2131000000 }, 'school: must be a text in quotes'],
    [{ room: '' }, 'room: must be 1 to 32 letters'],
    [{ room: 'a'.repeat(33) }, 'room: must be 1 to 32 letters'],
    [{ room: '3/1' }, 'room: must be 1 to 32 letters'],
    [{ room: '+' }, 'room: must be 1 to 32 letters'],
    [{ room: '#' }, 'room: must be 1 to 32 letters'],
    [{ room: '三班' }, 'room: must be 1 to 32 letters'],
    [{ room: 'r301\n' }, 'room: must be 1 to 32 letters'],
  ])('may not be %j', (part, message) => {
    expect(complaint(part)).toContain(message);
  });

  it('has no other parts', () => {
    expect(complaint({ teacher: 'Anna' } as never)).toContain('teacher');
  });
});
