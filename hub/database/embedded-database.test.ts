import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lectern } from '../../test/cli.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { FolderLock } from './folder-lock.ts';

let top: string;
let folder: string;

beforeEach(() => {
  top = fs.mkdtempSync(join(tmpdir(), 'lectern-embedded-'));
  folder = join(top, 'hub');
});
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(top, { recursive: true, force: true });
});

/** Keeps what would be left after a power cut: of each file what it held when it was last brought to the disk. */
function keepingWhatIsOnDisk(disk: string): void {
  const sync = fs.fsyncSync;
  vi.spyOn(fs, 'fsyncSync').mockImplementation((file) => {
    const path = fs.readlinkSync(`/proc/self/fd/${file}`);
    const copy = join(disk, relative(folder, path));
    if (fs.fstatSync(file).isDirectory()) fs.mkdirSync(copy, { recursive: true });
    else {
      fs.mkdirSync(dirname(copy), { recursive: true });
      fs.copyFileSync(path, copy);
    }
    sync(file);
  });
}

describe('an embedded database in a folder', () => {
  const hubPowerCut: Fault = {
    part: 'hub',
    kind: 'killed',
    fault: 'the power of a small hub is cut',
    seen: 'nothing',
    lost: 'nothing that was received',
    recovers: 'by itself at the next start',
  };
  it(
    'has on the disk what it has committed, before a checkpoint and after',
    shows(hubPowerCut, { timeout: 60_000 }),
    async () => {
      const disk = join(top, 'disk');
      keepingWhatIsOnDisk(disk);
      const database = await EmbeddedDatabase.open(folder);
      await database.script('CREATE TABLE kept (number int)');
      const add = (number: number) =>
        database.transaction((session) => session.query('INSERT INTO kept VALUES ($1)', [number]));
      for (const number of [1, 2, 3]) await add(number);
      await database.script('CHECKPOINT');
      for (const number of [4, 5]) await add(number);
      vi.restoreAllMocks();
      const after = await EmbeddedDatabase.open(disk);
      expect(await after.query('SELECT number FROM kept ORDER BY number')).toEqual(
        [1, 2, 3, 4, 5].map((number) => ({ number })),
      );
      await after.close();
      await database.close();
    },
  );

  const hubBusy: Fault = {
    part: 'hub',
    kind: 'refused',
    fault: 'its database is open in another process',
    seen: 'whoever starts it: which process has it',
    lost: 'nothing',
    recovers: 'end the other process',
  };
  it('is open in one process at a time, and says in which', shows(hubBusy, { timeout: 60_000 }), async () => {
    const database = await EmbeddedDatabase.open(folder);
    const second = lectern('hub', 'quarantine', 'list', '--database', folder);
    const { code, stderr } = await second.finished();
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`process ${process.pid},`) });
    await expect(EmbeddedDatabase.open(folder)).rejects.toMatchObject({ code: 'HUB_DATABASE_BUSY' });
    await database.close();
    const next = await EmbeddedDatabase.open(folder);
    expect(await next.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await next.close();
  });

  it('bounds its log, and keeps everything', { timeout: 60_000 }, async () => {
    const database = await EmbeddedDatabase.open(folder, 200_000);
    await database.script('CREATE TABLE kept (number int, text text)');
    const logFrom = async () =>
      (await database.query<{ at: string }>('SELECT redo_lsn::text AS at FROM pg_control_checkpoint()'))[0]!.at;
    const found = new Set<unknown>();
    for (let number = 0; number < 160; number++) {
      await database.transaction((session) =>
        session.query(`INSERT INTO kept SELECT $1, md5(n::text) FROM generate_series(1, 100) AS n`, [number]),
      );
      found.add(await logFrom());
    }
    expect(found.size).toBeGreaterThan(2);
    await database.close();
    const next = await EmbeddedDatabase.open(folder);
    expect(await next.query('SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 16_000 }]);
    await next.close();
  });

  it('is free again when it could not be opened', async () => {
    fs.mkdirSync(folder);
    fs.writeFileSync(join(folder, 'PG_VERSION'), 'none');
    await expect(EmbeddedDatabase.open(folder)).rejects.toThrow();
    new FolderLock(folder).release();
  });
});
