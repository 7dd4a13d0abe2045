import {
  type DesiredData,
  type DesiredKind,
  desiredKinds,
  desiredVersion,
  type ReportedData,
} from '../../../provisioning/contract/desired-messages.ts';
import { readMessage } from '../../../provisioning/contract/messages.ts';
import { asPrintable } from '../../../provisioning/contract/value.ts';
import type { DesiredRow, DesiredStore } from '../../store/desired-store.ts';

/** Says why the room cannot have what is wished, or null when it can. */
export type DesiredChecks = { [Kind in DesiredKind]: (data: DesiredData<Kind>) => string | null };

/** These are only looked up when they are needed; all others come into force when the agent begins anew. */
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
    return this.#options.store.all().some(({ status }) => status === 'waiting');
  }

  /**
   * What waited comes into force: to be called when the agent begins, before its settings are read. What was refused is looked
   * at again, and what was in force too: the room's own settings, or its models, may be others now.
   * @throws StoreError
   */
  begin(): void {
    const { store, decided } = this.#options;
    for (const row of store.all()) {
      const refusal = this.#refusalOf(row);
      if ((refusal === null) === (row.status === 'applied')) continue;
      if (refusal !== null && row.status === 'refused') continue;
      const { version, content } = row;
      const status = refusal === null ? 'applied' : 'refused';
      store.note({ kind: row.kind, version, content, status, ...(refusal !== null && { reason: asReason(refusal) }) });
      if (row.inForceVersion === version && refusal !== null) store.takeBack(row.kind);
      decided(reportOf(store.of(row.kind)!));
    }
  }

  #refusalOf({ kind, content }: DesiredRow): string | null {
    const check = this.#options.checks[kind as DesiredKind] as ((data: unknown) => string | null) | undefined;
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
    const refusal = checks[kind](data);
    const { version } = data;
    if (refusal !== null) store.note({ kind, version, content, status: 'refused', reason: asReason(refusal) });
    else store.note({ kind, version, content, status: AT_ONCE.has(kind) ? 'applied' : 'waiting' });
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

const asReason = (text: string) => asPrintable(text, MOST_REASON) || 'no reason given';

/** The version that a message names which is otherwise none. */
function versionIn(payload: Uint8Array): number | null {
  try {
    const { data } = JSON.parse(Buffer.from(payload).toString('utf8')) as { data?: { version?: unknown } };
    return desiredVersion.safeParse(data?.version).data ?? null;
  } catch {
    return null;
  }
}
