import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import type { CommandSet } from './commands/command-set.ts';
import type { SimulatedProjector } from './simulated-projector.ts';

/** Longer than any command. */
const MOST_HEARD = 200;

/** A simulated panel or projector on a serial line: it understands a command set, and is silent where its like are. */
export class SimulatedPanel implements SimulatedDevice {
  readonly #projector: SimulatedProjector;
  readonly #set: CommandSet;
  readonly #answers: readonly { send: string; answer: () => string | undefined }[];
  #heard = '';
  #say: (bytes: Uint8Array) => void = () => {};
  /** Commands that it understood. */
  understood = 0;

  constructor(projector: SimulatedProjector, set: CommandSet) {
    this.#projector = projector;
    this.#set = set;
    this.#answers = this.#known();
  }

  plugged(say: (bytes: Uint8Array) => void): void {
    this.#say = say;
    this.#heard = '';
  }

  received(bytes: Buffer): void {
    this.#heard += bytes.toString('latin1');
    for (let next = this.#next(); next; next = this.#next()) {
      this.#heard = this.#heard.slice(next.end);
      // Many say nothing at all while they warm up.
      if (this.#set.silentWarmUpS > 0 && this.#projector.power === 'warming') continue;
      this.understood++;
      const text = next.answer() ?? this.#set.busy[0];
      if (text !== undefined) this.#say(Buffer.from(this.#ended(text), 'latin1'));
    }
    this.#heard = this.#heard.slice(-MOST_HEARD);
  }

  unplugged(): void {
    this.#say = () => {};
  }

  /** The first command in what was heard. */
  #next() {
    return this.#answers
      .map(({ send, answer }) => ({
        answer,
        end: this.#heard.indexOf(send) < 0 ? -1 : this.#heard.indexOf(send) + send.length,
      }))
      .filter(({ end }) => end >= 0)
      .sort((a, b) => a.end - b.end)[0];
  }

  #ended(text: string): string {
    const [end = '\r'] = this.#set.ends;
    if (text === end) return text;
    // Epson's and SMART's say after each answer that they are ready.
    const { ends } = this.#set;
    const ready = ends.includes(':') ? '\r:' : ends.includes('>') ? '\r\n>' : ends.includes('\r') ? '\r' : end;
    return text.endsWith(end) && this.#set.ends.length === 1 ? text : `${text}${ready}`;
  }

  #known() {
    const { on, off, sources, asks, busy } = this.#set;
    const projector = this.#projector;
    const taken = (isTaken: boolean, { done }: { done: string[] }) => (isTaken ? done[0] : busy[0]);
    const known = [
      { send: on.send, answer: () => taken(projector.setPower(true), on) },
      { send: off.send, answer: () => taken(projector.setPower(false), off) },
      ...Object.entries(sources).map(([name, source]) => ({
        send: source.send,
        answer: () => taken(projector.setSource(name), source),
      })),
      {
        send: asks.power.send,
        answer: () => {
          const { on: isOn, off: isOff, warming, cooling } = asks.power;
          return { on: isOn, warming: warming ?? isOff, cooling: cooling ?? isOff, off: isOff }[projector.power][0];
        },
      },
    ];
    const { source, lampHours, complaints } = asks;
    if (source)
      known.push({
        send: source.send,
        answer: () => {
          const now = sources[projector.source];
          return projector.power === 'on' ? ((now?.is ?? now?.done)?.[0] ?? 'none of these') : busy[0];
        },
      });
    if (lampHours)
      known.push({ send: lampHours.send, answer: () => `${lampHours.before}${projector.lampHours}${lampHours.after}` });
    if (complaints)
      known.push({
        send: complaints.send,
        answer: () => (complaints.are[projector.complaints[0] ?? ''] ?? complaints.none)[0],
      });
    return known;
  }
}
