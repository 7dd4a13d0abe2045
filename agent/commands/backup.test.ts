import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { openStore } from '../store/agent-store.ts';
import { deleteCopies } from '../store/damaged-copies.ts';
import { openDatabaseToRead } from '../store/database.ts';
import { reportOf, row } from '../store/sample-lesson.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';

const NOBODY = 65_534;
const CLI = join(import.meta.dirname, '../cli.ts');
const LESSONS = 40;
const DAY_MS = 24 * 3_600_000;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-backup-'));
  mkdirSync(at('etc'));
  writeFileSync(at('etc/lectern.yaml'), configuration);
  writeFileSync(at('etc/secrets.yaml'), 'class: { user: admin, password: hunter22 }\n', { mode: 0o600 });
  writeFileSync(at('etc/region-ca.pem'), 'a certificate\n');
  const store = openStore(at('data'));
  for (let i = 0; i < LESSONS; i++) store.lessons.save(reportOf(`lesson-${i}`), row(`message-${i}`));
  store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

const configuration = `# Room 301
version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { studentCamera: { address: "rtsp://192.168.1.64/main", credentials: class } }
secrets: secrets.yaml
store: { folder: ../data }
screen: { port: 1 }
hub: { url: "mqtts://hub.example.edu.cn:8883", ca: region-ca.pem, certificate: room.pem, key: /elsewhere/room-key.pem }
`;

function lectern(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}
const backUp = (...more: string[]) =>
  lectern('backup', '--config', at('etc/lectern.yaml'), '--out', at('room.lectern'), ...more);
/** On a machine that has nothing yet. */
function restoreElsewhere(...more: string[]) {
  mkdirSync(at('new/data'), { recursive: true });
  const places = ['--config', at('new/etc/lectern.yaml'), '--data', at('new/data')];
  return lectern('restore', at('room.lectern'), ...places, ...more);
}
function lessonsIn(data: string): number {
  const database = openDatabaseToRead(data);
  try {
    return database.prepare('SELECT count(*) FROM lesson').pluck().get() as number;
  } finally {
    database.close();
  }
}
const streamIn = (data: string) => {
  const database = openDatabaseToRead(data);
  try {
    return database.prepare('SELECT id FROM stream').pluck().get();
  } finally {
    database.close();
  }
};

/** Each starts the program several times. */
const PATIENCE = { timeout: 180_000 };

