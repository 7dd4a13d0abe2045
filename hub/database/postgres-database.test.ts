import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { PostgresServer } from '../../test/fixtures/postgres-server.ts';
import { PostgresDatabase } from './postgres-database.ts';

const server = new PostgresServer({ fsync: false });
let database: PostgresDatabase;
let other: PostgresDatabase;
/** What would have ended the process. */
const uncaught: Error[] = [];
const note = (error: Error) => uncaught.push(error);

beforeAll(async () => {
  await server.start();
  [database, other] = [new PostgresDatabase(server.url), new PostgresDatabase(server.url)];
  await database.script('CREATE TABLE held (number int)');
  process.on('uncaughtException', note);
});
beforeEach(() => {
  uncaught.length = 0;
});
afterAll(async () => {
  process.off('uncaughtException', note);
  await Promise.all([database.close(), other.close()]);
  await server.remove();
});

/** An insert that waits because another session holds the table; resolves when both do what they are to do. */
async function waitingInsert() {
  const release = Promise.withResolvers<void>();
  const isHeld = Promise.withResolvers<void>();
  const holding = other
    .transaction(async (session) => {
      await session.query('LOCK TABLE held IN ACCESS EXCLUSIVE MODE');
      isHeld.resolve();
      await release.promise;
    })
    .catch((error: Error) => error);
  await isHeld.promise;
  const inserting = database
    .transaction((session) => session.query('INSERT INTO held VALUES (1)'))
    .catch((error: Error) => error);
  const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO held%'`;
  while ((await other.query(waits)).length === 0);
  return { release, holding, inserting };
}

describe('a server that goes away inside a transaction', () => {
  const serverGoes: Fault = {
    part: 'hub',
    kind: 'lost',
    fault: 'its database server ends in the middle of a write',
    seen: 'rooms keep what is not received',
    lost: 'nothing: the write is done or not',
    recovers: 'written again when the server is back',
  };
  it.each(['stop', 'kill'] as const)('by %s fails the transaction and nothing else', shows(serverGoes), async (how) => {
    const { release, holding, inserting } = await waitingInsert();
    await server[how]();
    expect(await inserting).toBeInstanceOf(Error);
    release.resolve();
    expect(await holding).toBeInstanceOf(Error);
    await server.start();
    expect(await database.transaction((session) => session.query('SELECT count(*)::int AS count FROM held'))).toEqual([
      { count: 0 },
    ]);
    expect(uncaught).toEqual([]);
  });

  it('while no query is under way is found out by the next one, and its connection is not used again', async () => {
    let backend = 0;
    const work = database.transaction(async (session) => {
      backend = (await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]!.pid;
      await other.query('SELECT pg_terminate_backend($1::int)', [backend]);
      const ended = `SELECT 1 FROM pg_stat_activity WHERE pid = ${backend}`;
      while ((await other.query(ended)).length > 0);
      // The server's last word has its turn.
      await once(AbortSignal.timeout(50), 'abort');
      await session.query('SELECT 1');
    });
    await expect(work).rejects.toThrow();
    const [now] = await database.transaction((session) => session.query('SELECT pg_backend_pid() AS pid'));
    expect(now).not.toEqual({ pid: backend });
    expect(uncaught).toEqual([]);
  });
});
