import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkReportFile, ReportFileError, writeReportFile } from './report-file.ts';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-report-'));
  writeFileSync(at('file'), 'old');
  mkdirSync(at('folder'));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('a report file', () => {
  it('is written whole, and nothing is left beside it', () => {
    const text = '讲台 '.repeat(300_000);
    checkReportFile(at('report.json'));
    writeReportFile(at('report.json'), text);
    expect(readFileSync(at('report.json'), 'utf8')).toBe(text);
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder', 'report.json']);
  });

  it('replaces an older one, and is not for everybody to read', () => {
    checkReportFile(at('file'));
    writeReportFile(at('file'), 'new');
    expect(readFileSync(at('file'), 'utf8')).toBe('new');
    expect(statSync(at('file')).mode & 0o007).toBe(0);
  });

  it.each([
    ['a folder that is missing', ['missing', 'report.json'], /there is no folder .*missing; make it first/],
    ['a folder that is a file', ['file', 'report.json'], /there is no folder .*file; make it first/],
    ['a folder’s own name', ['folder'], /is a folder; name a file/],
  ])('in %s is refused before the work and after it', (_, names, message) => {
    expect(() => checkReportFile(at(...names))).toThrow(ReportFileError);
    expect(() => checkReportFile(at(...names))).toThrow(message);
    expect(() => writeReportFile(at(...names), '{}')).toThrow(ReportFileError);
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
    expect(readdirSync(at('folder'))).toEqual([]);
  });

  it('leaves nothing half written when there is no more room, and keeps the older one', () => {
    // A limit on the size of files fails as a full disk does: in the middle of the file.
    const code = `
      import { writeReportFile } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'report-file.ts')).href)};
      try {
        writeReportFile(${JSON.stringify(at('file'))}, 'x'.repeat(1_000_000));
      } catch (error) {
        console.log(JSON.stringify({ code: error.code, message: error.message }));
      }`;
    const answer = execFileSync(
      'bash',
      ['-c', 'ulimit -f 100; exec "$0" --input-type=module -e "$1"', process.execPath, code],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(answer)).toEqual({
      code: 'REPORT_UNWRITABLE',
      message: `${at('file')}: the disk is full; free some space; nothing was kept of it`,
    });
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
    expect(readFileSync(at('file'), 'utf8')).toBe('old');
  });
});
