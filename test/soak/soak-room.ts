import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { LessonReport } from '../../agent/indicators/indicator.ts';
import type { RoomState } from '../../agent/lesson/room-state.ts';
import { openStore } from '../../agent/store/agent-store.ts';
import { SimulatedRoom } from '../../device/simulation/simulated-room.ts';
import type { RunningCommand } from '../cli.ts';
import { FloodingPort } from '../fixtures/flooding-port.ts';
import { LessonHub } from '../fixtures/lesson-hub.ts';
import { LiveRoom } from '../fixtures/live-room.ts';
import { MosquittoBroker } from '../fixtures/mosquitto-broker.ts';
import { descendants, processesWith } from '../fixtures/process-tree.ts';
import type { Footprint } from './soak-result.ts';

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
/** What the agent keeps lies on a disk of its own, so that it can be filled. */
const DISK_MB = 192;
const MEGABYTE = 1024 * 1024;

/**
 * V8 lets garbage lie until there is much of it, which looks like a leak for an hour: an agent that is looked at here collects it when asked,
 * and says what is left. The sensors' processes are begun with options of their own and take no notice.
 */
const COLLECT = `process.on('SIGUSR2', () => { globalThis.gc(); process.stderr.write('memory ' + JSON.stringify(process.memoryUsage()) + '\\n'); })`;
const COLLECTS = `--expose-gc --import=data:text/javascript,${encodeURIComponent(COLLECT)}`;

/** A whole classroom with its region: cameras, microphone, hardware on serial lines, broker and hub, and a wall clock of its own. */
export class SoakRoom {
  readonly live = new LiveRoom();
  readonly broker = new MosquittoBroker();
  readonly hardware: SimulatedRoom;
  readonly noisy: FloodingPort;
  hub!: LessonHub;
  agent!: RunningCommand;
  /** How often an agent was begun. */
  lives = 0;
  /** The data folder is a disk of its own. */
  hasOwnDisk = false;
  #log = '';
  /** The wall clock's first day, seconds since 1970. */
  #firstDayS = 0;

  constructor() {
    this.hardware = new SimulatedRoom({ folder: this.live.at('ports') });
    this.noisy = new FloodingPort(this.live.at('noisy'));
  }

  /** Everything that all agents wrote to their log. */
  get log(): string {
    return this.#log;
  }

