import type Database from 'better-sqlite3';
import { AccessLog } from './access-log.ts';
import { AccountStore } from './account-store.ts';
import { CommandAnswers } from './command-answers.ts';
import { openDatabase, openInMemory } from './database.ts';
import { DesiredStore } from './desired-store.ts';
import { LessonJournal } from './lesson-journal.ts';
import { LessonMessages } from './lesson-messages.ts';
import { LessonNotes } from './lesson-notes.ts';
import { LessonStore } from './lesson-store.ts';
import { Outbox } from './outbox.ts';
import { Retention } from './retention.ts';
import { SetupCode } from './setup-code.ts';

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
}

/**
 * Opens what the agent keeps, in `folder`.
 * @param sick told of a disk that cannot be used: everything is then kept in memory, until the agent ends
 * @throws StoreError when the database cannot be used and nobody is to be told
 */
export function openStore(folder: string, sick?: (error: Error) => void): AgentStore {
  const database = databaseIn(folder, sick);
  return {
    database,
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

function databaseIn(folder: string, sick?: (error: Error) => void): Database.Database {
  try {
    return openDatabase(folder);
  } catch (error) {
    if (!sick) throw error;
    sick(error as Error);
    return openInMemory();
  }
}
