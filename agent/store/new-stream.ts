import type Database from 'better-sqlite3';

/**
 * Counts what waits for the hub anew from 1 on, without a hole and in the order it had, as late as what a connection finds
 * waiting; what comes next is counted on from there. To be called in a transaction, together with what makes the stream a new one.
 */
export function countAnew(database: Database.Database): void {
  database.exec(`
    UPDATE outbox SET sequence = -sequence;
    UPDATE outbox SET sequence = place, late = 1
    FROM (SELECT sequence AS old, row_number() OVER (ORDER BY sequence DESC) AS place FROM outbox) WHERE old = sequence;
    UPDATE stream SET next_sequence = (SELECT count(*) FROM outbox) + 1;`);
}