  async start(): Promise<void> {
    await this.broker.start();
    this.hub = new LessonHub({ url: this.broker.url, protocolVersion: 5 });
    await this.hub.start();
    await this.hardware.start();
    const settings = [
      this.hardware.settings,
      `  noisy: { kind: board, port: ${this.noisy.port} }`,
      'lesson: { begins: hand, samplesPerS: 0.5 }',
      'privacy: { withholdHours: 0 }',
      `hub: { url: "${this.broker.url}" }`,
    ];
    await this.live.start(settings.join('\n'));
    mkdirSync(this.live.at('data'));
    try {
      const small = ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=700`, 'lectern-soak', this.live.at('data')];
      execFileSync('mount', small, { stdio: 'ignore' });
      this.hasOwnDisk = true;
    } catch {
      // Only root can; the fault of a full disk is then left out, and that is said.
    }
    this.#firstDayS = (Math.floor(Date.now() / 1000 / DAY_S) + 1) * DAY_S;
  }

  /** Sets the wall clock of the agent, and of all that it starts. */
  setWallClock(day: number, hour: number): void {
    const offsetS = Math.round(this.#firstDayS + day * DAY_S + hour * HOUR_S - Date.now() / 1000);
    writeFileSync(this.live.at('wall'), `+${offsetS}\n`);
  }

  /** Starts an agent and waits until it could record a lesson. */
  async startAgent(): Promise<void> {
    this.lives++;
    const agent = this.live.agent({
      NODE_OPTIONS: COLLECTS,
      LD_PRELOAD: FAKETIME,
      FAKETIME_TIMESTAMP_FILE: this.live.at('wall'),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
    agent.child.stderr!.on('data', (text: string) => {
      this.#log += text;
    });
    this.agent = agent;
    await agent.until(() => agent.stderr.includes('"ready"'));
  }

  /** As when the power is cut, but for the machine itself. */
  async killAgent(): Promise<void> {
    const own = descendants(this.agent.child.pid!);
    this.agent.child.kill('SIGKILL');
    await this.agent.finished();
    // What it had started ends by itself, and lets go of the devices.
    await this.until(
      () => !processesWith('').some(({ pid, line }) => own.some((each) => each.pid === pid && each.line === line)),
      'what the killed agent had started ends',
    );
  }

  /** Ends the agent as an update does. @throws when it does not end well */
  async endAgent(): Promise<void> {
    this.agent.child.kill('SIGTERM');
    const { code } = await this.agent.finished();
    if (code !== 0) throw new Error(`the agent ended with code ${code}: ${this.agent.stderr.slice(-1000)}`);
  }

  /** Somebody makes a mistake in the configuration. */
  breakConfiguration(): void {
    const file = this.live.at('lectern.yaml');
    copyFileSync(file, `${file}.good`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('begins: hand', 'begins: at dawn'));
  }

  mendConfiguration(): void {
    renameSync(this.live.at('lectern.yaml.good'), this.live.at('lectern.yaml'));
  }

  /** The agent's state, or null while there is none. */
  async state(): Promise<RoomState | null> {
    try {
      return await this.live.state();
    } catch {
      return null;
    }
  }

  /** Asks the agent until it answers with 200, for it may just be starting. */
  async ask(path: string, body: object): Promise<void> {
    await this.until(
      async () => {
        try {
          return (await this.live.post(path, body)) === 200;
        } catch {
          return false;
        }
      },
      `${path} ${JSON.stringify(body)}`,
    );
  }

  async until(is: () => Promise<boolean> | boolean, what: string, patienceS = 30): Promise<void> {
    for (const endMs = performance.now() + patienceS * 1000; !(await is()); await delay(100))
      if (performance.now() > endMs) throw new Error(`not within ${patienceS} s: ${what}`);
  }

  /** Every report that is kept, by the lesson's id. */
  reports(): Map<string, LessonReport> {
    const store = openStore(this.live.at('data'));
    try {
      const ids = store.database.prepare('SELECT id FROM lesson').pluck().all() as string[];
      return new Map(ids.map((id) => [id, store.lessons.get(id)!]));
    } finally {
      store.database.close();
    }
  }

  /** The lesson ids that the hub has, one for each time it was told of a lesson. */
  lessonsAtHub(): string[] {
    return [...this.hub.lessons.values()].map(({ data }) => data.lessonId);
  }

  /** The agent's own process after its garbage was collected, its descriptors, and the programs it has running. */
  async footprint(): Promise<Omit<Footprint, 'life'> & { running: string[] }> {
    const pid = this.agent.child.pid!;
    const told = () => [...this.agent.stderr.matchAll(/^memory (\{.*\})$/gm)];
    const before = told().length;
    process.kill(pid, 'SIGUSR2');
    await this.until(() => told().length > before, 'the agent says how large it is');
    const { rss, heapUsed, external } = JSON.parse(told().at(-1)![1]!) as NodeJS.MemoryUsage;
    return {
      mb: rss / MEGABYTE,
      heapMb: (heapUsed + external) / MEGABYTE,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      running: descendants(pid)
        .map(({ line }) => line)
        .filter((line) =>
          /ffmpeg|ffprobe|pactl|(student|teacher|in-class)-process\.ts|microphone\/process\.ts/.test(line),
        )
        .map((line) => line.slice(-100)),
    };
  }

  async stop(): Promise<void> {
    await this.hub?.stop();
    await this.broker.remove();
    await this.hardware.stop();
    await this.noisy.stop();
    if (this.hasOwnDisk) {
      this.agent?.child.kill('SIGKILL');
      await this.agent?.finished();
      execFileSync('umount', ['--lazy', this.live.at('data')]);
    }
    await this.live.stop();
    rmSync(this.live.folder, { recursive: true, force: true });
  }
}
