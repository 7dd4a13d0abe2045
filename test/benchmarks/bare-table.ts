import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { DrainCost } from './outbox-drain-cost.ts';

/** As many as the outbox lets wait at a time. */
const BATCH = 512;

/**
 * The least that keeping messages costs: read, noted as tried, deleted, with the promises that the outbox makes to disk and
 * privacy (log in front, every commit on the disk, what is deleted overwritten), without order, places, priorities or counts.
 */
export function bareTable(messages: readonly { id: string; payload: string }[]): DrainCost {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-bare-'));
  const database = new Database(join(folder, 'bare.db'));
  for (const setting of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON']) database.pragma(setting);
  database.exec(
    'CREATE TABLE message (sequence INTEGER PRIMARY KEY, payload TEXT); CREATE TABLE tried (sequence INTEGER PRIMARY KEY)',
  );
  const add = database.prepare('INSERT INTO message (payload) VALUES (?)');
  database.transaction(() => {
    for (const { payload } of messages) add.run(payload);
  })();
  database.pragma('wal_checkpoint(TRUNCATE)');
  const read = database.prepare('SELECT sequence, payload FROM message ORDER BY sequence LIMIT ?');
  const note = database.prepare('INSERT INTO tried SELECT sequence FROM message ORDER BY sequence LIMIT ?');
  const remove = database.transaction(() => {
    database.prepare('DELETE FROM message WHERE sequence IN (SELECT sequence FROM tried)').run();
    database.exec('DELETE FROM tried');
  });
  const beganMs = performance.now();
  const cpu = process.threadCpuUsage();
  while (read.all(BATCH).length > 0) {
    note.run(BATCH);
    remove();
  }
  const { user, system } = process.threadCpuUsage(cpu);
  const { length } = messages;
  const cost = { eachMs: (performance.now() - beganMs) / length, cpuMs: (user + system) / 1000 / length };
  database.close();
  rmSync(folder, { recursive: true });
  return cost;
}
