import {
  type DesiredData,
  type DesiredKind,
  desiredKinds,
  desiredVersion,
  type ReportedData,
} from '../../../provisioning/contract/desired-messages.ts';
import { readMessage } from '../../../provisioning/contract/messages.ts';
import { asPrintable } from '../../../provisioning/contract/value.ts';
import { safeParse } from '../../lesson/outside-data.ts';
import type { DesiredRow, DesiredStore } from '../../store/desired-store.ts';

/** The room cannot have it yet, and works on it. */
export const LATER = Symbol('later');
/** Why the room cannot have what is wished; null when it can. */
export type Verdict = string | null | typeof LATER;
export type DesiredChecks = { [Kind in DesiredKind]: (data: DesiredData<Kind>) => Verdict };

/** These need no new beginning; all others come into force when the agent begins anew. */
const AT_ONCE: ReadonlySet<DesiredKind> = new Set(['models', 'resources']);
const MOST_REASON = 500;

export interface DesiredDeskOptions {
  store: DesiredStore;
  checks: DesiredChecks;
  /** Tells the region what became of its wish; the last word on each kind is told again after each connection. */
  report(data: ReportedData): void;
  /** A wish was refused for the first time, or came into force. */
  decided(data: ReportedData): void;
  warning(message: string): void;
}

/**
 * Hears what the region wishes the room to have. Nothing it hears is believed: a message is checked against the contract, then
 * against what this room can do, and refused with a reason or kept until no lesson goes on. A wish that comes again changes
 * nothing; one that is older than what the room knows is refused.
 */
export class DesiredDesk {
  readonly #options: DesiredDeskOptions;
  /** The last word on each kind that was refused and not kept: put down only once, however often the broker repeats it. */
  readonly #refused = new Map<DesiredKind, string>();

  constructor(options: DesiredDeskOptions) {
    this.#options = options;
  }

  /** Whether something waits for the agent to begin anew. */
  get isWaiting(): boolean {
    return this.#options.store.all().some(({ kind, status }) => status === 'waiting' && !isAtOnce(kind));
  }

  /**
   * What waited comes into force: to be called when the agent begins, before its settings are read. What was refused is looked
   * at again, and what was in force too: the room's own settings, or its models, may be others now.
   * @throws StoreError
   */
  begin(): void {
    for (const row of this.#options.store.all()) this.#judgeAgain(row);
  }

  /** What the room has of a kind has changed: its word on what is wished of it may be another now. @throws StoreError */
  lookAgain(kind: DesiredKind): void {
    const { store, report } = this.#options;
    const row = store.of(kind);
    if (row && this.#judgeAgain(row)) report(reportOf(store.of(kind)!));
  }

  #judgeAgain(row: DesiredRow): boolean {
    const { store, decided } = this.#options;
    const verdict = this.#verdictOn(row);
    const status = statusOf(verdict);
    if (status === row.status) return false;
    const { kind, version, content } = row;
    store.note({ kind, version, content, status, ...(typeof verdict === 'string' && { reason: asReason(verdict) }) });
    if (row.inForceVersion === version && status !== 'applied') store.takeBack(kind);
    if (status !== 'waiting') decided(reportOf(store.of(kind)!));
    return true;
  }

  #verdictOn({ kind, content }: DesiredRow): Verdict {
    const check = this.#options.checks[kind as DesiredKind] as ((data: unknown) => Verdict) | undefined;
    try {
      return check ? check(JSON.parse(content)) : 'this version of Lectern knows no such wish';
    } catch (error) {
      return `what was kept of it cannot be read: ${(error as Error).message}`;
    }
  }

  /** Tells the region of every kind where it stands. @throws StoreError */
  reportAll(): void {
    for (const row of this.#options.store.all()) this.#options.report(reportOf(row));
  }

  /** Takes what came in; it never throws. */
  hear(kind: DesiredKind, payload: Uint8Array): void {
    // The broker was told to forget the wish; the room keeps what it has.
    if (payload.length === 0) return;
    try {
      this.#hear(kind, payload);
    } catch (error) {
      this.#options.warning(`the region's ${kind} could not be kept: ${(error as Error).message}`);
    }
  }

  #hear<Kind extends DesiredKind>(kind: Kind, payload: Uint8Array): void {
    const { message, problem = '' } = readMessage(kind, payload);
    if (!message) {
      this.#refuse(kind, versionIn(payload), problem);
      return;
    }
    const data = message.data as DesiredData<Kind>;
    const content = JSON.stringify(data);
    const known = this.#options.store.of(kind);
    if (!known || data.version > known.version) this.#take(kind, data, content);
    else if (data.version < known.version) {
      this.#refuse(kind, data.version, `is older than version ${known.version}, which the room knows already`);
    } else if (content !== known.content) {
      this.#refuse(kind, data.version, `version ${known.version} had another content; give it a higher version`);
    } else this.#options.report(reportOf(known));
  }

  #take<Kind extends DesiredKind>(kind: Kind, data: DesiredData<Kind>, content: string): void {
    this.#refused.delete(kind);
    const { store, checks, report, decided } = this.#options;
    const verdict = checks[kind](data);
    const { version } = data;
    const judged = statusOf(verdict);
    const status = judged === 'applied' && !isAtOnce(kind) ? 'waiting' : judged;
    store.note({ kind, version, content, status, ...(typeof verdict === 'string' && { reason: asReason(verdict) }) });
    const told = reportOf(store.of(kind)!);
    report(told);
    if (told.status !== 'waiting') decided(told);
  }

  #refuse(kind: DesiredKind, version: number | null, reason: string): void {
    const { store, report, decided } = this.#options;
    const inForce = store.of(kind)?.inForceVersion ?? null;
    const told: ReportedData = { kind, version, status: 'refused', reason: asReason(reason), inForce };
    report(told);
    const word = `${version} ${reason}`;
    if (this.#refused.get(kind) === word) return;
    this.#refused.set(kind, word);
    decided(told);
  }
}

function reportOf({ kind, version, status, reason, inForceVersion }: DesiredRow): ReportedData {
  return {
    kind: desiredKinds.find((known) => known === kind)!,
    version,
    status,
    ...(reason !== null && { reason }),
    inForce: inForceVersion,
  };
}

const isAtOnce = (kind: string) => (AT_ONCE as ReadonlySet<string>).has(kind);

const statusOf = (verdict: Verdict) => (verdict === null ? 'applied' : verdict === LATER ? 'waiting' : 'refused');

const asReason = (text: string) => asPrintable(text, MOST_REASON) || 'no reason given';

/** The version that a message names which is otherwise none. */
function versionIn(payload: Uint8Array): number | null {
  try {
    const { data } = JSON.parse(Buffer.from(payload).toString('utf8')) as { data?: { version?: unknown } };
    return safeParse(desiredVersion, data?.version).data ?? null;
  } catch {
    return null;
  }
}
