import { execFileSync, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../store/agent-store.ts';
import { openDatabaseToRead } from '../store/database.ts';
import { reportOf, row } from '../store/sample-lesson.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';

const CLI = join(import.meta.dirname, '../cli.ts');
const LESSONS = 40;
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
const restoreElsewhere = (...more: string[]) =>
  lectern('restore', at('room.lectern'), '--config', at('new/etc/lectern.yaml'), '--data', at('new/data'), ...more);
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

  it('takes its passwords along in an encrypted backup alone', () => {
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
    agent.close();
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

  it('is refused when it is damaged, cut short, something else, or of a newer version', () => {
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
    remade((manifest) => manifest.replace('"lectern.yaml"', '"files/../../outside"'));
    refused(/use another backup/);
  });

  it('may be killed at any moment: there is always a whole database, and it can be done again', async () => {
    backUp();
    for (let cut = 0; cut < 8; cut++) {
      const child = fork(CLI, ['restore', at('room.lectern'), '-c', at('etc/lectern.yaml'), '--replace'], {
        silent: true,
      });
      await delay(120 + cut * 40);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      expect(lessonsIn(at('data'))).toBe(LESSONS);
      expect(readFileSync(at('etc/lectern.yaml'), 'utf8')).toContain('r301');
    }
    expect(replace('--replace').status).toBe(0);
  });

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
