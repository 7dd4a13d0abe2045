import type { Place } from './ptz-aim.ts';
import { nibbles } from './visca-commands.ts';

export interface SimulatedCameraOptions {
  /** What is stored in it, by number. */
  presets?: Record<number, Place>;
  /** How fast it turns; by default a turn of 90 degrees takes about a second. */
  unitsPerS?: number;
  /** It takes so long to be switched on. */
  powerOnMs?: number;
  /** It does not know how to say where it looks. */
  isBlind?: boolean;
  /** Half bytes of its pan. */
  panNibbles?: 4 | 5;
  /** Its mechanical play: recalls end in turn so far to the one and to the other side. */
  playUnits?: number;
  isOn?: boolean;
}

const SOCKETS = 2;
const SHORT_MS = 20;
const SYNTAX_ERROR = [0x60, 0x02];
const NOT_EXECUTABLE = [0x60, 0x41];

/** A command that it works on. */
interface Work {
  socket: number;
  done: NodeJS.Timeout;
}

/** A VISCA camera that is none: it turns in its own time, works on two commands at once and refuses what it cannot do. */
export class SimulatedCamera {
  readonly #presets: Record<number, Place>;
  readonly #unitsPerS: number;
  readonly #powerOnMs: number;
  readonly #isBlind: boolean;
  readonly #panNibbles: 4 | 5;
  playUnits: number;
  #power: 'on' | 'off' | 'starting';
  #from: Place = { pan: 0, tilt: 0, zoom: 0 };
  #to: Place = this.#from;
  #startMs = 0;
  #arriveMs = 0;
  readonly #works = new Set<Work>();
  /** Packets that it understood, of any kind. */
  understood = 0;
  /** Presets that it was told to go to, and switchings on. */
  readonly took = { recalls: 0, powerOns: 0 };

  constructor({
    presets = {},
    unitsPerS = 1_300,
    powerOnMs = 500,
    isOn = true,
    isBlind = false,
    panNibbles = 4,
    playUnits = 0,
  }: SimulatedCameraOptions = {}) {
    this.#presets = { ...presets };
    this.#unitsPerS = unitsPerS;
    this.#powerOnMs = powerOnMs;
    this.#isBlind = isBlind;
    this.#panNibbles = panNibbles;
    this.playUnits = playUnits;
    this.#power = isOn ? 'on' : 'off';
  }

  get isOn(): boolean {
    return this.#power === 'on';
  }

