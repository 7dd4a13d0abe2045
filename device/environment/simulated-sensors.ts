import type { EnvironmentValues } from '../../agent/lesson/environment.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { loadRegisterMaps } from './maps/read-register-maps.ts';
import { type RegisterMap, widthOf, wordsOf } from './maps/register-map.ts';
import { isWhole, withCrc } from './modbus/crc16.ts';

/** What is wrong with a simulated sensor: it says nothing, refuses, says the same for ever, or what no room has. */
export type SensorTrouble = 'silent' | 'exception' | 'stuck' | 'implausible';

export interface SimulatedSensorSettings {
  /** The name of a register map. */
  model: string;
  address: number;
}

export interface SimulatedSensorsOptions {
  sensors: readonly SimulatedSensorSettings[];
  /** A file with register maps of one's own. */
  maps?: string;
  /** What there is in the room at a time; by default a class that came in when the simulation began. */
  room?: (atMs: number) => EnvironmentValues;
  /** Any monotonic clock. */
  nowMs?: () => number;
}

const REQUEST_BYTES = 8;
const MOST_KEPT = 256;
/** Frames are apart by silence: what came so long before belongs to another. */
const SILENCE_MS = 100;
const MOST_REGISTERS = 125;
const ILLEGAL_FUNCTION = 1;
const ILLEGAL_ADDRESS = 2;
const ILLEGAL_VALUE = 3;
const DEVICE_FAILURE = 4;
const OUT_OF_REACH: EnvironmentValues = {
  co2Ppm: 0,
  temperatureC: 99,
  humidityPercent: 0,
  illuminanceLux: 199_999,
  pm25UgM3: 9_999,
  noiseDba: 5,
};

interface Slave {
  map: RegisterMap;
  trouble: SensorTrouble | undefined;
  /** What is said instead of what the room has. */
  set: EnvironmentValues;
  /** Since it is stuck. */
  frozen: EnvironmentValues | undefined;
  status: number;
}

/** An RS-485 line with sensors on it, as their register maps describe them. Damaged frames and those for others are passed over. */
export class SimulatedSensors implements SimulatedDevice {
  readonly #slaves: ReadonlyMap<number, Slave>;
  readonly #room: (atMs: number) => EnvironmentValues;
  readonly #nowMs: () => number;
  #say: (bytes: Uint8Array) => void = () => {};
  #bytes: Buffer = Buffer.alloc(0);
  #lastMs = Number.NEGATIVE_INFINITY;
  #answered = 0;

