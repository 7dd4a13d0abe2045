import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { migrate } from '../../hub/database/migrate.ts';
import { PostgresDatabase } from '../../hub/database/postgres-database.ts';
import type { LessonSummary } from '../../provisioning/contract/lesson-message.ts';
import { cliPath } from '../cli.ts';
import { MosquittoBroker } from '../fixtures/mosquitto-broker.ts';
import { PostgresServer } from '../fixtures/postgres-server.ts';
import { seeded } from '../fixtures/seeded.ts';
import { chaosRoom, expectedAtHub } from './chaos-lesson.ts';
import type { ChaosRoomTask } from './chaos-room.ts';

export interface ChaosOptions {
  kills: number;
  lessons: number;
  rooms: number;
  seed: number;
  /** How long the hub may take after the last kill, seconds. */
  patienceS: number;
  say(text: string): void;
}

export interface ChaosResult {
  kills: Record<Part, number>;
  /** Rows of the hub's table of lessons, and how many of them are what their room had made. */
  atHub: number;
  right: number;
  missing: number;
  /** Messages that the rooms still keep. */
  waiting: number;
  /** Lessons that the rooms had still to make when the last part was killed. */
  unmade: number;
  /** Processes of agents and ingests that ended by themselves: none may; they begin again all the same. */
  died: string[];
  /** From the last kill until the hub had everything. */
  settledS: number;
}

const parts = ['agent', 'broker', 'ingest', 'database'] as const;
type Part = (typeof parts)[number];

const INGESTS = 2;
/** Between two kills, milliseconds. */
const PAUSE_MS = { least: 60, most: 900 };
/** Then several parts are away at the same time. */
const DOWN_MS = 1500;
/** What ended by itself begins again after this. */
const AGAIN_MS = 500;

