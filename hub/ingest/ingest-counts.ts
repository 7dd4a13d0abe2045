/** What a worker did since it began. */
export interface IngestCounts {
  /** Messages heard from the broker. */
  received: number;
  /** Of these: committed, also those that had come before. */
  accepted: number;
  /** Of these: put in quarantine. */
  refused: number;
  /** Live words of the minute (QoS 0) let go because the database could not follow. */
  droppedLive: number;
  /** Told to rooms. */
  acknowledged: number;
  batches: number;
  /** Times the database did not take a batch and it was tried again. */
  retries: number;
  /** Waiting for the database now. */
  waiting: number;
  connected: number;
}

export function noCounts(): IngestCounts {
  return {
    received: 0,
    accepted: 0,
    refused: 0,
    droppedLive: 0,
    acknowledged: 0,
    batches: 0,
    retries: 0,
    waiting: 0,
    connected: 0,
  };
}

const helps: Record<keyof IngestCounts, [kind: 'counter' | 'gauge', help: string]> = {
  received: ['counter', 'Messages heard from the broker'],
  accepted: ['counter', 'Messages committed, also those that had come before'],
  refused: ['counter', 'Messages put in quarantine'],
  droppedLive: ['counter', 'Live words of the minute (QoS 0) let go because the database could not follow'],
  acknowledged: ['counter', 'Events acknowledged to rooms'],
  batches: ['counter', 'Transactions'],
  retries: ['counter', 'Batches the database did not take at once'],
  waiting: ['gauge', 'Messages waiting for the database'],
  connected: ['gauge', 'Whether the worker is connected to the broker'],
};

/** What is left of a worker's counts when it has ended: it waits for nothing and is connected to nothing. */
export function countsAtEnd(counts: IngestCounts): IngestCounts {
  const names = Object.keys(helps) as (keyof IngestCounts)[];
  const gauges = names.filter((name) => helps[name][0] === 'gauge').map((name) => [name, 0]);
  return { ...counts, ...Object.fromEntries(gauges) };
}

/** The counts of all workers as Prometheus reads them. */
export function metricsText(workers: ReadonlyMap<number, IngestCounts>): string {
  return Object.entries(helps)
    .map(([name, [kind, help]]) => {
      const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const full = `lectern_ingest_${snake}${kind === 'counter' ? '_total' : ''}`;
      const lines = [...workers].map(
        ([worker, counts]) => `${full}{worker="${worker}"} ${counts[name as keyof IngestCounts]}`,
      );
      return [`# HELP ${full} ${help}`, `# TYPE ${full} ${kind}`, ...lines, ''].join('\n');
    })
    .join('');
}