  constructor({ sensors, maps: file, room, nowMs = () => performance.now() }: SimulatedSensorsOptions) {
    const maps = loadRegisterMaps(file);
    this.#slaves = new Map(
      sensors.map(({ model, address }) => {
        const map = maps.get(model);
        if (!map) throw new Error(`${model}: there is no register map of that name`);
        return [address, { map, trouble: undefined, set: {}, frozen: undefined, status: 0 }];
      }),
    );
    this.#nowMs = nowMs;
    const startMs = nowMs();
    this.#room = room ?? ((atMs) => roomWithClass(atMs - startMs));
  }

  /** Whole requests that were answered. */
  get answered(): number {
    return this.#answered;
  }

  /** What the sensor at an address says from now on; what is left out, it measures in the room. */
  set(address: number, values: EnvironmentValues): void {
    this.#slave(address).set = values;
  }

  /** What is wrong with the sensor at an address; null: nothing any more. */
  fail(address: number, trouble: SensorTrouble | null): void {
    const slave = this.#slave(address);
    slave.trouble = trouble ?? undefined;
    slave.frozen = trouble === 'stuck' ? this.#values(slave) : undefined;
  }

  /** The bits of its status register, where its map has one. */
  complain(address: number, bits: number): void {
    this.#slave(address).status = bits;
  }

  plugged(say: (bytes: Uint8Array) => void): void {
    this.#say = say;
    this.#bytes = Buffer.alloc(0);
  }

  unplugged(): void {
    this.#say = () => {};
  }

  received(bytes: Buffer): void {
    const nowMs = performance.now();
    const before = nowMs - this.#lastMs > SILENCE_MS ? Buffer.alloc(0) : this.#bytes;
    this.#lastMs = nowMs;
    this.#bytes = Buffer.concat([before, bytes]).subarray(-MOST_KEPT);
    for (let start = 0; start + REQUEST_BYTES <= this.#bytes.length; start++) {
      const frame = this.#bytes.subarray(start, start + REQUEST_BYTES);
      const slave = this.#slaves.get(frame[0]!);
      if (!slave || !isWhole(frame)) continue;
      const answer = this.#answer(slave, frame);
      this.#bytes = this.#bytes.subarray(start + REQUEST_BYTES);
      start = -1;
      if (!answer) continue;
      this.#answered++;
      this.#say(answer);
    }
  }

  #answer(slave: Slave, frame: Buffer): Buffer | null {
    const [address = 0, code = 0] = frame;
    if (slave.trouble === 'silent') return null;
    const refuse = (exception: number) => withCrc([address, code | 0x80, exception]);
    if (slave.trouble === 'exception') return refuse(DEVICE_FAILURE);
    if (code !== slave.map.function) return refuse(ILLEGAL_FUNCTION);
    const [first, count] = [frame.readUInt16BE(2), frame.readUInt16BE(4)];
    if (count < 1 || count > MOST_REGISTERS) return refuse(ILLEGAL_VALUE);
    const registers = this.#registers(slave);
    const [least, most] = [Math.min(...registers.keys()), Math.max(...registers.keys())];
    if (first < least || first + count - 1 > most) return refuse(ILLEGAL_ADDRESS);
    const words = Array.from({ length: count }, (_, index) => registers.get(first + index) ?? 0);
    return withCrc([address, code, 2 * count, ...words.flatMap((word) => [word >> 8, word & 0xff])]);
  }

  /** The words of a sensor by their address. */
  #registers(slave: Slave): Map<number, number> {
    const values = slave.frozen ?? this.#values(slave);
    const words = new Map<number, number>();
    if (slave.map.status) words.set(slave.map.status.address, slave.status);
    for (const register of slave.map.registers) {
      const { quantity, address, scale, offset, none, type } = register;
      const value = values[quantity];
      const raw = value === undefined ? (none[0] ?? 0) : (value - offset) / scale;
      const said = wordsOf(register, raw);
      for (let index = 0; index < widthOf(type); index++) words.set(address + index, said[index]!);
    }
    return words;
  }

  #values(slave: Slave): EnvironmentValues {
    if (slave.trouble === 'implausible') return OUT_OF_REACH;
    return { ...this.#room(this.#nowMs()), ...slave.set };
  }

  #slave(address: number): Slave {
    const slave = this.#slaves.get(address);
    if (!slave) throw new Error(`there is no simulated sensor at address ${address}`);
    return slave;
  }
}

const MINUTE_MS = 60_000;

/**
 * The air of a classroom of 200 m³ with 40 people and its windows shut: each breathes out 18 l of CO2 an hour, a little air comes in
 * through the gaps, so that it nears 4,000 ppm with a time constant of about an hour (mass balance as in ASHRAE 62.1, appendix C).
 */
export function roomWithClass(sinceMs: number): Required<EnvironmentValues> {
  const minutes = sinceMs / MINUTE_MS;
  const wave = (periodMin: number, size: number) => size * Math.sin((2 * Math.PI * minutes) / periodMin);
  const waver = (size: number) => size * (Math.random() - 0.5);
  const filled = 1 - Math.exp(-Math.max(0, minutes) / 55);
  return {
    co2Ppm: Math.round(480 + 3_400 * filled + wave(7, 15) + waver(8)),
    temperatureC: 21.5 + 3.5 * filled + waver(0.1),
    humidityPercent: 46 + 9 * filled + wave(13, 0.6) + waver(0.3),
    illuminanceLux: 420 + wave(31, 60) + waver(6),
    pm25UgM3: 28 + wave(23, 6) + waver(3),
    noiseDba: 56 + wave(3, 7) + waver(6),
  };
}
