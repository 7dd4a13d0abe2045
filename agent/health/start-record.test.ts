import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { StartRecord } from './start-record.ts';

let folder: string;
let file: string;
let nowS: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-starts-'));
  file = join(folder, 'starts.json');
  nowS = 1000;
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What one run of the agent after the other is told, so many seconds apart. */
function begins(runs: number, apartS: number): (string | null)[] {
  return Array.from({ length: runs }, () => {
    nowS += apartS;
    return record().begin();
  });
}
const record = () => new StartRecord({ file, uptimeS: () => nowS });

const crashLoop: Fault = {
  part: 'agent',
  kind: 'overload',
  fault: 'it ends five times within ten minutes',
  seen: 'the page comes up in safe mode and says why it ended',
  lost: 'lessons until somebody mends the reason',
  recovers: 'safe mode until it is asked to end; then as ever',
};
it('after five crashes in a short time comes safe mode, and says why', shows(crashLoop), () => {
  expect(begins(5, 5)).toEqual([null, null, null, null, null]);
  record().endsBecause('SQLITE_IOERR:\n disk I/O error');
  nowS += 5;
  expect(record().begin()).toBe(
    'it ended 5 times within 10 minutes without being asked to, at last: SQLITE_IOERR: disk I/O error',
  );
  // As long as they are not forgotten it stays so.
  expect(begins(1, 5)[0]).toContain('6 times');
});

it('crashes far apart are started again as ever', () => {
  expect(begins(50, 121).every((why) => why === null)).toBe(true);
});

it('an orderly end is no crash', () => {
  for (let run = 0; run < 20; run++) {
    expect(begins(1, 1)).toEqual([null]);
    record().forget();
  }
});

const startRecordDamaged: Fault = {
  part: 'disk',
  kind: 'wrong',
  fault: 'the record of its starts is damaged',
  seen: 'nothing',
  lost: 'nothing: it starts',
  recovers: 'by itself',
};
it.each(['', '{', '[{"atS":"x"}]', '[1]'])(
  'a record %j does not keep the agent from starting',
  shows(startRecordDamaged),
  (content) => {
    writeFileSync(file, content);
    expect(record().begin()).toBeNull();
  },
);

it('starts of before the machine was started anew do not count', () => {
  begins(5, 1);
  nowS = 3;
  expect(record().begin()).toBeNull();
});

it('a folder that cannot be written does not keep it either', () => {
  writeFileSync(join(folder, 'no-folder'), '');
  const elsewhere = new StartRecord({ file: join(folder, 'no-folder/starts.json'), uptimeS: () => nowS });
  expect(elsewhere.begin()).toBeNull();
  elsewhere.endsBecause('x');
  expect(existsSync(join(folder, 'no-folder/starts.json'))).toBe(false);
});
