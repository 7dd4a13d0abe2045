import { setTimeout as delay } from 'node:timers/promises';
import { DeviceFault } from '../device-fault.ts';
import { inquiryPacket, type ViscaInquiry } from './visca-inquiries.ts';
import type { Sending, ViscaKind, ViscaLink, ViscaLinkEvents } from './visca-link.ts';
import { type ViscaErrorName, type ViscaReply, viscaReply } from './visca-reply.ts';

export interface ViscaTiming {
  /** A camera answers, or acknowledges, within this; Sony's do within 16 ms. */
  replyMs: number;
  /** What was not answered is sent so often. */
  attempts: number;
  /** A command that was acknowledged is done within this. */
  doneMs: number;
  /** Pause before a camera that works on two commands is asked again, and how often. */
  fullPauseMs: number;
  fullAttempts: number;
}

export const usualViscaTiming: ViscaTiming = {
  replyMs: 500,
  attempts: 3,
  doneMs: 30_000,
  fullPauseMs: 200,
  fullAttempts: 25,
};

/** The camera understood what it was asked, and does not do it. */
export class ViscaRefusal extends DeviceFault {
  readonly why: ViscaErrorName;
  constructor(where: string, why: ViscaErrorName) {
    super('DEVICE_REFUSED', `${where}: it refused what it was asked (${why})`);
    this.why = why;
  }
}

/** How a command came to its end; `unknown` when nobody said. */
export type Ending = 'done' | 'unknown' | ViscaErrorName;

/** A command that the camera has taken. */
export interface RunningCommand {
  ending: Promise<Ending>;
}

type Outcome = { got: unknown } | { error: ViscaErrorName } | 'silent' | 'unordered';

interface Pending {
  tag: number | null;
  inquiry: ViscaInquiry<unknown> | undefined;
  settle(outcome: Outcome): void;
  fail(fault: DeviceFault): void;
}

interface Running {
  tag: number | null;
  end(ending: Ending): void;
}

/**
 * Talks with one camera: one packet waits for its answer at a time, up to two commands are worked on (their "sockets"). A
 * reply is matched by its number over the network, and by its socket and shape on a serial line; what comes late, twice or
 * for another is passed over. Every question and command ends: answered, refused, or given up after some attempts.
 */
export class ViscaExchange {
  readonly #link: ViscaLink;
  readonly #timing: ViscaTiming;
  readonly #running = new Map<number, Running>();
  /** Sockets of commands that were given up: their word may still come. */
  readonly #stale = new Set<number>();
  #pending: Pending | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #heardBytes = 0;

  constructor(link: ViscaLink, timing: ViscaTiming) {
    this.#link = link;
    this.#timing = timing;
  }

  /** How many commands the camera works on. */
  get running(): number {
    return this.#running.size;
  }

