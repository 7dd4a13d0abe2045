import { expect, it } from 'vitest';
import { writtenFiles } from './written-files.ts';

it.each([
  [
    'openat(AT_FDCWD</r>, "a.png", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 3</r/a.png>',
    [{ call: 'openat', path: '/r/a.png' }],
  ],
  ['[pid 12] openat(AT_FDCWD, "/etc/hosts", O_RDONLY) = 3</etc/hosts>', []],
  ['12 write(7</tmp/f.rgb>, "x", 1) = 1', [{ call: 'write', path: '/tmp/f.rgb' }]],
  ['12 write(1<pipe:[99]>, "x", 1) = 1', []],
  ['12 write(5<socket:[9]>, "x", 1) = 1', []],
  ['12 pwrite64(20</d/lectern.db-wal>, "x", 1, 0) = 1', [{ call: 'pwrite64', path: '/d/lectern.db-wal' }]],
  ['12 rename("/d/.r.part", "/d/r.json") = 0', [{ call: 'rename', path: '/d/r.json' }]],
  ['12 openat(AT_FDCWD, "/x", O_WRONLY|O_CREAT) = -1 EACCES (Permission denied)', []],
])('reads %s', (line, written) => {
  expect(writtenFiles(line)).toEqual(written);
});
