import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { EstError } from './est-error.ts';

const FILE = 'rooms.sqlite';
/** Wrong codes for a room before it is locked, and for how long. */
const MOST_TRIES = 10;
const LOCKED_MS = 15 * 60_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS codes (
  room TEXT PRIMARY KEY, secret_hash BLOB NOT NULL, made_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL,
  key_hash TEXT, is_approved INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, locked_until_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS certificates (
  serial TEXT PRIMARY KEY, room TEXT NOT NULL, key_hash TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE, pem TEXT NOT NULL,
  issued_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, revoked_ms INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS certificates_of_room ON certificates (room);
CREATE TABLE IF NOT EXISTS events (at_ms INTEGER NOT NULL, event TEXT NOT NULL, room TEXT, peer TEXT, detail TEXT) STRICT;
`;

export type CodeCheck =
  | { state: 'good' }
  | { state: 'unknown' | 'used' | 'expired' | 'waits' }
  | { state: 'locked'; retryAfterS: number };

export interface IssuedCertificate {
  serial: string;
  /** `region/school/room` */
  room: string;
  /** SHA-256 of its public key, hexadecimal. */
  keyHash: string;
  /** SHA-256 of the certificate (DER), hexadecimal. */
  sha256: string;
  pem: string;
  issuedMs: number;
  untilMs: number;
  revokedMs: number | null;
}

export interface RoomState {
  room: string;
  code: { untilMs: number; isUsed: boolean; isApproved: boolean } | null;
  certificate: Pick<IssuedCertificate, 'serial' | 'issuedMs' | 'untilMs' | 'revokedMs'> | null;
}

export const sha256Hex = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
/** Secrets have 80 random bits, so a plain hash gives nothing away that can be tried out. */
const secretHash = (room: string, secret: string) => createHash('sha256').update(`${room}\n${secret}`).digest();

/** Which claim codes and certificates a region has given to which rooms, and what happened with them. */
export class RoomRegister {
  readonly #database: Sqlite.Database;

  /** @param folder where it is kept @throws EstError */
  constructor(folder: string) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#database = new Sqlite(join(folder, FILE));
      this.#database.pragma('journal_mode = WAL');
      this.#database.pragma('synchronous = FULL');
      this.#database.exec(SCHEMA);
    } catch (error) {
      throw new EstError(
        'HUB_EST_FOLDER',
        `${folder}: cannot be used: ${(error as Error).message}; check its owner and the disk`,
        { cause: error },
      );
    }
  }

  /** Gives a room a new code; the one of before is worth nothing any more. */
  newCode(room: string, secret: string, isApproved: boolean, nowMs: number, untilMs: number): void {
    this.#database
      .prepare(
        'INSERT OR REPLACE INTO codes (room, secret_hash, made_ms, until_ms, is_approved) VALUES (?, ?, ?, ?, ?)',
      )
      .run(room, secretHash(room, secret), nowMs, untilMs, isApproved ? 1 : 0);
    this.note('code-made', room, null, null, nowMs);
  }

  /**
   * Whether a key may have a certificate by this code. A code serves the first key that comes with it and no other; a machine whose
   * power went before it got its certificate comes again with the same key.
   * @param keyHash SHA-256 of the public key, hexadecimal
   */
  checkCode(room: string, secret: string, keyHash: string, nowMs: number): CodeCheck {
    return this.#database.transaction((): CodeCheck => {
      const row = this.#database.prepare('SELECT * FROM codes WHERE room = ?').get(room) as CodeRow | undefined;
      if (!row) return { state: 'unknown' };
      if (row.locked_until_ms > nowMs)
        return { state: 'locked', retryAfterS: Math.ceil((row.locked_until_ms - nowMs) / 1000) };
      if (!timingSafeEqual(row.secret_hash, secretHash(room, secret))) {
        const tries = row.tries + 1;
        const isLocked = tries % MOST_TRIES === 0;
        this.#database
          .prepare('UPDATE codes SET tries = ?, locked_until_ms = ? WHERE room = ?')
          .run(tries, isLocked ? nowMs + LOCKED_MS : 0, room);
        return isLocked ? { state: 'locked', retryAfterS: LOCKED_MS / 1000 } : { state: 'unknown' };
      }
      if (row.until_ms < nowMs) return { state: 'expired' };
      if (row.key_hash !== null && row.key_hash !== keyHash) return { state: 'used' };
      this.#database.prepare('UPDATE codes SET key_hash = ?, tries = 0 WHERE room = ?').run(keyHash, room);
      return { state: row.is_approved ? 'good' : 'waits' };
    })();
  }

  /** @returns false when no code of the room waits for it */
  approve(room: string, nowMs: number): boolean {
    const done = this.#database.prepare('UPDATE codes SET is_approved = 1 WHERE room = ?').run(room).changes > 0;
    if (done) this.note('approved', room, null, null, nowMs);
    return done;
  }

  keep({ serial, room, keyHash, sha256, pem, issuedMs, untilMs }: IssuedCertificate): void {
    this.#database
      .prepare(
        'INSERT INTO certificates (serial, room, key_hash, sha256, pem, issued_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(serial, room, keyHash, sha256, pem, issuedMs, untilMs);
  }

  /** The newest certificate that a room has for a key; undefined when it has none. */
  certificateFor(room: string, keyHash: string): IssuedCertificate | undefined {
    const row = this.#database
      .prepare('SELECT * FROM certificates WHERE room = ? AND key_hash = ? ORDER BY rowid DESC LIMIT 1')
      .get(room, keyHash) as CertificateRow | undefined;
    return row && issuedOf(row);
  }

  /** @param sha256 of the certificate (DER), hexadecimal */
  certificate(sha256: string): IssuedCertificate | undefined {
    const row = this.#database.prepare('SELECT * FROM certificates WHERE sha256 = ?').get(sha256) as
      | CertificateRow
      | undefined;
    return row && issuedOf(row);
  }

  /** Takes all certificates of a room back, and its code. @returns how many */
  revoke(room: string, nowMs: number): number {
    return this.#database.transaction(() => {
      this.#database.prepare('DELETE FROM codes WHERE room = ?').run(room);
      const { changes } = this.#database
        .prepare('UPDATE certificates SET revoked_ms = ? WHERE room = ? AND revoked_ms IS NULL')
        .run(nowMs, room);
      this.note('revoked', room, null, `${changes} certificates`, nowMs);
      return changes;
    })();
  }

  /** Those that would still be valid. */
  revoked(nowMs: number): { serial: string; atMs: number }[] {
    return this.#database
      .prepare(
        'SELECT serial, revoked_ms AS atMs FROM certificates WHERE revoked_ms IS NOT NULL AND until_ms > ? ORDER BY serial',
      )
      .all(nowMs) as { serial: string; atMs: number }[];
  }

  /** Every room with its code and its newest certificate, by its address. */
  rooms(): RoomState[] {
    const codes = new Map(
      (this.#database.prepare('SELECT * FROM codes').all() as CodeRow[]).map((row) => [row.room, row]),
    );
    const newest = this.#database
      .prepare('SELECT * FROM certificates WHERE rowid IN (SELECT max(rowid) FROM certificates GROUP BY room)')
      .all() as CertificateRow[];
    const certificates = new Map(newest.map((row) => [row.room, issuedOf(row)]));
    return [...new Set([...codes.keys(), ...certificates.keys()])].sort().map((room) => {
      const code = codes.get(room);
      return {
        room,
        code: code
          ? { untilMs: code.until_ms, isUsed: code.key_hash !== null, isApproved: code.is_approved === 1 }
          : null,
        certificate: certificates.get(room) ?? null,
      };
    });
  }

  /** Writes down what happened. @param peer address of whoever asked */
  note(event: string, room: string | null, peer: string | null, detail: string | null, nowMs: number): void {
    this.#database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)').run(nowMs, event, room, peer, detail);
  }

  close(): void {
    this.#database.close();
  }
}

interface CodeRow {
  room: string;
  secret_hash: Buffer;
  until_ms: number;
  key_hash: string | null;
  is_approved: number;
  tries: number;
  locked_until_ms: number;
}

interface CertificateRow {
  serial: string;
  room: string;
  key_hash: string;
  sha256: string;
  pem: string;
  issued_ms: number;
  until_ms: number;
  revoked_ms: number | null;
}

function issuedOf(row: CertificateRow): IssuedCertificate {
  const { serial, room, key_hash, sha256, pem, issued_ms, until_ms, revoked_ms } = row;
  return {
    serial,
    room,
    keyHash: key_hash,
    sha256,
    pem,
    issuedMs: issued_ms,
    untilMs: until_ms,
    revokedMs: revoked_ms,
  };
}
