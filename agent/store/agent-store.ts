import type Database from 'better-sqlite3';
import type { HeldLock } from '../../provisioning/folder-lock.ts';
import { AccessLog } from './access-log.ts';
import { AccountStore } from './account-store.ts';
import { takeAgentLock } from './agent-lock.ts';
import { CommandAnswers } from './command-answers.ts';
import { isSuspect, type OwnDatabase, openDatabase, openInMemory, openOwnDatabase } from './database.ts';
import { DesiredStore } from './desired-store.ts';
import { LessonJournal } from './lesson-journal.ts';
import { LessonMessages } from './lesson-messages.ts';
import { LessonNotes } from './lesson-notes.ts';
import { LessonStore } from './lesson-store.ts';
import { Outbox } from './outbox.ts';
import { Retention } from './retention.ts';
import type { Salvage } from './salvage.ts';
import { removeAbandonedScratch } from './scratch-folder.ts';
import { SetupCode } from './setup-code.ts';
import { StoreError } from './store-error.ts';

/** What the agent keeps. */
export interface AgentStore {
  database: Database.Database;
  lessons: LessonStore;
  journal: LessonJournal;
  outbox: Outbox;
  messages: LessonMessages;
  notes: LessonNotes;
  retention: Retention;
  accounts: AccountStore;
  accessLog: AccessLog;
  setupCode: SetupCode;
  desired: DesiredStore;
  commandAnswers: CommandAnswers;
  /** What came of the database that was there before, when it was damaged; null when it was not. */
  salvaged: Salvage | null;
  /** The agent before had ended as it should, or there was none. */
  wasClosed: boolean;
  /** The disk cannot be used: everything ends with the agent. */
  isInMemory: boolean;
  /** Since it was opened it has shown damage, which is mended when it is opened anew. */
  isDamaged(): boolean;
  /** Closes the database; done in an orderly end, so that it need not be looked through at the next start. */
  close(): void;
}

/**
 * Opens what the agent keeps, in `folder`.
 * @param sick told of a disk that cannot be used: everything is then kept in memory, until the agent ends. Given by the agent
 *   itself: a damaged database is mended then. Others may look into it while the agent runs, and leave it as it is
 * @throws StoreError when the database cannot be used and nobody is to be told
 */
export function openStore(folder: string, sick?: (error: Error) => void): AgentStore {
  const { database, salvaged, wasClosed, close } = databaseIn(folder, sick);
  return {
    database,
    salvaged,
    wasClosed,
    isInMemory: database.memory,
    isDamaged: () => isSuspect(folder),
    close,
    lessons: new LessonStore(database),
    journal: new LessonJournal(database),
    outbox: new Outbox(database),
    messages: new LessonMessages(database),
    notes: new LessonNotes(database),
    retention: new Retention(database),
    accounts: new AccountStore(database),
    accessLog: new AccessLog(database),
    setupCode: new SetupCode(folder),
    desired: new DesiredStore(database),
    commandAnswers: new CommandAnswers(database),
  };
}

function databaseIn(folder: string, sick?: (error: Error) => void): OwnDatabase {
  if (!sick) return unmended(openDatabase(folder));
  try {
    return openLocked(folder);
  } catch (error) {
    sick(error as Error);
    return unmended(openInMemory());
  }
}

/** @throws StoreError when it cannot be used, or is being put in place by a restore */
function openLocked(folder: string): OwnDatabase {
  const lock = lockIfPossible(folder);
  try {
    removeAbandonedScratch(folder);
    const own = openOwnDatabase(folder);
    const close = () => {
      own.close();
      lock?.release();
    };
    return { ...own, close };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** @returns null where the disk does not lock: the agent goes on without */
function lockIfPossible(folder: string): HeldLock | null {
  let lock: HeldLock | null;
  try {
    lock = takeAgentLock(folder);
  } catch {
    return null;
  }
  if (lock) return lock;
  throw new StoreError(
    'STORE_BUSY',
    `${folder}: another agent has it, or a backup is being restored; when that is over: sudo systemctl restart lectern`,
  );
}

const unmended = (database: Database.Database): OwnDatabase => ({
  database,
  salvaged: null,
  wasClosed: true,
  close: () => void database.close(),
});
