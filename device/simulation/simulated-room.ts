import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentValues } from '../../agent/lesson/environment.ts';
import { SimulatedBoard } from '../board/simulated-board.ts';
import { SimulatedSensors } from '../environment/simulated-sensors.ts';
import { SimulatedPjlink } from '../panel/simulated-pjlink.ts';
import { SimulatedProjector } from '../panel/simulated-projector.ts';
import type { Lamp, Press } from '../process/device-message.ts';
import { SimulatedCamera } from '../ptz/simulated-camera.ts';
import { SimulatedPtz } from '../ptz/simulated-ptz.ts';
import { FASTEST_PAN, panTiltTo, recallPreset } from '../ptz/visca-commands.ts';
import { PtyPair } from './pty-pair.ts';
import { type SimulatedDevice, SimulatedPort } from './simulated-device.ts';

export interface SimulatedRoomOptions {
  /** Links to the ports lie there. */
  folder: string;
  /** What there is in the room's air, so long after it began; by default that of a class with its windows shut. */
  air?: (sinceMs: number) => EnvironmentValues;
  lampChanged?(lamp: Lamp): void;
}

/**
 * Each kind of device once, as it would hang on the wires of a classroom: on a pty pair, at the speed of its
 * line; a projector in the network.
 */
export class SimulatedRoom {
  readonly #folder: string;
  readonly board: SimulatedBoard;
  readonly sensors: SimulatedSensors;
  readonly camera = new SimulatedCamera({
    presets: { 1: { pan: 0, tilt: 0, zoom: 0 } },
  });
  readonly projector = new SimulatedProjector();
  readonly #pjlink = new SimulatedPjlink(this.projector);
  #pjlinkPort = 0;
  readonly #wired: { pair: PtyPair; port: SimulatedPort; device: SimulatedDevice; baud: number }[] = [];

  constructor({ folder, air, lampChanged }: SimulatedRoomOptions) {
    this.#folder = folder;
    this.board = new SimulatedBoard(lampChanged ? { lampChanged } : {});
    this.sensors = new SimulatedSensors({
      sensors: [
        { model: 'senseair-s8', address: 1 },
        { model: 'wb-msw-v3', address: 2 },
      ],
      ...(air && { room: air }),
    });
  }

  /** The name of a device's port. */
  port(name: 'desk' | 'air' | 'ptz'): string {
    return join(this.#folder, name);
  }

  /** The lines of a configuration that name these devices; once they are there. */
  get settings(): string {
    return [
      'devices:',
      `  desk: { kind: board, port: ${this.port('desk')} }`,
      '  air:',
      '    kind: environment',
      `    port: ${this.port('air')}`,
      '    everyS: 5',
      '    sensors:',
      '      - { model: senseair-s8, address: 1 }',
      '      - { model: wb-msw-v3, address: 2, quantities: [temperatureC, humidityPercent, illuminanceLux, noiseDba] }',
      `  ptz: { kind: ptz, port: ${this.port('ptz')}, camera: student, presets: { class: 1 } }`,
      `  panel: { kind: panel, host: 127.0.0.1, tcpPort: ${this.#pjlinkPort}, wakeForReport: true }`,
    ].join('\n');
  }

  /** @throws NoPtyError where there is no socat */
  async start(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    await this.#wire('desk', this.board, 115_200);
    await this.#wire('air', this.sensors, 9_600);
    await this.#wire('ptz', new SimulatedPtz(this.camera), 9_600);
    this.#pjlinkPort = await this.#pjlink.open();
  }

  /** Somebody turns the camera with its remote control, in VISCA's units; without a place back to where it measures. */
  turnCamera(place?: { pan: number; tilt: number }): void {
    const packet = place ? panTiltTo(1, place, FASTEST_PAN) : recallPreset(1, 1);
    this.camera.take([...packet.subarray(1, -1)], () => {});
  }

  press(press: Press): void {
    this.board.press(press);
  }

  /** Somebody pulls the plug of a device, and puts it in again: its port's node is then another. */
  async replug(name: 'desk' | 'air' | 'ptz', whileOut: () => Promise<void>): Promise<void> {
    const wired = this.#wired.find(({ pair }) => pair.host === this.port(name))!;
    await wired.pair.unplug();
    await wired.port.close();
    await whileOut();
    await wired.pair.plug();
    wired.port = new SimulatedPort(wired.device, { baud: wired.baud });
    await wired.port.open(wired.pair.device);
  }

  async stop(): Promise<void> {
    for (const { pair, port } of this.#wired.splice(0)) {
      await pair.unplug();
      await port.close();
    }
    await this.#pjlink.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #wire(name: 'desk' | 'air' | 'ptz', device: SimulatedDevice, baud: number): Promise<void> {
    const pair = new PtyPair(this.port(name), `${this.port(name)}-device`);
    await pair.plug();
    const port = new SimulatedPort(device, { baud });
    this.#wired.push({ pair, port, device, baud });
    await port.open(pair.device);
  }
}
