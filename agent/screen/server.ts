import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Access } from './access/access.ts';
import { addAccessRoutes } from './access/access-routes.ts';
import { addGuard } from './access/guard.ts';
import { LessonLock } from './access/lesson-lock.ts';
import { healthSchema } from './api-schema.ts';
import { PortTakenError, ScreenStartedError } from './errors.ts';
import { addEventRoutes } from './event-routes.ts';
import { addExportRoutes, type ExportOptions } from './export-routes.ts';
import type { NetworkPort } from './network-port.ts';
import { addPage } from './page-files.ts';
import type { RecordingControls } from './recording-controls.ts';
import { addRecordingRoutes } from './recording-routes.ts';
import { refuse } from './refuse.ts';
import { addReportRoutes } from './report-routes.ts';
import type { ReportSource } from './report-source.ts';
import type { ReviewControls } from './review-controls.ts';
import { addReviewRoutes } from './review-routes.ts';
import type { RoomControls } from './room-controls.ts';
import { addRoomRoutes } from './room-routes.ts';
import { securityHeaders } from './security-headers.ts';
import type { SetupControls } from './setup/controls/setup-controls.ts';
import { addSetupRoutes } from './setup/setup-routes.ts';
import type { TrainingMaterial } from './training-material.ts';

/** The panel's own port is for this machine alone. */
export type LoopbackHost = '127.0.0.1' | '::1' | 'localhost';

export interface ScreenOptions {
  reports: ReportSource;
  access: Access;
  /** The room, where there is one. */
  room?: RoomControls | undefined;
  /** What teachers can say of their lessons. */
  review?: ReviewControls | undefined;
  /** What teachers can do with recordings of their own. */
  recordings?: RecordingControls | undefined;
  /** Training material of the region's. */
  training?: (() => readonly TrainingMaterial[]) | undefined;
  /** How lessons leave as files. */
  exported?: ExportOptions | undefined;
  /** What school IT can see and do, where that is offered. */
  setup?: SetupControls | undefined;
  /** What else is answered to this machine: health, metrics. */
  plugins?: readonly FastifyPluginAsync[];
  host?: LoopbackHost;
  /** 0 lets the system choose. */
  port?: number;
  /** A second port for the school's network, over TLS. */
  network?: NetworkPort | undefined;
  /** Why the network's port is not served; it is tried again. null when it is. */
  networkFailed?(error: Error | null): void;
  /** So long a request may take to arrive; less for tests. */
  patienceMs?: number;
  /** Where the built page lies. */
  pageDir?: string;
}

const DEFAULT_PORT = 8080;
const DEFAULT_PAGE_DIR = join(import.meta.dirname, 'page/dist');
const NETWORK_RETRY_MS = 30_000;
const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];
/** Whatever is longer and no upload is none of ours. */
const MOST_BYTES = 64 * 1024;
/** A request's head, and its body where it is no upload, come within this; whoever is slower holds a connection for its own sake. */
const PATIENCE_MS = 20_000;
/** A school's teachers with some browsers each; the panel has a port of its own, which nobody of the network can fill. */
const MOST_CONNECTIONS = 256;

/** Serves the classroom screen: a JSON API, a stream of events and the built page; to this machine, and where wanted to the network. */
export class ScreenServer {
  readonly #options: ScreenOptions;
  readonly #lock: LessonLock | undefined;
  #apps: FastifyInstance[] = [];
  #address: string | undefined;
  #networkAddress: string | undefined;
  #networkTimer: NodeJS.Timeout | undefined;

  constructor(options: ScreenOptions) {
    this.#options = options;
    const { access, room } = options;
    this.#lock = room && new LessonLock(access, () => room.state(), Date.now);
  }

  /** `http://host:port` while serving, else undefined. */
  get address(): string | undefined {
    return this.#address;
  }

  /** `https://name:port` while serving the network, else undefined. */
  get networkAddress(): string | undefined {
    return this.#networkAddress;
  }

