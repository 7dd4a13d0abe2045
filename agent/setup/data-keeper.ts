import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type {
  AccessItem,
  ChosenLesson,
  DataControls,
  DataInventory,
  DataItem,
  LessonChoice,
} from '../screen/setup/controls/data.ts';
import type { AccessLog } from '../store/access-log.ts';
import { LessonDeletion } from '../store/lesson-deletion.ts';
import { fileKinds, type TableKind, tableKinds } from './data-kinds.ts';
import { SetupError } from './setup-error.ts';

const MOST_ENTRIES = 2000;
/** As SQLite's LIMIT. */
const ALL = -1;

export interface DataKeeperOptions {
  database: Database.Database;
  accessLog: Pick<AccessLog, 'list'>;
  folder: string;
  places(): { config: string; secrets: string | undefined; timetable: string | undefined };
  keptDays(): { observationsDays: number; reportsDays: number } | null;
  /** @throws SetupError while a lesson goes on */
  refuse(): void;
  /** Writes down what IT did. */
  note(what: string, subject: string): void;
  wallMs(): number;
}

/** What is kept on this machine, for an audit, and deleted on request. */
export class DataKeeper implements DataControls {
  readonly #options: DataKeeperOptions;
  readonly #deletion: LessonDeletion;

  constructor(options: DataKeeperOptions) {
    this.#options = options;
    this.#deletion = new LessonDeletion(options.database);
  }

  inventory(): DataInventory {
    const { database, accessLog, folder, places, wallMs } = this.#options;
    const known = new Set(tableKinds.flatMap(({ tables }) => tables));
    const others = this.#tables().filter((table) => !known.has(table));
    return {
      folder,
      nowMs: wallMs(),
      items: [
        ...tableKinds.map((kind) => this.#tableItem(kind)),
        ...others.map((table) => this.#tableItem(otherKind(table))),
        ...fileKinds({ ...places(), folder }).map(fileItem),
      ],
      access: accessLog.list(MOST_ENTRIES),
      accessCount: database.prepare('SELECT count(*) FROM access_log').pluck().get() as number,
    };
  }

  access(): AccessItem[] {
    return this.#options.accessLog.list(ALL);
  }

  lessons(choice: LessonChoice): ChosenLesson[] {
    return this.#deletion.find(choice);
  }

  /** @throws SetupError, StoreError */
  delete(choice: LessonChoice, count: number): { deleted: number; sent: number } {
    const { refuse, note } = this.#options;
    refuse();
    const found = this.#deletion.find(choice);
    if (found.length !== count)
      throw new SetupError(
        'SETUP_NOT_CONFIRMED',
        `there are ${found.length} lessons now, not ${count}, and none was deleted; look at the list again`,
      );
    for (const { id } of found) note('lesson.deleted', id);
    this.#deletion.delete(found.map(({ id }) => id));
    return { deleted: found.length, sent: found.filter(({ isSent }) => isSent).length };
  }

  #tableItem({ tables, time, kept, ...words }: TableKind): DataItem {
    const { database, keptDays } = this.#options;
    const there = this.#tables();
    const count = (table: string) => database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number;
    const span =
      time === undefined
        ? { oldestMs: null, newestMs: null }
        : (database.prepare(`SELECT min(${time}) AS oldestMs, max(${time}) AS newestMs FROM "${tables[0]}"`).get() as {
            oldestMs: number | null;
            newestMs: number | null;
          });
    const days = keptDays();
    return {
      ...words,
      count: count(tables[0]!),
      bytes: tables.filter((table) => there.includes(table)).reduce((sum, table) => sum + this.#bytesOf(table), 0),
      ...span,
      keptDays: kept && days ? (kept === 'reports' ? days.reportsDays : days.observationsDays) : null,
    };
  }

  /** With its indexes, in whole pages. */
  #bytesOf(table: string): number {
    return this.#options.database
      .prepare(
        'SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ?)',
      )
      .pluck()
      .get(table) as number;
  }

  #tables(): string[] {
    return this.#options.database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
      .pluck()
      .all() as string[];
  }
}

function otherKind(table: string): TableKind {
  return {
    ...{ id: table, zh: `其他：${table}`, en: `other: ${table}`, isPersonal: true, tables: [table] },
    whyZh: '见软件说明',
    whyEn: 'see the program’s documentation',
  };
}

function fileItem({ files, ...words }: ReturnType<typeof fileKinds>[number]): DataItem {
  const stats = files.flatMap(statsOf);
  const times = stats.map(({ mtimeMs }) => Math.round(mtimeMs));
  return {
    ...words,
    count: stats.length,
    bytes: stats.reduce((sum, { size }) => sum + size, 0),
    oldestMs: times.length > 0 ? Math.min(...times) : null,
    newestMs: times.length > 0 ? Math.max(...times) : null,
    keptDays: null,
  };
}

/** Of a file, or of each file of a folder. */
function statsOf(path: string): Stats[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats ? [stats] : [];
  return readdirSync(path).flatMap((name) => statsOf(join(path, name)));
}