/**
 * Rooms hold lessons while agents, broker, ingest and database are killed (SIGKILL) at random moments and begin again. The
 * database is a real server that writes each commit to the disk.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const { kills, lessons, rooms, seed, patienceS, say } = options;
  const random = seeded(seed);
  const folder = mkdtempSync(join(tmpdir(), 'lectern-chaos-'));
  const broker = new MosquittoBroker();
  const server = new PostgresServer();
  const processes = new Map<string, ChildProcess>();
  const perRoom = Math.ceil(lessons / rooms);
  const lessonsOf = (index: number) => Math.max(0, Math.min(perRoom, lessons - index * perRoom));
  // Lessons are held for about as long as parts are killed.
  const everyMs = (kills * (PAUSE_MS.least + PAUSE_MS.most)) / 2 / perRoom;
  const died: string[] = [];
  const run = (name: string, args: readonly string[]) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore'] });
    processes.set(name, child);
    child.once('exit', (code, signal) => {
      // Who is killed is forgotten first.
      const isKilled = processes.get(name) !== child;
      if (isKilled) return;
      died.push(`${name} (${signal ?? code})`);
      say(`${name} ended by itself (${signal ?? code})`);
      // One that ends at once would else begin without a pause.
      setTimeout(() => {
        if (processes.get(name) === child) run(name, args);
      }, AGAIN_MS);
    });
  };
  const runRoom = (index: number) => {
    const task: ChaosRoomTask = {
      ...{ index, everyMs, broker: broker.url, lessons: lessonsOf(index) },
      folder: join(folder, `room-${index}`),
    };
    run(`room-${index}`, [join(import.meta.dirname, 'chaos-room.ts'), JSON.stringify(task)]);
  };
  const runIngest = (index: number) =>
    run(`ingest-${index}`, [
      ...[cliPath, 'hub', 'ingest', '--broker', broker.url, '--database', server.url],
      ...['--name', `chaos-${index}`],
    ]);
  const kill = async (name: string) => {
    const child = processes.get(name);
    processes.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const pick = (count: number) => Math.floor(random() * count);
  const away = () => delay(random() * DOWN_MS);
  const strike: Record<Part, () => Promise<void>> = {
    agent: async () => {
      const index = pick(rooms);
      await kill(`room-${index}`);
      await away();
      runRoom(index);
    },
    broker: async () => {
      await broker.stop();
      await away();
      await broker.start();
    },
    ingest: async () => {
      const index = pick(INGESTS);
      await kill(`ingest-${index}`);
      await away();
      runIngest(index);
    },
    database: async () => {
      await server.kill();
      await away();
      await server.start();
    },
  };
  const down = new Map<Part, Promise<void>>();
  const struck = { agent: 0, broker: 0, ingest: 0, database: 0 };
  try {
    await server.start();
    await broker.start();
    const first = new PostgresDatabase(server.url);
    await migrate(first);
    await first.close();
    for (let index = 0; index < INGESTS; index++) runIngest(index);
    for (let index = 0; index < rooms; index++) runRoom(index);
    for (let done = 0; done < kills; done++) {
      await delay(PAUSE_MS.least + random() * (PAUSE_MS.most - PAUSE_MS.least));
      // What is down cannot be killed again: another part is.
      const up = parts.filter((part) => !down.has(part));
      const part = up[pick(up.length)];
      if (part) {
        struck[part]++;
        down.set(
          part,
          strike[part]().finally(() => down.delete(part)),
        );
      } else done--;
      if ((done + 1) % 20 === 0) say(`${done + 1} of ${kills} kills: ${JSON.stringify(struck)}`);
    }
    await Promise.all(down.values());
    const beganMs = performance.now();
    const unmade = lessons - countIn(folder, rooms, 'lesson');
    const database = new PostgresDatabase(server.url);
    try {
      const isSettled = async () => {
        const [row] = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM lectern.lesson');
        return row!.count >= lessons && countIn(folder, rooms, WAITING) === 0;
      };
      while (!(await isSettled()) && performance.now() - beganMs < patienceS * 1000) await delay(500);
      const settledS = (performance.now() - beganMs) / 1000;
      // Whatever comes twice has time to do so.
      await delay(2000);
      const rows = await database.query<HubRow>(SELECT);
      return {
        kills: struck,
        unmade,
        died,
        settledS,
        waiting: countIn(folder, rooms, WAITING),
        ...judged(rows, rooms, lessonsOf),
      };
    } finally {
      await database.close();
    }
  } finally {
    await Promise.allSettled(down.values());
    await Promise.all([...processes.keys()].map(kill));
    await broker.remove();
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface HubRow {
  room: string;
  id: string;
  revision: number;
  startedAt: string;
  durationS: number;
  className: string;
  subject: string;
  teacherId: string;
  figures: Record<string, object>;
}

const SELECT = `SELECT room, lesson_id AS id, revision, duration_s AS "durationS", class_name AS "className", subject,
  to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "startedAt", teacher_id AS "teacherId", figures
  FROM lectern.lesson`;

function judged(rows: readonly HubRow[], rooms: number, lessonsOf: (index: number) => number) {
  const found = new Map(rows.map((row) => [`${row.room} ${row.id}`, row]));
  let [right, missing] = [0, 0];
  for (let index = 0; index < rooms; index++) {
    for (let number = 0; number < lessonsOf(index); number++) {
      const room = chaosRoom(index);
      const should = expectedAtHub(room, number);
      const row = found.get(`${room.room} ${should.lessonId}`);
      if (!row) missing++;
      else if (isDeepStrictEqual(asRow(room.room, should), { ...row })) right++;
    }
  }
  return { atHub: rows.length, right, missing };
}

function asRow(room: string, summary: LessonSummary): HubRow {
  const { lessonId, revision, startedAt, durationS, className, subject, teacherId, indicators } = summary;
  const figures = Object.fromEntries(indicators.map(({ id, ...figure }) => [id, figure]));
  return {
    ...{ room, id: lessonId, revision, durationS, startedAt, figures },
    ...{ className: className!, subject: subject!, teacherId: teacherId! },
  };
}

const WAITING = "outbox WHERE channel = 'lesson'";

/** Rows in the databases of all rooms. */
function countIn(folder: string, rooms: number, what: string): number {
  let count = 0;
  for (let index = 0; index < rooms; index++) {
    const file = join(folder, `room-${index}`, 'lectern.db');
    // On a slow machine a room may have been killed each time before it had one.
    if (!existsSync(file)) continue;
    const database = new Database(file, { readonly: true });
    count += Number(database.prepare(`SELECT count(*) FROM ${what}`).pluck().get());
    database.close();
  }
  return count;
}
