import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  digestOf,
  inputOf,
  PjlinkLines,
  readAnswer,
  readComplaints,
  readGreeting,
  readLampHours,
} from './pjlink-protocol.ts';

it('the digest is that of the specification', () => {
  // PJLink Specifications 1.04, 5.1: random number 498e4a67, password JBMIAProjectorLink.
  expect(readGreeting('PJLINK 1 498e4a67')).toEqual({ wants: 'password', random: '498e4a67' });
  expect(digestOf('498e4a67', 'JBMIAProjectorLink')).toBe('5d8409bc1c3fa39749434aa3a5c38682');
});

it('greetings and answers are read, and nothing else', () => {
  expect(readGreeting('PJLINK 0')).toEqual({ wants: 'nothing' });
  expect(readGreeting('PJLINK ERRA')).toEqual({ wants: 'another password' });
  expect(readGreeting('SSH-2.0-OpenSSH_9.6')).toBeNull();
  expect(readAnswer('%1POWR=OK', 'POWR')).toEqual({ value: 'OK' });
  expect(readAnswer('%1POWR=ERR3', 'POWR')).toEqual({ error: 'ERR3' });
  expect(readAnswer('%2INPT=31', 'INPT')).toEqual({ value: '31' });
  expect(readAnswer('%1LAMP=1 1', 'POWR'), 'of another command').toBeNull();
});

it('complaints and hours are read', () => {
  expect(readComplaints('020010')).toEqual(['lamp', 'filter']);
  expect(readComplaints('000000')).toEqual([]);
  expect(readComplaints('00000')).toBeNull();
  expect(readLampHours('1234 1')).toBe(1234);
  expect(readLampHours('12 0 99999 1')).toBe(99_999);
  expect(readLampHours('12')).toBeNull();
  expect(readLampHours('x 1')).toBeNull();
});

it('sources have names', () => {
  expect(['hdmi', 'hdmi2', 'rgb', 'rgb-2', '31', '3a', 'network', 'tuner', 'hdmi0'].map(inputOf)).toEqual([
    '31',
    '32',
    '11',
    '12',
    '31',
    '3A',
    '51',
    null,
    null,
  ]);
});

it('lines are the same however they are cut, and bounded', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[%=?0-9A-Z ]{0,136}$/), { maxLength: 6 }),
      fc.array(fc.nat(30)),
      (lines, cuts) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\r`).join(''));
        const cutter = new PjlinkLines();
        const got: string[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          got.push(...cutter.take(bytes.subarray(at, at + cut)));
          at = Math.min(bytes.length, at + cut);
        }
        expect([...got, ...cutter.take(bytes.subarray(at))]).toEqual(lines);
      },
    ),
  );
  const lines = new PjlinkLines();
  for (let i = 0; i < 1000; i++) expect(lines.take(Buffer.alloc(1000, 'x'))).toEqual([]);
  expect(lines.take(Buffer.from('\rPJLINK 0\r'))).toEqual(['PJLINK 0']);
});