describe('a room that moves to another machine', PATIENCE, () => {
  it('has its lessons, its configuration and what lies beside it there', () => {
    new SensingSwitch(at('data')).set(false);
    const { status, said } = backUp();
    expect([status, said]).toEqual([0, expect.stringContaining('room r301')]);
    expect(said).toContain('secrets.yaml (secret; make the backup with --encrypt');
    expect(said).toContain('room-key.pem (belongs to this machine');
    expect(statSync(at('room.lectern')).mode & 0o777).toBe(0o600);
    expect(readdirSync(at('data')).filter((name) => name.startsWith('backup-'))).toEqual([]);

    expect(restoreElsewhere()).toMatchObject({ status: 0, said: expect.stringContaining('sensing is off') });
    expect(lessonsIn(at('new/data'))).toBe(LESSONS);
    expect(readFileSync(at('new/etc/lectern.yaml'), 'utf8')).toBe(configuration.replace('../data', at('new/data')));
    expect(readFileSync(at('new/etc/region-ca.pem'), 'utf8')).toBe('a certificate\n');
    expect(existsSync(at('new/etc/secrets.yaml'))).toBe(false);
    expect(new SensingSwitch(at('new/data')).isOn).toBe(false);
    // The region must see that somebody else counts from now on.
    expect(streamIn(at('new/data'))).not.toBe(streamIn(at('data')));
    // What waited for the hub still waits.
    const store = openStore(at('new/data'));
    expect(store.outbox.count()).toBe(LESSONS);
    store.close();
  });

  it('counts what waited and what comes later in one stream without a hole', () => {
    const old = openStore(at('data'));
    for (const i of [0, 7, 8]) old.outbox.acknowledge(`message-${i}`, Date.now());
    old.close();
    expect(backUp().status).toBe(0);
    expect(restoreElsewhere().status).toBe(0);
    const store = openStore(at('new/data'));
    for (let i = 0; i < LESSONS; i++) store.lessons.save(reportOf(`later-${i}`), row(`later-message-${i}`));
    const numbers = store.database.prepare('SELECT sequence FROM outbox ORDER BY sequence').pluck().all();
    const late = store.database.prepare('SELECT sum(late) FROM outbox').pluck().get();
    store.close();
    expect(numbers).toEqual(Array.from({ length: 2 * LESSONS - 3 }, (_, i) => i + 1));
    expect(late).toBe(LESSONS - 3);
  });

  const wrongPassphrase: Fault = {
    part: 'backup',
    kind: 'refused',
    fault: 'its passphrase is not the one it was made with',
    seen: 'whoever does it: the passphrase is another one',
    lost: 'nothing',
    recovers: 'with the right passphrase',
  };
  it('takes its passwords along in an encrypted backup alone', shows(wrongPassphrase), () => {
    writeFileSync(at('passphrase'), 'correct horse battery\n');
    const encrypted = backUp('--passphrase-file', at('passphrase'));
    expect(encrypted.said).toContain('encrypted');
    const bytes = readFileSync(at('room.lectern'), 'latin1');
    expect(bytes.startsWith('age-encryption.org/v1\n')).toBe(true);
    expect(restoreElsewhere('--passphrase-file', at('etc/region-ca.pem'))).toMatchObject({
      status: 3,
      said: expect.stringContaining('the passphrase is not the one it was made with'),
    });
    expect(restoreElsewhere()).toMatchObject({ status: 2, said: expect.stringContaining('without a terminal') });
    expect(existsSync(at('new/etc/lectern.yaml'))).toBe(false);
    expect(restoreElsewhere('--passphrase-file', at('passphrase')).status).toBe(0);
    expect(readFileSync(at('new/etc/secrets.yaml'), 'utf8')).toContain('hunter22');
    expect(statSync(at('new/etc/secrets.yaml')).mode & 0o777).toBe(0o600);
    writeFileSync(at('passphrase'), 'short\n');
    expect(
      lectern('backup', '-c', at('etc/lectern.yaml'), '--out', at('x'), '--passphrase-file', at('passphrase')),
    ).toMatchObject({
      status: 2,
      said: expect.stringContaining('10 characters or more'),
    });
  });

  it('has files by whatever name they have', () => {
    const names = ['.secrets.yaml', '课表（三年级）.json', 'rules(1)..yaml', 'sub/..region ca.pem'];
    mkdirSync(at('etc/sub'));
    for (const name of names) writeFileSync(at('etc', name), Buffer.from([0xff, 0x00]), { mode: 0o600 });
    const [secrets, timetable, rules, ca] = names.map((name) => JSON.stringify(name));
    writeFileSync(
      at('etc/lectern.yaml'),
      configuration
        .replace('secrets: secrets.yaml', `secrets: ${secrets}\ntimetable: ${timetable}\nfindings: { rules: ${rules} }`)
        .replace('region-ca.pem', ca!),
    );
    writeFileSync(at('passphrase'), 'correct horse battery\n');
    const passphrase = ['--passphrase-file', at('passphrase')];
    expect(backUp(...passphrase)).toMatchObject({ status: 0 });
    expect(restoreElsewhere(...passphrase)).toMatchObject({ status: 0 });
    for (const name of names) expect(readFileSync(at('new/etc', name))).toEqual(Buffer.from([0xff, 0x00]));
  });

  it('leaves the old machine out of service', () => {
    expect(backUp('--move').status).toBe(0);
    expect(existsSync(at('etc/lectern.yaml'))).toBe(false);
    expect(existsSync(at('etc/lectern.yaml.moved'))).toBe(true);
    expect(restoreElsewhere().status).toBe(0);
  });

  it('is not moved, nor restored, while its agent runs', async () => {
    const state = { sensing: 'on', activity: 'idle', sources: [], problems: [] };
    const agent = createServer((_, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(state)),
    );
    await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
    const { port } = agent.address() as AddressInfo;
    writeFileSync(at('etc/lectern.yaml'), configuration.replace('port: 1 ', `port: ${port} `));
    const run = async (...args: string[]) => {
      const child = fork(CLI, args, { silent: true });
      let said = '';
      child.stderr!.on('data', (text) => {
        said += String(text);
      });
      const [code] = await once(child, 'exit');
      return { code, said };
    };
    const config = ['--config', at('etc/lectern.yaml')];
    expect(await run('backup', ...config, '--out', at('room.lectern'))).toMatchObject({ code: 0 });
    for (const args of [
      ['backup', ...config, '--out', at('other.lectern'), '--move'],
      ['restore', at('room.lectern'), ...config, '--replace'],
    ])
      expect(await run(...args)).toMatchObject({ code: 2, said: expect.stringContaining('systemctl stop lectern') });
    agent.closeAllConnections();
    agent.close();
  });

  const agentHasData: Fault = {
    part: 'backup',
    kind: 'refused',
    fault: 'it is to be put back while an agent runs',
    seen: 'whoever does it: stop the agent first',
    lost: 'nothing',
    recovers: 'stop the agent and do it again',
  };
  it('is not restored while an agent has the data open whose page does not answer', shows(agentHasData), () => {
    expect(backUp().status).toBe(0);
    const restore = () => lectern('restore', at('room.lectern'), '-c', at('etc/lectern.yaml'), '--replace');
    const agent = openStore(at('data'), (error) => expect.fail(error.message));
    expect(restore()).toMatchObject({ status: 2, said: expect.stringContaining('systemctl stop lectern') });
    expect(backUp('--move', '--out', at('other.lectern'))).toMatchObject({ status: 2 });
    expect(existsSync(at('etc/lectern.yaml'))).toBe(true);
    agent.close();
    expect(restore().status).toBe(0);
  });

  const backupCut: Fault = {
    part: 'backup',
    kind: 'killed',
    fault: 'a backup was cut off while it was made',
    seen: 'nothing',
    lost: 'that backup',
    recovers: 'what is left of it is removed; make it again',
  };
  it('leaves an earlier backup of the same name alone, and nothing of one that was cut off', shows(backupCut), () => {
    mkdirSync(at('data/backups'));
    writeFileSync(at('data/backups/room.lectern'), 'an earlier one');
    mkdirSync(at('data/backup-AbCdEf'));
    writeFileSync(at('data/backup-AbCdEf/lectern.db'), 'lessons');
    writeFileSync(at('data/backups/r301.lectern.999999999.part'), 'lessons');
    expect(backUp().status).toBe(0);
    expect(backUp()).toMatchObject({ status: 2, said: expect.stringContaining('there already') });
    expect(readdirSync(at('data/backups'))).toEqual(['room.lectern']);
    expect(readdirSync(at('data')).filter((name) => name.startsWith('backup-'))).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    mkdirSync(at('data/restore-AbCdEf'));
    openStore(at('data'), (error) => expect.fail(error.message)).close();
    expect(existsSync(at('data/restore-AbCdEf'))).toBe(false);
  });

  const noRoom: Fault = {
    part: 'backup',
    kind: 'overload',
    fault: 'the disk has no room for it',
    seen: 'whoever does it: check the place and free space',
    lost: 'that backup; nothing half is left',
    recovers: 'make it again when there is room',
  };
  it('says that the disk has no room for it, and leaves nothing half', shows(noRoom), ({ skip }) => {
    const disk = at('disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk]);
    if (mounted.status !== 0) skip('only root can mount the small disk that this test fills');
    try {
      const { status, said } = lectern('backup', '-c', at('etc/lectern.yaml'), '--out', join(disk, 'room.lectern'));
      expect([status, said]).toEqual([
        4,
        expect.stringContaining('cannot be written (ENOSPC); check its place and free space'),
      ]);
      expect(readdirSync(disk)).toEqual([]);
      expect(readdirSync(at('data')).filter((name) => name.startsWith('backup-'))).toEqual([]);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it.skipIf(process.geteuid?.() !== 0)('[needs root] follows no link that the agent’s user has laid', () => {
    new SensingSwitch(at('data')).set(false);
    expect(backUp().status).toBe(0);
    writeFileSync(at('theirs'), 'root’s own', { mode: 0o600 });
    chmodSync(folder, 0o755);
    mkdirSync(at('new/data'), { recursive: true });
    mkdirSync(at('new/etc'));
    for (const path of ['new/data', 'new/etc']) chownSync(at(path), NOBODY, NOBODY);
    for (const path of ['new/data/sensing-off', 'new/etc/region-ca.pem']) symlinkSync(at('theirs'), at(path));
    restoreElsewhere('--replace');
    expect(statSync(at('theirs'))).toMatchObject({ uid: 0 });
    expect(readFileSync(at('theirs'), 'utf8')).toBe('root’s own');
    rmSync(at('new/etc/region-ca.pem'));
    rmSync(at('new/data/sensing-off'));
    expect(restoreElsewhere('--replace')).toMatchObject({ status: 0 });
    for (const path of ['new/data/lectern.db', 'new/etc/lectern.yaml', 'new/etc/region-ca.pem'])
      expect(statSync(at(path)).uid).toBe(NOBODY);
  });
});

describe('a backup that is put back on its own machine', PATIENCE, () => {
  const replace = (...more: string[]) => lectern('restore', at('room.lectern'), '-c', at('etc/lectern.yaml'), ...more);

  it('gives way only where that is wanted, and keeps what was there beside', () => {
    backUp();
    const store = openStore(at('data'));
    store.lessons.save(reportOf('later'), row('later'));
    store.close();
    expect(replace()).toMatchObject({ status: 2, said: expect.stringContaining('with --replace') });
    expect(lessonsIn(at('data'))).toBe(LESSONS + 1);
    expect(replace('--replace').said).toContain('is kept for some days');
    expect(lessonsIn(at('data'))).toBe(LESSONS);
    expect(readdirSync(at('data')).filter((name) => name.startsWith('lectern.db.schema-'))).toHaveLength(1);
    // The agent opens it as its own.
    openStore(at('data'), (error) => expect.fail(error.message)).close();
  });

  const backupDamaged: Fault = {
    part: 'backup',
    kind: 'wrong',
    fault: 'it is damaged, cut short, something else, or of a newer version',
    seen: 'whoever does it: what is wrong with it',
    lost: 'nothing: what was there stays',
    recovers: 'with another backup, or a newer Lectern',
  };
  it('is refused when it is damaged, cut short, something else, or of a newer version', shows(backupDamaged), () => {
    backUp();
    const whole = readFileSync(at('room.lectern'));
    const refused = (said: RegExp) => {
      const { status, said: told } = replace('--replace');
      expect([status, told]).toEqual([expect.toBeOneOf([2, 3]), expect.stringMatching(said)]);
      expect(lessonsIn(at('data'))).toBe(LESSONS);
      expect(readdirSync(at('etc')).filter((name) => name.startsWith('restore-'))).toEqual([]);
    };
    truncateSync(at('room.lectern'), Math.floor(whole.length / 2));
    refused(/is damaged|use another backup/);
    writeFileSync(at('room.lectern'), 'not a backup');
    refused(/is no backup of Lectern/);
    const changed = Buffer.from(whole);
    changed[Math.floor(whole.length / 2)]! ^= 0xff;
    writeFileSync(at('room.lectern'), changed);
    refused(/is damaged|use another backup/);
    remade((manifest) => manifest.replace(/"schema": \d+/, '"schema": 999'));
    refused(/update Lectern first/);
    remade((manifest) => manifest.replace('lectern-backup/1', 'lectern-backup/2'));
    refused(/update Lectern first/);
    for (const path of ['../outside', '/outside', 'a/../../outside', '.', '']) {
      remade((manifest) => manifest.replace('"region-ca.pem"', JSON.stringify(path)));
      refused(/use another backup/);
    }
  });

  it('keeps the passwords of before no longer than copies of the database', () => {
    writeFileSync(at('passphrase'), 'correct horse battery\n');
    const passphrase = ['--passphrase-file', at('passphrase')];
    backUp(...passphrase);
    writeFileSync(at('etc/secrets.yaml'), 'class: { user: admin, password: later }\n', { mode: 0o600 });
    expect(replace('--replace', ...passphrase)).toMatchObject({ status: 0 });
    const kept = readdirSync(at('data')).filter((name) => name.includes('.replaced-'));
    expect(kept).toHaveLength(1);
    expect(readFileSync(at('data', kept[0]!, 'secrets.yaml'), 'utf8')).toContain('later');
    expect(statSync(at('data', kept[0]!)).mode & 0o077).toBe(0);
    expect(readdirSync(at('etc')).sort()).toEqual(['lectern.yaml', 'region-ca.pem', 'secrets.yaml']);
    deleteCopies(at('data/lectern.db'), Date.now() + 13 * DAY_MS);
    expect(existsSync(at('data', kept[0]!))).toBe(true);
    deleteCopies(at('data/lectern.db'), Date.now() + 15 * DAY_MS);
    expect(existsSync(at('data', kept[0]!))).toBe(false);
  });

  const restoreKilled: Fault = {
    part: 'backup',
    kind: 'killed',
    fault: 'the power is cut at any step of putting it back',
    seen: 'nothing',
    lost: 'nothing: there is always a whole database',
    recovers: 'do it again',
  };
  it(
    'may be killed at any step: there is always a whole database, and it can be done again',
    shows(restoreKilled),
    () => {
      backUp();
      const store = openStore(at('data'));
      store.lessons.save(reportOf('later'), row('later'));
      store.close();
      const known = [LESSONS, LESSONS + 1];
      const steps: string[] = [];
      for (let step = 1; ; step++) {
        const { signal, status, stderr } = spawnSync(
          process.execPath,
          ['--import', killedAt(step), CLI, 'restore', at('room.lectern'), '-c', at('etc/lectern.yaml'), '--replace'],
          { encoding: 'utf8' },
        );
        expect(lessonsIn(at('data'))).toBeOneOf(known);
        expect(readFileSync(at('etc/lectern.yaml'), 'utf8')).toContain('r301');
        expect(readFileSync(at('etc/region-ca.pem'), 'utf8')).toBe('a certificate\n');
        if (signal !== 'SIGKILL') {
          expect([status, stderr]).toEqual([0, expect.any(String)]);
          break;
        }
        steps.push(stderr);
      }
      expect(lessonsIn(at('data'))).toBe(LESSONS);
      expect(steps.join('')).toMatch(/mkdtempSync .*copyFileSync .*linkSync .*lectern\.db.*lectern\.yaml/s);
      expect(readdirSync(at('data')).filter((name) => name.startsWith('restore-'))).toEqual([]);
    },
  );

  /** A module that kills the program before it does its nth change of a name or copy of a file. */
  function killedAt(step: number): string {
    const code = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      let left = ${step};
      for (const name of ['mkdtempSync', 'copyFileSync', 'linkSync', 'renameSync']) {
        const real = fs[name];
        fs[name] = (...args) => {
          if (--left === 0) {
            fs.writeSync(2, name + ' ' + args.join(' ') + '\\n');
            process.kill(process.pid, 'SIGKILL');
          }
          return real(...args);
        };
      }
      syncBuiltinESMExports();`;
    return `data:text/javascript,${encodeURIComponent(code)}`;
  }

  /** Packs the backup again with another list, as `tar` does it. */
  function remade(change: (manifest: string) => string): void {
    rmSync(at('remade'), { recursive: true, force: true });
    mkdirSync(at('remade'));
    rmSync(at('room.lectern'));
    backUp();
    execFileSync('tar', ['-xzf', at('room.lectern'), '-C', at('remade')]);
    const path = at('remade/manifest.json');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    execFileSync('tar', ['-czf', at('room.lectern'), '-C', at('remade'), '.']);
  }
});
