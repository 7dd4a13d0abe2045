import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, it } from 'vitest';
import { isJournal, withPriorities } from './journal-lines.ts';

it('each entry of the journal says how grave it is', () => {
  const lines: string[] = [];
  const stream = withPriorities({ write: (line) => lines.push(line) });
  const log = pino({ level: 'debug' }, pino.multistream([{ level: 'debug', stream }]));
  for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const) log[level]('word');
  expect(lines.map((line) => line.slice(0, 3))).toEqual(['<7>', '<6>', '<4>', '<3>', '<2>']);
  expect(JSON.parse(lines[0]!.slice(3))).toMatchObject({ level: 20, msg: 'word' });
});

it('knows the journal by device and inode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-journal-'));
  const file = openSync(join(folder, 'stream'), 'w');
  const { dev, ino } = fstatSync(file);
  expect(isJournal(file, `${dev}:${ino}`)).toBe(true);
  expect(isJournal(file, `${dev}:${ino + 1}`)).toBe(false);
  expect(isJournal(file, '')).toBe(false);
  closeSync(file);
  rmSync(folder, { recursive: true });
});
