import type { PublishedAudit } from '../../provisioning/contract/audit-message.ts';
import type { ReportedData } from '../../provisioning/contract/desired-messages.ts';
import type { RoomEvent } from '../../provisioning/contract/messages.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { type DownChannel, reportedChannel, type UpChannel } from '../../provisioning/contract/topics.ts';
import type { Clock } from '../lesson/clock.ts';
import { timeId } from '../lesson/time-id.ts';
import type { AgentStore } from '../store/agent-store.ts';
import { CommandDesk, type CommandRules } from '../sync/command/command-desk.ts';
import { type DesiredChecks, DesiredDesk } from '../sync/desired/desired-desk.ts';
import { roomEvent } from '../sync/room-event.ts';
import { type Resource, regionResources } from './region-wishes.ts';

/** Whether a wish or a command may be carried out now is asked so often. */
const LOOK_EVERY_MS = 5_000;

export interface RegionLinkOptions {
  room: RoomAddress;
  store: Pick<AgentStore, 'desired' | 'commandAnswers' | 'outbox' | 'messages'>;
  checks: DesiredChecks;
  clock: Clock;
  warning(message: string): void;
}

/** What a link to the region needs of the agent once it runs. */
export interface RegionLinkAgent {
  /** Tells something that the broker keeps, and again after each connection. */
  tellRetained(channel: UpChannel, payload: string): void;
  /** Tells again how the room is. */
  tellState(): void;
  /** The outbox has something new. */
  nudge(): void;
}

/** What the agent may be asked to do between lessons. */
export interface RegionLinkRoom {
  /** A lesson goes on, is being reported, or somebody is at work who would lose it. */
  isBusy(): boolean;
  /** Shows on the screen which room this is. */
  identify(): void;
  /** Ends the room and begins anew with what is in force. */
  beginAnew(): void;
}

/**
 * The room's ear for its region: what the region wishes comes into force and what it asks is done, both between lessons and
 * both told. Nothing here can open a source, keep a picture or a sound, or touch the privacy switch.
 */
export class RegionLink {
  readonly #options: RegionLinkOptions;
  readonly #desired: DesiredDesk;
  readonly #commands: CommandDesk;
  #agent: RegionLinkAgent | undefined;
  #room: RegionLinkRoom | undefined;
  #shouldBeginAnew = false;
  /** A disk that did not let wishes come into force once would not the next time either, and the room would begin for ever. */
  #hasBegun = false;

  constructor(options: RegionLinkOptions) {
    this.#options = options;
    const { store, checks, warning } = options;
    this.#desired = new DesiredDesk({
      ...{ store: store.desired, checks, warning },
      report: (data) =>
        this.#agent?.tellRetained(
          reportedChannel(data.kind),
          JSON.stringify(this.#event(reportedChannel(data.kind), data)),
        ),
      decided: (data) => this.audit(auditOf(data)),
    });
    this.#commands = new CommandDesk({
      ...{ answers: store.commandAnswers, rules: this.#rules(), warning, nowMs: () => options.clock.wallMs() },
      queue: (answer, trace) => this.#queue('command/response', answer, trace),
    });
  }

  /** Training material that is in force; none while the disk does not tell. */
  get resources(): readonly Resource[] {
    try {
      return regionResources(this.#options.store.desired);
    } catch {
      // A report without it is better than none.
      return [];
    }
  }

  /** To be called before the agent's settings are read. @throws StoreError */
  begin(): void {
    this.#desired.begin();
    this.#hasBegun = true;
  }

  /** The room has other models, or could not have those that were wished. */
  modelsChanged(): void {
    this.#guarded(() => this.#desired.lookAgain('models'));
  }

  /** The agent runs and can speak. */
  speakBy(agent: RegionLinkAgent): void {
    this.#agent = agent;
    this.#guarded(() => this.#desired.reportAll());
  }

  /** Looks until `signal` aborts whether what waits for a lesson's end can be done. */
  start(room: RegionLinkRoom, signal: AbortSignal): void {
    this.#room = room;
    const timer = setInterval(() => this.#guarded(() => this.#look()), LOOK_EVERY_MS);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** Takes what the region has sent; it never throws. */
  hear(channel: Exclude<DownChannel, 'ack'>, payload: Uint8Array): void {
    if (channel === 'command/request') this.#commands.hear(payload);
    else this.#desired.hear(channel, payload);
  }

  /** Puts down for the region what must be possible to look up; a disk that does not take it is told to the log. */
  audit(data: PublishedAudit): void {
    this.#guarded(() => this.#queue('audit', data));
  }

  #rules(): CommandRules {
    return {
      ping: () => ({ status: 'done' }),
      'report-state': () => ({ status: 'done', act: () => this.#agent?.tellState() }),
      identify: () =>
        this.#room?.isBusy() === false
          ? { status: 'done', act: () => this.#room?.identify() }
          : { status: 'refused', reason: 'a lesson goes on in the room' },
      'resend-lesson': ({ lessonId }) => {
        const found = this.#options.store.messages.sendAgain(lessonId);
        return found === 'again' || found === 'waiting'
          ? { status: 'done', act: () => this.#agent?.nudge() }
          : { status: 'refused', reason: REFUSALS[found] };
      },
      restart: () => ({
        status: this.#room?.isBusy() === false ? 'done' : 'waiting',
        act: () => {
          this.#shouldBeginAnew = true;
        },
      }),
    };
  }

  #look(): void {
    if (!this.#room || this.#room.isBusy()) return;
    if (this.#shouldBeginAnew || (this.#hasBegun && this.#desired.isWaiting)) this.#room.beginAnew();
  }

  #queue<C extends UpChannel>(channel: C, data: RoomEvent<C>['data'], trace?: string): void {
    const event = this.#event(channel, data, trace);
    const createdAtMs = this.#options.clock.wallMs();
    this.#options.store.outbox.add({ id: event.id, channel, payload: JSON.stringify(event), createdAtMs });
    this.#agent?.nudge();
  }

  #event<C extends UpChannel>(channel: C, data: RoomEvent<C>['data'], trace?: string): RoomEvent<C> {
    const { room, clock } = this.#options;
    return roomEvent(channel, room, data, timeId(clock), clock.wallMs(), trace);
  }

  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.warning(`the region could not be told or heard: ${(error as Error).message}`);
    }
  }
}

const REFUSALS = {
  unknown: 'no such lesson is kept here, or what was sent of it is not',
  withheld: 'its teacher withholds it',
  held: 'it still waits for its teacher, who may withhold it',
};

function auditOf({ kind, version, status, reason }: ReportedData): PublishedAudit {
  if (status === 'refused' || version === null) {
    return { event: 'desired-refused', kind, version, reason: reason ?? 'no reason given' };
  }
  return { event: 'desired-applied', kind, version };
}
