import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimCodeText, newClaimCode } from './claim-code.ts';
import { claimFor, type EnrolmentFile, enrolmentFileText, readEnrolmentFile } from './enrolment-file.ts';

const server = 'https://est.example.edu.cn:8443';
const entry = (room: string, machines: string[] = []) => ({
  room: { region: '310104', school: '2131000000', room },
  code: newClaimCode(randomBytes(64)),
  machines,
});
const forty: EnrolmentFile = {
  server,
  broker: 'mqtts://hub.example.edu.cn:8883',
  rooms: Array.from({ length: 40 }, (_, i) => entry(`r${i + 101}`, i === 7 ? ['00:1A:2b:3C:4d:5e', 'PF-3 X 77'] : [])),
};

describe('the file on the USB stick', () => {
  it('with 40 rooms is read back', () => {
    expect(readEnrolmentFile(enrolmentFileText(forty), 'f')).toEqual(forty);
  });

  it('gives a room its entry, by its name or by the machine', () => {
    const claim = { server, broker: forty.broker };
    expect(claimFor(forty, 'r105', [])).toMatchObject({ ...claim, room: { room: 'r105' } });
    expect(claimFor(forty, '310104/2131000000/r140', [])).toMatchObject({ room: { room: 'r140' } });
    for (const name of ['001a2b3c4d5e', '00-1a-2b-3c-4d-5e', 'pf-3x77'])
      expect(claimFor(forty, undefined, ['other', name])).toMatchObject({ room: { room: 'r108' } });
  });

  it('says which rooms there are when it is not plain which is meant', () => {
    const two = {
      server,
      rooms: [
        entry('r101', ['A1']),
        { ...entry('r101', ['A1']), room: { region: '310104', school: '2131000001', room: 'r101' } },
      ],
    };
    for (const [room, machine] of [
      ['r999', []],
      ['r101', []],
      [undefined, ['A1']],
      [undefined, ['']],
    ] as const)
      expect(() => claimFor(two, room, machine)).toThrow(
        expect.objectContaining({ code: 'ENROL_ROOM', message: expect.stringContaining('2131000001/r101') }),
      );
  });

  it.each([
    ['another version', (text: string) => text.replace('version: 1', 'version: 2'), 'version'],
    ['no server', (text: string) => text.replace(/server: .*/, ''), 'server'],
    ['a server without TLS', (text: string) => text.replace('https:', 'http:'), 'server'],
    ['a room twice', (text: string) => text.replace('r102', 'r101'), 'rooms.1.room'],
    ['a wrong room', (text: string) => text.replace('310104/2131000000/r101', 'r101'), 'rooms.0.room'],
    ['something that nobody knows', (text: string) => `${text}more: 1\n`, ''],
    ['no YAML', () => 'rooms: [', 'YAML'],
    ['bombs', () => 'a: &a [x]\nb: *a\n', ''],
  ])('is refused with %s', (_, change, where) => {
    expect(() => readEnrolmentFile(change(enrolmentFileText(forty)), 'stick.yaml')).toThrow(
      expect.objectContaining({
        code: 'ENROL_FILE',
        message: expect.stringMatching(new RegExp(`^stick.yaml: .*${where}`)),
      }),
    );
  });

  it('with a mistyped code is refused without telling the code', () => {
    const code = claimCodeText(forty.rooms[3]!.code);
    const wrong = `${code.slice(0, -1)}${code.endsWith('7') ? '8' : '7'}`;
    const read = () => readEnrolmentFile(enrolmentFileText(forty).replace(code, wrong), 'f');
    expect(read).toThrow(/^f: rooms\.3\.code/);
    expect(read).not.toThrow(wrong);
  });

  it('of anything is read or refused with ENROL_FILE', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => readEnrolmentFile(text, 'f')).toThrow(expect.objectContaining({ code: 'ENROL_FILE' }));
      }),
    );
  });
});
