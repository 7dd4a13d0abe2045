import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../hub/database/migrate.ts';
import { PostgresDatabase } from '../hub/database/postgres-database.ts';
import { BatchWriter } from '../hub/ingest/batch-writer.ts';
import { type Entry, entryOf } from '../hub/ingest/rows.ts';
import { cliPath, lectern, RunningCommand } from './cli.ts';
import { ConfiguredBroker, hubBrokerLines } from './fixtures/configured-broker.ts';
import { PostgresServer } from './fixtures/postgres-server.ts';
import { arrivalOf, lessonData } from './fixtures/room-messages.ts';

const server = new PostgresServer({ fsync: false });
const broker = new ConfiguredBroker(hubBrokerLines);
let database: PostgresDatabase;

beforeAll(async () => {
  await Promise.all([server.start(), broker.start()]);
  database = new PostgresDatabase(server.url);
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await Promise.all([server.remove(), broker.remove()]);
});
beforeEach(() => database.script('DELETE FROM lectern.quarantine; DELETE FROM lectern.lesson'));

const hub = (...args: string[]) => lectern('hub', ...args).finished();
const withServer = () => ['--database', server.url];

describe('lectern hub', () => {
  it('brings a database to the schema, once, and prints it', async () => {
    await database.script('CREATE DATABASE fresh');
    const fresh = server.urlOf('postgres', 'fresh');
    const first = await hub('schema', '--database', fresh);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('001-tables.sql') });
    expect(await hub('schema', '--database', fresh)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing'),
    });
    const printed = await hub('schema', '--print');
    await database.script('CREATE DATABASE by_hand');
    const byHand = server.urlOf('postgres', 'by_hand');
    const administrator = new PostgresDatabase(byHand);
    await administrator.script(printed.stdout);
    await administrator.close();
    expect((await hub('schema', '--database', byHand)).stdout).toContain('nothing');
  });

  it('says what is wrong with a database, and not its password', async () => {
    const away = await hub('schema', '--database', 'postgres://me:secret@127.0.0.1:1/x');
    expect(away.code).toBe(5);
    expect(away.stderr).toContain('ECONNREFUSED');
    const other = await hub('schema', '--database', 'mysql://me:secret@host/x');
    expect(other.code).toBe(2);
    expect(away.stderr + other.stderr).not.toContain('secret');
    expect((await hub('ingest', '--broker', 'here', '--database', 'memory:')).code).toBe(2);
  });

  it('lists the quarantine and takes what the contract takes by now', async () => {
    const good = arrivalOf('lesson', lessonData());
    const entry: Entry = { ...entryOf(good), refusal: { reason: 'too new', isAwaited: true } };
    const bad = { topic: 'nowhere', payload: Buffer.from('x') };
    await new BatchWriter(database).write([entry, entryOf(bad)]);
    const listed = await hub('quarantine', 'list', ...withServer());
    expect(listed.stdout).toContain('too new');
    expect(JSON.parse((await hub('quarantine', 'list', '--json', ...withServer())).stdout)).toHaveLength(2);
    expect((await hub('quarantine', 'retry', ...withServer())).stdout).toContain('taken 1 · 仍隔离 kept 1');
    expect(await database.query('SELECT room FROM lectern.lesson')).toEqual([{ room: 'r301' }]);
    expect(await database.query('SELECT topic FROM lectern.quarantine')).toEqual([{ topic: 'nowhere' }]);
  });

  it('grants and revokes what a login may read', async () => {
    await database.script('CREATE ROLE "Frau O\'Neil" LOGIN');
    const role = ['--role', "Frau O'Neil"];
    for (let i = 0; i < 2; i++) {
      expect((await hub('room-access', 'grant', ...role, '--region', '3101', ...withServer())).code).toBe(0);
    }
    expect((await hub('room-access', 'grant', ...role, '--school', '3100000001', ...withServer())).code).toBe(0);
    expect(JSON.parse((await hub('room-access', 'list', '--json', ...withServer())).stdout)).toEqual([
      { role: "Frau O'Neil", region: '3101', school: null, reads: 'rows' },
      { role: "Frau O'Neil", region: null, school: '3100000001', reads: 'rows' },
    ]);
    const reader = new PostgresDatabase(server.urlOf(encodeURIComponent("Frau O'Neil")));
    expect(await reader.query('SELECT lectern.my_regions() AS regions')).toEqual([{ regions: ['3101%'] }]);
    await reader.close();
    expect((await hub('room-access', 'revoke', ...role, '--region', '3101', ...withServer())).stdout).toContain('1');
    expect((await hub('room-access', 'revoke', ...role, ...withServer())).stdout).toContain('1');
    const nobody = await hub('room-access', 'grant', '--role', 'nobody', '--region', '31', ...withServer());
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('CREATE ROLE') });
    expect((await hub('room-access', 'grant', ...role, ...withServer())).code).toBe(2);
    expect((await hub('room-access', 'grant', ...role, '--region', '310', ...withServer())).code).toBe(2);
  });

  it('receives what it simulates, and stops when it is told to', async () => {
    const ingest = lectern('hub', 'ingest', '--broker', broker.url, '--database', 'memory:', '--name', 'cli');
    await ingest.until(() => ingest.stderr.includes('connected to the broker'));
    const simulated = await hub(
      ...['simulate', '--broker', broker.url, '--rooms', '3', '--minutes', '90', '--speed', '0'],
      ...['--from', '2026-09-01T07:30:00+08:00'],
    );
    expect(simulated.stdout).toMatch(/acknowledged (\d+) of \1 · 拒绝 refused 0/);
    ingest.child.kill('SIGTERM');
    const { code, stderr } = await ingest.finished();
    expect([code, stderr]).toEqual([0, expect.stringMatching(/refused 0, acknowledged [1-9]/)]);
  });

  it('simulates as the user that a broker asks for', async () => {
    const strict = new ConfiguredBroker(({ port, folder }) => {
      const file = join(folder, 'passwords');
      spawnSync('mosquitto_passwd', ['-b', '-c', file, 'fleet', 'pass-word']);
      return [`listener ${port} 127.0.0.1`, 'allow_anonymous false', `password_file ${file}`];
    });
    await strict.start();
    const args = [
      ...[cliPath, 'hub', 'simulate', '--broker', strict.url, '--rooms', '1', '--minutes', '1', '--speed', '0'],
      // At night a room says nothing that a hub would have to answer.
      ...['--from', '2026-09-01T03:00:00+08:00'],
    ];
    const as = (password: string) =>
      new RunningCommand(process.execPath, [...args, '--username', 'fleet'], {
        ...process.env,
        LECTERN_HUB_BROKER_PASSWORD: password,
      }).finished();
    expect(await as('pass-word')).toMatchObject({ code: 0, stdout: expect.stringContaining('published') });
    expect(await as('another')).toMatchObject({ code: 5 });
    await strict.remove();
  });
});

