import { type EnvironmentQuantity, environmentQuantities } from '../../agent/lesson/environment.ts';
import type { DeviceFaultCode } from '../device-fault.ts';
import type { Reading } from '../process/device-message.ts';
import { type Block, blocksOf, isNone, type Register, type RegisterMap, rawOf, widthOf } from './maps/register-map.ts';
import { agree, type Doubt, Plausibility } from './plausibility.ts';

/** What is wrong with what a sensor says, without where. */
export interface SensorFault {
  code: DeviceFaultCode;
  what: string;
}

/** A reading that is missing or cannot be is nothing to speak of before it is so again and again. */
const TOLD_AFTER = 3;

const quantityNames: Record<EnvironmentQuantity, string> = {
  co2Ppm: 'CO2',
  temperatureC: 'temperature',
  humidityPercent: 'humidity',
  illuminanceLux: 'illuminance',
  pm25UgM3: 'PM2.5',
  noiseDba: 'sound level',
};

/** What one register has said of late. */
interface Watched {
  register: Register;
  plausibility: Plausibility;
  trouble: { kind: 'none' | Doubt; times: number; fault: SensorFault } | undefined;
}

/** One device on the line: what its registers mean, and whether that can be. */
export class Sensor {
  readonly model: string;
  readonly name: string;
  /** Its number on the line. */
  readonly slave: number;
  readonly blocks: readonly Block[];
  readonly #map: RegisterMap;
  readonly #watched: readonly Watched[];
  #complaints = '';
  #complainedTimes = 0;

  /** @param used those quantities of the map that are wanted; all by default */
  constructor(model: string, map: RegisterMap, slave: number, used?: readonly EnvironmentQuantity[]) {
    this.model = model;
    this.name = map.name;
    this.slave = slave;
    this.#map = map;
    const registers = map.registers.filter(({ quantity }) => used === undefined || used.includes(quantity));
    this.blocks = blocksOf(map, registers);
    this.#watched = registers.map((register) => ({
      register,
      plausibility: new Plausibility(register.quantity),
      trouble: undefined,
    }));
  }

  /** Nothing that was said before counts. */
  forget(): void {
    for (const watched of this.#watched) {
      watched.plausibility.forget();
      watched.trouble = undefined;
    }
    this.#complaints = '';
    this.#complainedTimes = 0;
  }

  /** Whether two answers of one moment to the same question tell the same. */
  agree(block: Block, first: readonly number[], second: readonly number[]): boolean {
    if (this.#complaintsIn(block, first) !== this.#complaintsIn(block, second)) return false;
    return this.#within(block).every(({ register }) => {
      const [a, b] = [first, second].map((words) => rawOf(register, words, register.address - block.address));
      if (isNone(register, a!) || isNone(register, b!)) return isNone(register, a!) === isNone(register, b!);
      return agree(register.quantity, measured(register, a!), measured(register, b!));
    });
  }

  /** What the registers of a block tell that can be believed. @param nowMs any monotonic clock */
  read(block: Block, words: readonly number[], nowMs: number): Reading[] {
    const complaints = this.#complaintsIn(block, words);
    if (complaints !== undefined) {
      this.#complainedTimes = complaints === '' ? 0 : this.#complainedTimes + 1;
      this.#complaints = complaints;
    }
    const readings = this.#within(block).flatMap((watched) => this.#readOne(watched, block, words, nowMs));
    // A device that says that it is not well is not to be believed.
    return this.#complainedTimes > 0 ? [] : readings;
  }

  /** What is wrong at present. */
  faults(): SensorFault[] {
    const troubles = this.#watched.flatMap(({ trouble }) =>
      trouble && (trouble.times >= TOLD_AFTER || trouble.kind === 'stuck' || trouble.kind === 'wavers')
        ? [trouble.fault]
        : [],
    );
    if (this.#complainedTimes < TOLD_AFTER) return troubles;
    const what = `says of itself: ${this.#complaints}; switch it off and on; if that does not help, replace it`;
    return [{ code: 'DEVICE_REFUSED', what }, ...troubles];
  }

  #readOne(watched: Watched, block: Block, words: readonly number[], nowMs: number): Reading[] {
    const { register, plausibility } = watched;
    const raw = rawOf(register, words, register.address - block.address);
    if (isNone(register, raw)) {
      plausibility.forget();
      trouble(watched, 'none', () => ({
        code: 'DEVICE_REFUSED',
        what: `has no reading of ${quantityNames[register.quantity]}; let it warm up, or leave that out of its quantities`,
      }));
      return [];
    }
    const value = measured(register, raw);
    const judged = plausibility.judge(raw, value, nowMs);
    if ('told' in judged) {
      watched.trouble = undefined;
      return [{ quantity: register.quantity, value: judged.told }];
    }
    if ('doubt' in judged) trouble(watched, judged.doubt, () => implausible(register.quantity, value, judged.doubt));
    return [];
  }

  #within({ address, count }: Block): Watched[] {
    return this.#watched.filter(
      ({ register }) => register.address >= address && register.address + widthOf(register.type) <= address + count,
    );
  }

  /** What the device complains of, empty when of nothing; undefined when the block does not hold that. */
  #complaintsIn({ address, count }: Block, words: readonly number[]): string | undefined {
    const { status } = this.#map;
    if (!status || status.address < address || status.address >= address + count) return undefined;
    const bits = words[status.address - address] ?? 0;
    const named = Object.entries(status.bits).filter(([bit]) => (bits >> Number(bit)) & 1);
    return named.map(([, name]) => name).join(', ');
  }
}

/** Scaled without what binary fractions add: 0.1 · 305 is 30.5. */
function measured({ scale, offset }: Register, raw: number): number {
  return Number((raw * scale + offset).toPrecision(9));
}

function trouble(watched: Watched, kind: 'none' | Doubt, fault: () => SensorFault): void {
  if (watched.trouble?.kind === kind) watched.trouble.times++;
  else watched.trouble = { kind, times: 1, fault: fault() };
}

function implausible(quantity: EnvironmentQuantity, value: number, doubt: Doubt): SensorFault {
  const name = quantityNames[quantity];
  const told = `${value} ${environmentQuantities[quantity].unit}`;
  const whats: Record<Doubt, string> = {
    range: `says ${name} is ${told}, which no room has; check its model and register map, its place and its probe`,
    wavers: `${name} jumps to and fro as no room does; check its probe, its power and the shield of its cable`,
    stuck: `${name} has been exactly ${told} for hours; switch it off and on; if it stays so, replace it`,
  };
  return { code: 'DEVICE_IMPLAUSIBLE', what: whats[doubt] };
}
