import { EmbeddedDatabase } from './database/embedded-database.ts';
import { migrate } from './database/migrate.ts';
import { IngestWorker } from './ingest/ingest-worker.ts';

export interface DemoHubOptions {
  /** Of the broker, once the hub starts. */
  url(): string;
  log(line: string): void;
}

/** What the region's database has of a lesson. */
export interface LessonAtHub {
  className: string | null;
  subject: string | null;
  /** How many figures it holds, and how many of them are not told for the sake of single pupils. */
  figures: number;
  suppressed: number;
  /** Of which this hub has no definition. */
  unknown: number;
}

/** A whole receiving end in this process: the ingest, and PostgreSQL embedded in memory. */
export class DemoHub {
  readonly #options: DemoHubOptions;
  #database: EmbeddedDatabase | undefined;
  #ingest: IngestWorker | undefined;

  constructor(options: DemoHubOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { url, log } = this.#options;
    const database = await EmbeddedDatabase.open();
    this.#database = database;
    await migrate(database);
    this.#ingest = new IngestWorker({
      ...{ broker: { url: url() }, database, log },
      clientId: 'lectern-demo-ingest',
      source: '/lectern/hub/demo',
      nowMs: Date.now,
    });
    this.#ingest.start();
  }

  /** undefined when it has not come. */
  async lesson(lessonId: string): Promise<LessonAtHub | undefined> {
    const rows = await this.#database!.query<LessonAtHub>(
      `SELECT class_name AS "className", subject,
         (SELECT count(*)::int FROM jsonb_object_keys(figures)) AS figures,
         (SELECT count(*)::int FROM jsonb_each(figures) AS figure WHERE figure.value ? 'suppressed') AS suppressed,
         (SELECT count(*)::int FROM jsonb_object_keys(coalesce(unknown_figures, '{}'))) AS unknown
       FROM lectern.lesson WHERE lesson_id = $1`,
      [lessonId],
    );
    return rows[0];
  }

  async stop(): Promise<void> {
    await this.#ingest?.stop();
    await this.#database?.close();
  }
}
