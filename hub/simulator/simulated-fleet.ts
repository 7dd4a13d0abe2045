import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { drawnSummary } from './drawn-summary.ts';
import { LESSON_MIN, PERIODS, schoolMoment } from './school-day.ts';
import { SeededRandom } from './seeded-random.ts';
import { type SimulatedMessage, SimulatedRoom } from './simulated-room.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const ROOMS_PER_SCHOOL = 24;
/** Teachers of a school for each of its rooms. */
const TEACHERS_PER_ROOM = 2.5;
const regions = ['310104', '310115', '320106', '330106', '440305', '510107'];

export interface FleetOptions {
  rooms: number;
  seed?: number;
  /** Share of lessons by the timetable that take place. */
  lessons?: number;
  /** Outages of a room in a school day, on average; each is 2 minutes to 3 hours long. */
  outagesPerDay?: number;
  /** Share of rooms whose clock is wrong in the morning, and right from noon on. */
  wrongClocks?: number;
}

/** Rooms of schools of some regions, minute by minute, in any time and the same in every run. */
export class SimulatedFleet {
  readonly rooms: readonly SimulatedRoom[];
  readonly #options: Required<FleetOptions>;
  readonly #random: SeededRandom;
  readonly #backAtMs = new Map<SimulatedRoom, number>();

  constructor(options: FleetOptions) {
    this.#options = { seed: 1, lessons: 0.85, outagesPerDay: 0.2, wrongClocks: 0.01, ...options };
    this.#random = new SeededRandom(this.#options.seed);
    this.rooms = Array.from(
      { length: options.rooms },
      (_, number) => new SimulatedRoom(addressOf(number), this.#options.seed * 1_000_003 + number),
    );
  }

  /** What all rooms tell in the minute that begins then, in the order in which they send it. */
  *minute(nowMs: number): Generator<SimulatedMessage> {
    for (let number = 0; number < this.rooms.length; number++)
      yield* this.#minuteOf(this.rooms[number]!, number, nowMs);
  }

  *#minuteOf(room: SimulatedRoom, number: number, nowMs: number): Generator<SimulatedMessage> {
    const { isOpen, minute, day } = schoolMoment(nowMs);
    if (isOpen !== room.isOn) {
      this.#backAtMs.delete(room);
      if (isOpen) room.clockErrorMs = this.#random.isBelow(this.#options.wrongClocks) ? this.#clockError(nowMs) : 0;
      yield* isOpen ? room.switchOn(nowMs) : room.switchOff(nowMs);
      if (isOpen && this.#random.isBelow(0.05)) yield* room.obey(nowMs);
    }
    if (!isOpen) return;
    if (minute >= 720) room.clockErrorMs = 0;
    yield* this.#connectionOf(room, nowMs);
    yield* this.#lessonOf(room, number, day, minute, nowMs);
    yield* room.minute(nowMs);
  }

  *#connectionOf(room: SimulatedRoom, nowMs: number): Generator<SimulatedMessage> {
    const backAtMs = this.#backAtMs.get(room);
    if (backAtMs !== undefined) {
      if (nowMs < backAtMs) return;
      this.#backAtMs.delete(room);
      yield* room.connect(nowMs);
    } else if (this.#random.isBelow(this.#options.outagesPerDay / 660)) {
      this.#backAtMs.set(room, nowMs + MINUTE_MS * this.#random.int(2, 180));
      yield* room.disconnect();
    }
  }

  *#lessonOf(
    room: SimulatedRoom,
    number: number,
    day: number,
    minute: number,
    nowMs: number,
  ): Generator<SimulatedMessage> {
    if (PERIODS.some((begin) => begin === minute) && room.random.isBelow(this.#options.lessons)) {
      room.activity = 'recording';
      yield* room.state(nowMs);
    }
    const ended = PERIODS.findIndex((begin) => begin + LESSON_MIN === minute);
    if (ended < 0 || room.activity !== 'recording') return;
    room.activity = 'idle';
    yield* room.state(nowMs);
    const startedAtMs = Math.max(0, nowMs - LESSON_MIN * MINUTE_MS + room.clockErrorMs);
    const school = Math.floor(number / ROOMS_PER_SCHOOL);
    const teachers = Math.floor(ROOMS_PER_SCHOOL * TEACHERS_PER_ROOM);
    // The last two rooms of every school share their first lesson with each other.
    const seat = number % ROOMS_PER_SCHOOL;
    const isPaired = ended === 0 && seat >= ROOMS_PER_SCHOOL - 2;
    const role = seat === ROOMS_PER_SCHOOL - 2 ? ('main' as const) : ('remote' as const);
    const summary = drawnSummary(room.random, {
      lessonId: room.id(nowMs - LESSON_MIN * MINUTE_MS),
      startedAtMs,
      teacher: school * teachers + ((seat * 5 + ended * 3 + day) % teachers),
      period: ended,
      ...(isPaired && { pair: { pairId: `P${day}-${school}`, role } }),
    });
    yield* room.lesson(summary, nowMs);
  }

  /** No battery: it begins in 1970. A wrong year, ahead. Some minutes. */
  #clockError(nowMs: number): number {
    return this.#random.one([-nowMs + DAY_MS, 366 * DAY_MS, 11 * MINUTE_MS, -7 * MINUTE_MS]);
  }
}

function addressOf(number: number): RoomAddress {
  const school = Math.floor(number / ROOMS_PER_SCHOOL);
  const region = regions[school % regions.length]!;
  return {
    region,
    school: `${region.slice(0, 2)}${String(school).padStart(8, '0')}`,
    room: `r${101 + (number % ROOMS_PER_SCHOOL)}`,
  };
}
