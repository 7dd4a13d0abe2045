import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyPluginAsync, type FastifyReply } from 'fastify';
import { catalogue } from '../indicators/catalogue.ts';
import {
  catalogueSchema,
  errorSchema,
  healthSchema,
  lessonListSchema,
  portraitSchema,
  reportSchema,
} from './api-schema.ts';
import { PortTakenError, ScreenStartedError } from './errors.ts';
import { pageMissingHtml } from './page-missing.ts';
import type { ReportSource } from './report-source.ts';
import type { RoomControls } from './room-controls.ts';
import { addRoomRoutes } from './room-routes.ts';

/** The screen shows reports without a password, so it is served to this machine only. */
export type LoopbackHost = '127.0.0.1' | '::1' | 'localhost';

export interface ScreenOptions {
  reports: ReportSource;
  /** The room, where there is one. */
  room?: RoomControls | undefined;
  /** What else is answered here: health, metrics. */
  plugins?: readonly FastifyPluginAsync[];
  host?: LoopbackHost;
  /** 0 lets the system choose. */
  port?: number;
  /** Where the built page lies. */
  pageDir?: string;
}

const DEFAULT_PORT = 8080;
const DEFAULT_PAGE_DIR = join(import.meta.dirname, 'page/dist');

/**
 * A web page elsewhere can point its own host name at 127.0.0.1 and then read this server as if it were its own (DNS
 * rebinding); such requests carry that name in the Host header.
 */
const LOCAL_HOST_HEADER = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

const securityHeaders = {
  'content-security-policy': "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** Serves the classroom screen: a small JSON API and the built page. */
export class ScreenServer {
  readonly #reports: ReportSource;
  readonly #room: RoomControls | undefined;
  readonly #plugins: readonly FastifyPluginAsync[];
  readonly #host: LoopbackHost;
  readonly #port: number;
  readonly #pageDir: string;
  #app: FastifyInstance | undefined;
  #address: string | undefined;

  constructor(options: ScreenOptions) {
    const {
      reports,
      room,
      plugins = [],
      host = '127.0.0.1',
      port = DEFAULT_PORT,
      pageDir = DEFAULT_PAGE_DIR,
    } = options;
    this.#reports = reports;
    this.#room = room;
    this.#plugins = plugins;
    this.#host = host;
    this.#port = port;
    this.#pageDir = pageDir;
  }

  /** `http://host:port` while serving, else undefined. */
  get address(): string | undefined {
    return this.#address;
  }

  /**
   * Serves until `stop` is called or the signal fires.
   * @throws PortTakenError when another program listens on the port
   * @throws ScreenStartedError when already serving
   */
  async start(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#app) throw new ScreenStartedError(this.#address ?? this.#host);
    const app = this.#build();
    this.#app = app;
    try {
      await app.listen({ host: this.#host, port: this.#port });
    } catch (error) {
      await this.stop();
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
        throw new PortTakenError(this.#host, this.#port, { cause: error });
      throw error;
    }
    const { port } = app.server.address() as AddressInfo;
    this.#address = `http://${this.#host === '::1' ? '[::1]' : this.#host}:${port}`;
    signal?.addEventListener('abort', () => void this.stop(), { once: true });
    // The signal may have fired while the port was being opened, before anybody listened to it.
    if (signal?.aborted) await this.stop();
  }

  /** Closes the port and every connection; nothing happens when the screen is not being served. */
  async stop(): Promise<void> {
    const app = this.#app;
    this.#app = undefined;
    this.#address = undefined;
    await app?.close();
  }

  #build(): FastifyInstance {
    // A browser keeps its connections open; without this, stopping would wait for it.
    // What was sent is taken as it is or refused: "false" is not made false, and nothing is left out of it silently.
    const ajv = { customOptions: { coerceTypes: false, removeAdditional: false } as const };
    const app = Fastify({ forceCloseConnections: true, ajv });
    app.addHook('onRequest', async (request, reply) => {
      reply.headers(securityHeaders);
      if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
      if (!LOCAL_HOST_HEADER.test(request.headers.host ?? ''))
        return refuse(reply, 403, 'SCREEN_HOST_REFUSED', 'this screen answers only to 127.0.0.1, localhost and [::1]');
    });
    app.setNotFoundHandler((request, reply) =>
      refuse(reply, 404, 'SCREEN_NOT_FOUND', `there is nothing at ${request.method} ${request.url}`),
    );
    app.setErrorHandler((error: FastifyError, _request, reply) =>
      refuse(reply, error.statusCode ?? 500, error.code ?? 'SCREEN_INTERNAL', error.message),
    );
    this.#addApi(app);
    if (this.#room) addRoomRoutes(app, this.#room);
    for (const plugin of this.#plugins) app.register(plugin);
    this.#addPage(app);
    return app;
  }

  #addApi(app: FastifyInstance): void {
    app.get('/api/health', { schema: { response: { 200: healthSchema } } }, () => ({ status: 'ok' }));
    app.get('/api/catalogue', { schema: { response: { 200: catalogueSchema } } }, () => catalogue);
    app.get('/api/lessons', { schema: { response: { 200: lessonListSchema } } }, () => this.#reports.list());
    const params = { type: 'object', properties: { id: { type: 'string', minLength: 1, maxLength: 64 } } };
    const unknown = (reply: FastifyReply, id: string) =>
      refuse(reply, 404, 'SCREEN_LESSON_UNKNOWN', `there is no lesson ${id} on this machine`);
    app.get<{ Params: { id: string } }>(
      '/api/lessons/:id',
      { schema: { params, response: { 200: reportSchema, 404: errorSchema } } },
      ({ params: { id } }, reply) => this.#reports.get(id) ?? unknown(reply, id),
    );
    app.get<{ Params: { id: string } }>(
      '/api/lessons/:id/portrait',
      { schema: { params, response: { 200: portraitSchema, 404: errorSchema } } },
      ({ params: { id } }, reply) => {
        const report = this.#reports.get(id);
        return report ? { portrait: this.#reports.portraitUpTo(report) } : unknown(reply, id);
      },
    );
  }

  #addPage(app: FastifyInstance): void {
    if (existsSync(join(this.#pageDir, 'index.html'))) {
      app.register(fastifyStatic, {
        root: this.#pageDir,
        cacheControl: false,
        // Vite puts a content hash into the name of every file in assets/, so those never change.
        setHeaders: (response, path) =>
          response.header(
            'cache-control',
            path.startsWith(join(this.#pageDir, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache',
          ),
      });
    } else {
      app.get('/', (_request, reply) =>
        reply.code(503).type('text/html; charset=utf-8').send(pageMissingHtml(this.#pageDir)),
      );
    }
  }
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ error: { code, message } });
}