  /**
   * Serves until `stop` is called or the signal fires.
   * @throws PortTakenError when another program listens on a port
   * @throws ScreenStartedError when already serving
   */
  async start(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { host = '127.0.0.1', port = DEFAULT_PORT, network } = this.#options;
    if (this.#apps.length > 0) throw new ScreenStartedError(this.#address ?? host);
    const own = await this.#listen(this.#panelApp(), host, port);
    this.#address = `http://${host === '::1' ? '[::1]' : host}:${own}`;
    if (network) await this.#serveNetwork(network);
    signal?.addEventListener('abort', () => void this.stop(), { once: true });
    // The signal may have fired while the port was being opened, before anybody listened to it.
    if (signal?.aborted) await this.stop();
  }

  /** Closes the ports and every connection; nothing happens when the screen is not being served. */
  async stop(): Promise<void> {
    clearTimeout(this.#networkTimer);
    const apps = this.#apps;
    this.#apps = [];
    this.#address = undefined;
    this.#networkAddress = undefined;
    await Promise.all(apps.map((app) => app.close()));
  }

  /** Whatever is wrong with it, the panel is served. */
  async #serveNetwork(network: NetworkPort): Promise<void> {
    try {
      const port = await this.#listen(this.#networkApp(network), network.address, network.port);
      this.#networkAddress = `https://${network.names[0]}:${port}`;
      this.#options.networkFailed?.(null);
    } catch (error) {
      this.#options.networkFailed?.(error as Error);
      // An address may come with the network, minutes after the machine.
      this.#networkTimer = setTimeout(() => void this.#serveNetwork(network), NETWORK_RETRY_MS).unref();
    }
  }

  async #listen(app: FastifyInstance, host: string, port: number): Promise<number> {
    try {
      await app.listen({ host, port });
      this.#apps.push(app);
    } catch (error) {
      await app.close();
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
        throw new PortTakenError(host, port, { cause: error });
      throw error;
    }
    return (app.server.address() as AddressInfo).port;
  }

  get #patienceMs(): number {
    return this.#options.patienceMs ?? PATIENCE_MS;
  }

  /** An upload may take an hour, and looks after itself. */
  #limit(request: IncomingMessage, response: ServerResponse): void {
    const timer = setTimeout(() => request.complete || request.destroy(), this.#patienceMs).unref();
    response.once('close', () => clearTimeout(timer));
  }

  #panelApp(): FastifyInstance {
    const app = Fastify({ ...options, http: { headersTimeout: this.#patienceMs } });
    this.#add(app, LOOPBACK_HOSTS, true);
    for (const plugin of this.#options.plugins ?? []) app.register(plugin);
    return app;
  }

  #networkApp({ names, certificate, key }: NetworkPort): FastifyInstance {
    const timeouts = { headersTimeout: this.#patienceMs, handshakeTimeout: this.#patienceMs };
    const https = { cert: certificate, key, minVersion: 'TLSv1.2' as const, ...timeouts };
    const app = Fastify({ ...options, https }) as unknown as FastifyInstance;
    app.server.maxConnections = MOST_CONNECTIONS;
    this.#add(app, names, false);
    return app;
  }

  #add(app: FastifyInstance, hosts: readonly string[], isPanel: boolean): void {
    const { access, reports, review, recordings, exported, room, setup } = this.#options;
    const { training = () => [], pageDir = DEFAULT_PAGE_DIR } = this.#options;
    app.addHook('onRequest', async (request, reply) => {
      reply.headers(securityHeaders(!isPanel));
      if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
      if (!request.routeOptions.config.upload) this.#limit(request.raw, reply.raw);
    });
    addGuard(app, { access, hosts, isPanel, lock: this.#lock });
    app.setNotFoundHandler((request, reply) =>
      refuse(reply, 404, 'SCREEN_NOT_FOUND', `there is nothing at ${request.method} ${request.url}`),
    );
    app.setErrorHandler((error: FastifyError, _request, reply) =>
      refuse(reply, error.statusCode ?? 500, error.code ?? 'SCREEN_INTERNAL', error.message),
    );
    app.get('/api/health', { config: { who: 'everybody' }, schema: { response: { 200: healthSchema } } }, () => ({
      status: 'ok',
    }));
    addAccessRoutes(app, access);
    addReportRoutes(app, reports, access, training);
    if (review) addReviewRoutes(app, reports, review, access);
    if (recordings) app.register((scope) => addRecordingRoutes(scope, recordings, access));
    if (exported) addExportRoutes(app, reports, access, exported);
    addEventRoutes(app, { access, room, lock: this.#lock, isPanel });
    if (room) addRoomRoutes(app, room);
    if (setup) addSetupRoutes(app, setup);
    addPage(app, pageDir);
  }
}

/**
 * A browser keeps its connections open; without forcing, stopping would wait for it. What was sent is taken as it is or
 * refused: "false" is not made false, and nothing is left out of it silently.
 */
const options = {
  forceCloseConnections: true,
  bodyLimit: MOST_BYTES,
  ajv: { customOptions: { coerceTypes: false, removeAdditional: false } as const },
  // What is no address at all is answered before any of our own rules is asked.
  frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
    void refuse(reply.headers(securityHeaders(request.protocol === 'https')), 400, error.code, 'this is no address'),
};