  /**
   * @throws DeviceFault `DEVICE_SILENT`, `DEVICE_GARBLED` when noise comes instead of an answer, `DEVICE_REFUSED` when the
   * camera does not know the question or cannot answer at present, `DEVICE_LOST` when the way to it is lost
   */
  ask<T>(inquiry: ViscaInquiry<T>): Promise<T> {
    const packet = inquiryPacket(this.#link.address, inquiry);
    return this.#inTurn(() => this.#send(packet, 'inquiry', inquiry)) as Promise<T>;
  }

  /** Sends a command until it is taken. @throws DeviceFault as `ask` */
  command(packet: Uint8Array): Promise<RunningCommand> {
    return this.#inTurn(() => this.#send(packet, 'command')) as Promise<RunningCommand>;
  }

  /** Sends what need not be answered, as to a camera that was numbered before. */
  async tell(packet: Uint8Array): Promise<void> {
    await this.#inTurn(async () => {
      await this.#link.ready();
      await this.#outcome(this.#link.send(packet, 'command'), undefined);
    });
  }

  received(packet: Uint8Array, tag: number | null): ViscaReply | null {
    const reply = viscaReply(packet, this.#link.address);
    if (!reply) return null;
    this.#heardBytes = 0;
    if (tag === null) this.#takeUntagged(reply);
    else this.#takeTagged(reply, tag);
    return reply;
  }

  heard: ViscaLinkEvents['heard'] = (bytes) => {
    this.#heardBytes += bytes;
  };

  unordered: ViscaLinkEvents['unordered'] = (tag) => {
    if (this.#pending?.tag === tag) this.#pending.settle('unordered');
  };

  /** What was asked is answered by nobody, and what ran was forgotten. */
  forget(fault: DeviceFault): void {
    this.#pending?.fail(fault);
    for (const { end } of [...this.#running.values()]) end('unknown');
    this.#stale.clear();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #send(packet: Uint8Array, kind: ViscaKind, inquiry?: ViscaInquiry<unknown>): Promise<unknown> {
    const { attempts, fullAttempts, fullPauseMs } = this.#timing;
    this.#heardBytes = 0;
    let tag: number | null = null;
    let refused: ViscaErrorName | undefined;
    let isLost = false;
    let fulls = 0;
    for (let attempt = 0; attempt < attempts; attempt++) {
      await this.#link.ready();
      const sending: Sending = isLost ? this.#link.sendAgain(packet, kind, tag) : this.#link.send(packet, kind);
      tag = sending.tag;
      const outcome = await this.#outcome(sending, inquiry);
      isLost = outcome === 'silent' && !isLost;
      if (typeof outcome === 'string') continue;
      if ('got' in outcome) return outcome.got;
      refused = outcome.error;
      if (refused !== 'buffer full') continue;
      if (++fulls >= fullAttempts) break;
      attempt--;
      await delay(fullPauseMs);
    }
    if (refused !== undefined) throw new ViscaRefusal(this.#link.where, refused);
    if (this.#heardBytes > 0)
      throw this.#fault('DEVICE_GARBLED', 'what it says is no VISCA; check baud rate, cable and the camera’s protocol');
    throw this.#fault('DEVICE_SILENT', 'the camera does not answer; check power, cable, baud rate and its address');
  }

  #fault(code: DeviceFault['code'], what: string): DeviceFault {
    return new DeviceFault(code, `${this.#link.where}: ${what}`);
  }

  #outcome({ tag, sent }: Sending, inquiry: ViscaInquiry<unknown> | undefined): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const over = () => {
        clearTimeout(patience);
        if (this.#pending?.settle === settle) this.#pending = undefined;
      };
      const settle = (outcome: Outcome) => {
        over();
        resolve(outcome);
      };
      const patience = setTimeout(() => settle('silent'), this.#timing.replyMs);
      const fail = (fault: DeviceFault) => {
        over();
        reject(fault);
      };
      this.#pending = { tag, inquiry, settle, fail };
      sent.catch(fail);
    });
  }

  /** On a serial line a reply says no more than its socket. */
  #takeUntagged(reply: ViscaReply): void {
    const pending = this.#pending;
    switch (reply.says) {
      case 'acknowledged':
        if (pending && !pending.inquiry) pending.settle({ got: this.#start(reply.socket, pending.tag) });
        return;
      case 'done':
        if (this.#running.has(reply.socket)) this.#running.get(reply.socket)!.end('done');
        else if (this.#stale.delete(reply.socket)) return;
        // Its acknowledgement was lost.
        else if (pending && !pending.inquiry) pending.settle({ got: ended('done') });
        return;
      case 'answer':
        this.#answer(pending, reply.data);
        return;
      case 'error': {
        const { socket, error } = reply;
        // What was taken was well written, whatever socket a camera gives with such a refusal.
        const isOfPending = error === 'syntax' || error === 'message length' || error === 'buffer full';
        if (isOfPending) pending?.settle({ error });
        else if (this.#running.has(socket)) this.#running.get(socket)!.end(error);
        else if (error === 'cancelled' || error === 'no socket') this.#stale.delete(socket);
        else pending?.settle({ error });
        return;
      }
      case 'addresses':
        if (pending && !pending.inquiry) pending.settle({ got: reply.next });
    }
  }

  #takeTagged(reply: ViscaReply, tag: number): void {
    const pending = this.#pending?.tag === tag ? this.#pending : undefined;
    const running = [...this.#running.values()].find((command) => command.tag === tag);
    if (reply.says === 'acknowledged' && pending && !pending.inquiry)
      pending.settle({ got: this.#start(reply.socket, tag) });
    else if (reply.says === 'answer') this.#answer(pending, reply.data);
    else if (reply.says === 'done') {
      if (running) running.end('done');
      else if (pending && !pending.inquiry) pending.settle({ got: ended('done') });
    } else if (reply.says === 'error') {
      if (running) running.end(reply.error);
      else pending?.settle({ error: reply.error });
    }
  }

  #answer(pending: Pending | undefined, data: Uint8Array): void {
    const got = pending?.inquiry?.read(data);
    if (got !== undefined) pending!.settle({ got });
  }

  #start(socket: number, tag: number | null): RunningCommand {
    // The camera gives a socket again only when what it had there is over, though its word was lost.
    this.#running.get(socket)?.end('unknown');
    this.#stale.delete(socket);
    const ending = new Promise<Ending>((resolve) => {
      const patience = setTimeout(() => {
        this.#stale.add(socket);
        end('unknown');
      }, this.#timing.doneMs);
      const end = (how: Ending) => {
        clearTimeout(patience);
        this.#running.delete(socket);
        resolve(how);
      };
      this.#running.set(socket, { tag, end });
    });
    return { ending };
  }
}

const ended = (how: Ending): RunningCommand => ({ ending: Promise.resolve(how) });