  /** Where it looks now. */
  get place(): Place {
    const passed = performance.now() - this.#startMs;
    const share = this.#arriveMs <= this.#startMs ? 1 : Math.min(1, passed / (this.#arriveMs - this.#startMs));
    const between = (from: number, to: number) => Math.round(from + (to - from) * share);
    const { pan, tilt, zoom } = this.#to;
    return {
      pan: between(this.#from.pan, pan),
      tilt: between(this.#from.tilt, tilt),
      zoom: between(this.#from.zoom, zoom),
    };
  }

  get isMoving(): boolean {
    return performance.now() < this.#arriveMs;
  }

  /** As if somebody turned it with the remote control. */
  turnTo(place: Partial<Place>): void {
    this.#go({ ...this.place, ...place });
  }

  store(preset: number, place: Place): void {
    this.#presets[preset] = place;
  }

  /** Its power fails: what it worked on is forgotten. */
  forget(): void {
    for (const { done } of this.#works) clearTimeout(done);
    this.#works.clear();
  }

  /**
   * @param packet without header and terminator
   * @param reply puts what comes behind the header, without terminator
   */
  take([kind, ...asked]: readonly number[], reply: (bytes: number[]) => void): void {
    if (kind === 0x01) reply(this.#command(asked, reply));
    else if (kind === 0x09) reply(this.#inquiry(asked));
    else if (kind !== undefined && (kind & 0xf0) === 0x20) reply(this.#cancel(kind & 0x0f));
    else reply(SYNTAX_ERROR);
  }

  /** @param later puts the word that it is done */
  #command(asked: number[], later: (bytes: number[]) => void): number[] {
    const [group, code, ...values] = asked;
    const key = `${group}.${code}`;
    if (key === '0.1' && values.length === 0) {
      this.forget();
      this.understood++;
      return [0x50];
    }
    const work = this.#workOf(key, values);
    if (work === null) return SYNTAX_ERROR;
    const isPower = key === '4.0';
    if ((!isPower && this.#power !== 'on') || (isPower && this.#power === 'starting')) return NOT_EXECUTABLE;
    if (this.#works.size >= SOCKETS) return [0x60, 0x03];
    const takesMs = work();
    if (takesMs === null) return NOT_EXECUTABLE;
    this.understood++;
    const used = [...this.#works].map(({ socket }) => socket);
    const socket = [1, 2].find((free) => !used.includes(free))!;
    const job: Work = {
      socket,
      done: setTimeout(
        () => {
          this.#works.delete(job);
          later([0x50 | socket]);
        },
        Math.max(SHORT_MS, takesMs),
      ),
    };
    this.#works.add(job);
    return [0x40 | socket];
  }

  /** @returns what the command does, with how long it takes (null: it cannot); null when there is no such command */
  #workOf(key: string, values: number[]): (() => number | null) | null {
    const [first = -1, second = -1] = values;
    if (key === '4.0' && values.length === 1 && (first === 2 || first === 3)) return () => this.#switch(first === 2);
    if (key === '4.63' && values.length === 2 && first === 2) return () => this.#recall(second);
    if (key === '4.63' && values.length === 2 && first === 1)
      return () => {
        this.#presets[second] = this.place;
        return SHORT_MS;
      };
    if (
      (key === '6.2' || key === '6.3') &&
      values.length === 6 + this.#panNibbles &&
      values.slice(2).every((nibble) => nibble < 16)
    ) {
      const [pan, tilt] = [signed(values.slice(2, -4)), signed(values.slice(-4))];
      const { place } = this;
      const base = key === '6.3' ? place : { pan: 0, tilt: 0 };
      return () => this.#go({ ...place, pan: base.pan + pan, tilt: base.tilt + tilt });
    }
    if (key === '6.4' && values.length === 0) return () => this.#go({ ...this.place, pan: 0, tilt: 0 });
    if (key === '6.1' && values.length === 4 && values[2] === 3 && values[3] === 3) return () => this.#go(this.place);
    if (key === '4.71' && values.length === 4 && values.every((nibble) => nibble < 16))
      return () => this.#go({ ...this.place, zoom: unsigned(values) });
    if (key === '4.7' && values.length === 1 && first === 0) return () => SHORT_MS;
    return null;
  }

  #inquiry(asked: number[]): number[] {
    const { pan, tilt, zoom } = this.place;
    const answers: Record<string, number[]> = {
      '4.0': [this.#power === 'off' ? 3 : 2],
      '0.2': [0x00, 0x01, 0x05, 0x11, 0x01, 0x00, SOCKETS],
      '6.18': [...nibbles(pan, this.#panNibbles), ...nibbles(tilt)],
      '4.71': nibbles(zoom),
    };
    const key = asked.join('.');
    const answer = answers[key];
    if (!answer || (this.#isBlind && key === '6.18')) return SYNTAX_ERROR;
    if (this.#power !== 'on' && (key === '6.18' || key === '4.71')) return NOT_EXECUTABLE;
    this.understood++;
    return [0x50, ...answer];
  }

  #cancel(socket: number): number[] {
    const work = [...this.#works].find((candidate) => candidate.socket === socket);
    if (!work) return [0x60 | socket, 0x05];
    clearTimeout(work.done);
    this.#works.delete(work);
    this.#go(this.place);
    return [0x60 | socket, 0x04];
  }

  #recall(preset: number): number | null {
    const place = this.#presets[preset];
    if (!place) return null;
    this.took.recalls++;
    this.playUnits = -this.playUnits;
    return this.#go({ ...place, pan: place.pan + this.playUnits });
  }

  #switch(on: boolean): number {
    if (on) this.took.powerOns++;
    this.#power = on ? (this.#power === 'on' ? 'on' : 'starting') : 'off';
    if (this.#power !== 'starting') return SHORT_MS;
    setTimeout(() => {
      if (this.#power === 'starting') this.#power = 'on';
    }, this.#powerOnMs);
    return this.#powerOnMs;
  }

  #go(to: Place): number {
    this.#from = this.place;
    this.#to = to;
    const way = Math.max(
      Math.abs(to.pan - this.#from.pan),
      Math.abs(to.tilt - this.#from.tilt),
      Math.abs(to.zoom - this.#from.zoom) / 8,
    );
    this.#startMs = performance.now();
    this.#arriveMs = this.#startMs + (way / this.#unitsPerS) * 1000;
    return this.#arriveMs - this.#startMs;
  }
}

const unsigned = (values: number[]) => values.reduce((sum, nibble) => sum * 16 + nibble, 0);
const signed = (values: number[]) => {
  const value = unsigned(values);
  const range = 16 ** values.length;
  return value >= range / 2 ? value - range : value;
};
