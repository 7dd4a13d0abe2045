import type { Command, CommandResponse } from '../../../provisioning/contract/command-messages.ts';
import { readMessage } from '../../../provisioning/contract/messages.ts';
import { asPrintable } from '../../../provisioning/contract/value.ts';
import type { CommandAnswers } from '../../store/command-answers.ts';

export type Answer = CommandResponse['data'];

/** What a command leads to: an answer, and what is done once the answer is kept. */
export interface Outcome {
  status: Answer['status'];
  reason?: string;
  act?: () => void;
}

/** Says what becomes of each command; what it does already is harmless to do twice, should the answer not be kept. */
export type CommandRules = {
  [Name in Command['command']]: (command: Extract<Command, { command: Name }>) => Outcome;
};

export interface CommandDeskOptions {
  answers: CommandAnswers;
  rules: CommandRules;
  /** Queues an answer for the hub; within the transaction in which it is kept. @param trace the request's, where it has one */
  queue(answer: Answer, trace: string | undefined): void;
  warning(message: string): void;
  /** Wall time. */
  nowMs(): number;
}

const MOST_REASON = 500;
const MOST_AGE_MS = 24 * 3_600_000;

/**
 * Hears what the region asks of the room. A command is carried out once: its answer is kept before it is, and one that comes
 * again gets the same answer.
 */
export class CommandDesk {
  readonly #options: CommandDeskOptions;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
  }

  /** Takes what came in; it never throws. */
  hear(payload: Uint8Array): void {
    try {
      this.#hear(payload);
    } catch (error) {
      this.#options.warning(`a command of the region could not be carried out: ${(error as Error).message}`);
    }
  }

  #hear(payload: Uint8Array): void {
    const { answers, queue, warning } = this.#options;
    const { message, problem, id } = read(payload);
    const trace = message?.traceparent;
    if (id === undefined) {
      warning(`the region sent a command that is none (${problem}); it is ignored`);
      return;
    }
    const before = answers.of(id);
    if (before !== undefined) {
      queue(JSON.parse(before) as Answer, trace);
      return;
    }
    const { status, reason, act }: Outcome = message
      ? this.#outcomeOf(message.data, Date.parse(message.time))
      : { status: 'refused', reason: problem };
    const answer: Answer = {
      requestId: id,
      status,
      ...(reason !== undefined && { reason: asPrintable(reason, MOST_REASON) }),
    };
    answers.note(id, JSON.stringify(answer), () => queue(answer, trace));
    act?.();
  }

  #outcomeOf(command: Command, askedMs: number): Outcome {
    // Brokers of MQTT 3.1.1 let nothing expire: a room that was away for weeks must not begin anew for it.
    if (this.#options.nowMs() - askedMs > MOST_AGE_MS) {
      return { status: 'refused', reason: 'it was asked more than a day ago, by the clock of this room' };
    }
    const { rules } = this.#options;
    const rule = rules[command.command] as (command: Command) => Outcome;
    return rule(command);
  }
}

function read(payload: Uint8Array) {
  const heard = readMessage('command/request', payload);
  const { message, problem = '' } = heard;
  return { message, problem, id: message ? message.id : heard.eventId };
}
