import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import type { RoomState } from '../../agent/lesson/room-state.ts';
import { cliPath, film, lectern, RunningCommand } from '../cli.ts';
import { LessonHub } from '../fixtures/lesson-hub.ts';
import { freePort, MosquittoBroker } from '../fixtures/mosquitto-broker.ts';
import { Panel } from '../fixtures/panel.ts';
import { PulseRoom } from '../fixtures/pulse-room.ts';
import { RtspCamera } from '../fixtures/rtsp-camera.ts';
import type { MarkedFilm } from './planted-mark.ts';
import { readTrace, straceArguments, type TracedProcess } from './trace.ts';

const LESSON_S = 30;
const OPENING_MS = 90_000;
/** What a page at the panel asks for, and the one picture that could be asked for. */
const ASKED = [
  '/api/state',
  '/metrics',
  '/healthz',
  '/readyz',
  '/',
  '/it.html',
  '/api/setup/preview/student-camera.jpg',
];

/** Everything that was seen of a lesson from outside. */
export interface TracedLesson {
  lengthS: number;
  processes: TracedProcess[];
  /** What the agent printed. */
  log: Buffer;
  /** Every message of the broker, and every answer over HTTP. */
  mqtt: Buffer[];
  http: Buffer[];
  /** Every file of the data folder, a support bundle and a backup. */
  files: { name: string; bytes: Buffer }[];
  /** The data folder, and the addresses of cameras, microphone and broker. */
  allowed: { folder: string; addresses: string[] };
}

/** Holds a lesson on cameras over RTSP and a sound server that have `marked` on, under strace with all that it starts. */
export async function tracedLesson(marked: MarkedFilm, folder: string): Promise<TracedLesson> {
  const room = new TracedRoom(marked, folder);
  try {
    await room.start();
    return await room.teach();
  } finally {
    await room.stop();
  }
}

class TracedRoom {
  readonly #marked: MarkedFilm;
  readonly #folder: string;
  readonly #air = new PulseRoom();
  readonly #broker = new MosquittoBroker();
  readonly #camera: RtspCamera;
  readonly #mqtt: Buffer[] = [];
  readonly #http: Buffer[] = [];
  #port = 0;
  #hub: LessonHub | undefined;
  #listener: MqttClient | undefined;
  #agent: RunningCommand | undefined;

  constructor(marked: MarkedFilm, folder: string) {
    this.#marked = marked;
    this.#folder = folder;
    this.#camera = new RtspCamera({ films: { '/student': marked.student, '/teacher': marked.teacher } });
  }

