import type { IngestWorkerOptions } from './ingest-worker.ts';

/** What all workers of an ingest have in common; it goes from process to process, so it is plain data. */
export interface IngestOptions {
  broker: IngestWorkerOptions['broker'];
  /** `postgres://…`, a folder, or `memory:`. */
  database: string;
  /** The ingest's name: workers are `lectern-ingest-<name>-<number>` to the broker, `/lectern/hub/ingest/<name>` to rooms. */
  name: string;
  /** See IngestWorkerOptions. */
  group?: string;
}

/** What a worker with a number, from 1, is told. */
export function workerIdentity({ name, group }: Pick<IngestOptions, 'name' | 'group'>, number: number) {
  return {
    ...(group !== undefined && { group }),
    clientId: `lectern-ingest-${name}-${number}`,
    source: `/lectern/hub/ingest/${name}`,
    // One is enough: all of them write into the same database.
    sweepsRetained: number === 1,
  };
}