describe('the region’s voice', () => {
  const room = ['--room', '310104/2131000000/r301'];

  it.each([
    [['wish', 'cameras', 'x.json', '--number', '1', ...room], 'must be one of config, models'],
    [['wish', 'config', 'none.json', '--number', '1', ...room], 'none.json: cannot be read'],
    [['ask', 'record-video', ...room], 'record-video'],
    [['ask', 'ping'], 'say which rooms'],
    [['ask', 'ping', '--room', 'r301'], 'r301: must be region/school/room'],
  ])('says what is wrong with %j', async (args, words) => {
    expect(await hub(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });

  it('says that there is no broker, or no answer', async () => {
    expect(await hub('ask', 'ping', ...room, '--broker', 'mqtt://127.0.0.1:9')).toMatchObject({ code: 5 });
    const asked = await hub('ask', 'ping', ...room, '--broker', broker.url, '--seconds', '1', '--json');
    expect(JSON.parse(asked.stdout)).toEqual([{ room: '310104/2131000000/r301', status: 'silent', reason: '' }]);
  });

  it('prints what was answered when the broker goes away, and says so', async () => {
    const own = new ConfiguredBroker(hubBrokerLines);
    await own.start();
    const rooms = Array.from({ length: 51 }, (_, number) => `310104/2131000000/r${number}`);
    const last = await mqtt.connectAsync(own.url);
    await last.subscribeAsync('lectern/v1/310104/2131000000/r50/command/request');
    const asked = lectern(
      ...['hub', 'ask', 'ping', '--broker', own.url, '--seconds', '1', '--json'],
      ...rooms.flatMap((name) => ['--room', name]),
    );
    // Fifty are asked at a time: by now the others have not answered in their time.
    await new Promise((resolve) => last.once('message', resolve));
    await own.remove();
    const { code, stdout, stderr } = await asked.finished();
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('of 1 of 51 rooms no answer') });
    expect(JSON.parse(stdout)).toHaveLength(50);
    await last.endAsync(true);
  });

  it('prints what each may tell and hear, as the broker reads it', async () => {
    const { stdout } = await hub('broker-rules', '--user', 'ingest');
    expect(stdout).toContain('pattern write lectern/v1/%u/lesson\n');
    expect(stdout).toContain('user ingest\n');
  });
});