  async start(): Promise<void> {
    await Promise.all([this.#camera.start(), this.#air.start(), this.#broker.start()]);
    this.#port = await freePort();
    this.#hub = new LessonHub({ url: this.#broker.url, protocolVersion: 5 });
    await this.#hub.start();
    this.#listener = await mqtt.connectAsync(this.#broker.url, { protocolVersion: 5 });
    this.#listener.on('message', (topic, payload) => this.#mqtt.push(Buffer.from(`${topic}\n`), payload));
    await this.#listener.subscribeAsync('#', { qos: 1 });
    const plan: unknown = JSON.parse(readFileSync(join(film, 'room-plan.json'), 'utf8'));
    const [student, teacher] = ['/student', '/teacher'].map((path) => this.#camera.url(path));
    const config = [
      'version: 1',
      'room: { region: "310104", school: "2131000000", room: r301 }',
      `sources: { studentCamera: "${student}", teacherCamera: "${teacher}", microphone: "pulse:mic" }`,
      `roomPlan: ${JSON.stringify(plan)}`,
      ...['store: { folder: data }', `screen: { port: ${this.#port} }`, 'lesson: { begins: hand }'],
      ...['privacy: { withholdHours: 0 }', `hub: { url: "${this.#broker.url}" }`],
    ];
    writeFileSync(this.#at('lectern.yaml'), config.join('\n'));
    const strace = straceArguments(this.#at('trace'));
    const run = [process.execPath, cliPath, 'run', '--config', this.#at('lectern.yaml')];
    // What the kernel writes for a process would not be in a trace of its calls.
    this.#agent = new RunningCommand('strace', [...strace, ...run], { ...this.#air.environment, UV_USE_IO_URING: '0' });
  }

  async teach(): Promise<TracedLesson> {
    const agent = this.#agent!;
    await agent.until(() => agent.stderr.includes('"ready"'));
    await this.#ask('/api/lesson/start', {});
    await this.#allLive();
    this.#air.play(this.#marked.sound);
    this.#camera.roll();
    const beganMs = performance.now();
    while (performance.now() < beganMs + LESSON_S * 1000) {
      for (const path of ASKED) await this.#ask(path);
      await delay(2_000);
    }
    const lengthS = (performance.now() - beganMs) / 1000;
    await this.#ask('/api/lesson/end', {});
    await agent.until(() => agent.stderr.includes('lesson reported'));
    await this.#readReports();
    const files = ['support-bundle', 'backup'];
    for (const command of files) {
      const made = lectern(command, '--config', this.#at('lectern.yaml'), '--out', this.#at(command));
      const { code, stderr } = await made.finished();
      if (code !== 0) throw new Error(`lectern ${command}: ${stderr}`);
    }
    for (let waitedMs = 0; this.#hub!.lessons.size === 0; waitedMs += 200) {
      if (waitedMs > 60_000) throw new Error('the lesson did not come to the hub');
      await delay(200);
    }
    process.kill(Number(/"pid":(\d+)/.exec(agent.stderr)![1]), 'SIGTERM');
    await agent.finished();
    const kept = readdirSync(this.#at('data'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    return {
      lengthS,
      processes: readTrace(this.#at('trace')),
      log: Buffer.from(agent.stderr + agent.stdout),
      ...{ mqtt: this.#mqtt, http: this.#http },
      files: [
        ...kept.map(({ name, parentPath }) => ({ name: `data/${name}`, bytes: readFileSync(join(parentPath, name)) })),
        ...files.map((name) => ({ name, bytes: readFileSync(this.#at(name)) })),
      ],
      allowed: {
        folder: this.#at('data'),
        addresses: [
          this.#camera.url('').replace('rtsp://', ''),
          this.#air.environment.PULSE_SERVER!.replace('unix:', ''),
          `127.0.0.1:${this.#broker.port}`,
        ],
      },
    };
  }

  async stop(): Promise<void> {
    this.#agent?.child.kill('SIGKILL');
    await this.#listener?.endAsync(true);
    await this.#hub?.stop();
    await this.#camera.stop();
    await this.#air.stop();
    await this.#broker.remove();
  }

  #at(name: string): string {
    return join(this.#folder, name);
  }

  async #ask(path: string, body?: object): Promise<Buffer> {
    const response = await fetch(`http://127.0.0.1:${this.#port}${path}`, {
      signal: AbortSignal.timeout(20_000),
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    this.#http.push(Buffer.from(`${path} ${response.status} ${JSON.stringify([...response.headers])}\n`), bytes);
    if (body && !response.ok) throw new Error(`${path}: ${bytes.toString()}`);
    return bytes;
  }

  async #allLive(): Promise<void> {
    for (const endMs = performance.now() + OPENING_MS; ; await delay(500)) {
      const { sources } = JSON.parse((await this.#ask('/api/state')).toString()) as RoomState;
      if (sources.every(({ state }) => state === 'live')) return;
      if (performance.now() > endMs) throw new Error(`not live: ${JSON.stringify(sources)}`);
    }
  }

  async #readReports(): Promise<void> {
    const panel = new Panel(this.#port);
    await panel.signIn(this.#at('data'));
    for (const { id } of await panel.get<{ id: string }[]>('/api/lessons'))
      for (const path of ['', '/portrait', '/review', '/message'])
        this.#http.push(Buffer.from(JSON.stringify(await panel.get<unknown>(`/api/lessons/${id}${path}`))));
  }
}
