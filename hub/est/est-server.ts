import { constants } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { certificateBag } from '../../provisioning/enrolment/certificate-bag.ts';
import { channelBinding } from '../../provisioning/enrolment/channel-binding.ts';
import { EST_PATH } from '../../provisioning/enrolment/est-client.ts';
import { REASON_HEADER } from '../../provisioning/enrolment/est-refusal.ts';
import type { Authority } from './authority.ts';
import { EstRefusal, readWish } from './certificate-wish.ts';
import { derOf, type EnrolmentDesk } from './enrolment-desk.ts';
import { EstError } from './est-error.ts';
import { FailureLimit } from './failure-limit.ts';

const MOST_BODY_BYTES = 16 * 1024;
/** Refusals of one address in ten minutes; a school's rooms may all come from one. */
const MOST_FAILURES = 60;
const MOST_CONNECTIONS = 1_000;
const PKCS7 = 'application/pkcs7-mime; smime-type=certs-only';
/** A server's own certificate is made anew in its process long before it runs out. */
const SERVER_LIFE_DAYS = 90;
const RENEW_EVERY_MS = 24 * 3_600_000;

export interface EstServerOptions {
  authority: Authority;
  desk: EnrolmentDesk;
  /** Names and addresses under which rooms reach it. */
  names: readonly string[];
  /** 0 takes a free port. */
  port: number;
  address?: string;
  /** Takes only requests that were made for their connection (RFC 7030, 3.5), which not every client can. */
  needsBinding?: boolean;
  nowMs(): number;
  /** One line for each thing that was asked. */
  log(line: string): void;
}

type Route = (request: IncomingMessage, response: ServerResponse, peer: string) => Promise<void> | void;

/** A region's EST server (RFC 7030): cacerts, simpleenroll by a claim code, simplereenroll with the certificate in use. */
export class EstServer {
  readonly #options: EstServerOptions;
  readonly #failures = new FailureLimit(MOST_FAILURES);
  #server: Server | undefined;
  #renewal: NodeJS.Timeout | undefined;

  constructor(options: EstServerOptions) {
    this.#options = options;
  }

  /** @throws EstError (HUB_EST_PORT) when its port is taken */
  async start(): Promise<void> {
    const server = createServer({
      ...(await this.#pair()),
      ca: this.#options.authority.certificate.toString(),
      // Who shows a certificate is looked up in the register, also one that has run out.
      ...{ requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] },
      // What binds a request to a TLS 1.2 connection needs a whole handshake.
      secureOptions: constants.SSL_OP_NO_TICKET,
      ...{ requestTimeout: 20_000, headersTimeout: 10_000, handshakeTimeout: 10_000, keepAliveTimeout: 5_000 },
      maxHeaderSize: 8 * 1024,
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((error: Error) => this.#options.log(`an answer failed: ${error.message}`));
    });
    this.#server = server;
    server.listen(this.#options.port, this.#options.address);
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new EstError(
        'HUB_EST_PORT',
        `port ${this.#options.port}: ${(error as Error).message}; give another with --port`,
        { cause: error },
      );
    }
    this.#renewal = setInterval(() => {
      this.#pair().then(
        (pair) => server.setSecureContext({ ...pair, ca: this.#options.authority.certificate.toString() }),
        (error: Error) => this.#options.log(`the server's own certificate could not be made anew: ${error.message}`),
      );
    }, RENEW_EVERY_MS);
    this.#renewal.unref();
  }

  get port(): number {
    return (this.#server!.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    clearInterval(this.#renewal);
    const server = this.#server;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  async #pair(): Promise<{ cert: string; key: string }> {
    const { authority, names, nowMs } = this.#options;
    const { certificate, key } = await authority.serverPair(names, SERVER_LIFE_DAYS, nowMs());
    return { cert: certificate, key };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const peer = request.socket.remoteAddress ?? '?';
    const path = (request.url ?? '').split('?')[0] ?? '';
    try {
      const [method, route] = this.#route(path);
      if (request.method !== method) {
        response.setHeader('allow', method);
        throw new EstRefusal(405, 'request', `${method} only`);
      }
      await route(request, response, peer);
      this.#options.log(`${peer} ${path} ${response.statusCode}`);
    } catch (error) {
      // Whoever went away in the middle is no fault of this server's.
      if (request.errored) return;
      const refusal = error instanceof EstRefusal ? error : new EstRefusal(500, 'busy', 'a fault of this server');
      if (refusal !== error) this.#options.log(`${peer} ${path}: ${(error as Error).stack}`);
      // A client that only asks how to say who it is has not been wrong yet.
      const isAnswer = request.headers.authorization !== undefined || refusal.status === 403;
      if (isAnswer && (refusal.status === 401 || refusal.status === 403))
        this.#failures.add(peer, this.#options.nowMs());
      // What of the body has not been read is not waited for.
      if (!request.complete) response.once('finish', () => request.destroy());
      this.#refuse(response, refusal);
      this.#options.log(`${peer} ${path} ${refusal.status} ${refusal.reason}: ${refusal.message}`);
    }
  }

  #route(path: string): ['GET' | 'POST', Route] {
    switch (path) {
      case `${EST_PATH}/cacerts`:
        return ['GET', (_, response) => this.#certificates(response, [this.#options.authority.certificate.raw])];
      case `${EST_PATH}/simpleenroll`:
        return ['POST', (...all) => this.#enrol(...all)];
      case `${EST_PATH}/simplereenroll`:
        return ['POST', (...all) => this.#renew(...all)];
      case `${EST_PATH}/csrattrs`:
        // Nothing in particular is to be put into requests (RFC 7030, 4.5.2).
        return ['GET', (_, response) => void response.writeHead(204).end()];
      case `${EST_PATH}/serverkeygen`:
      case `${EST_PATH}/fullcmc`:
        throw new EstRefusal(501, 'request', 'rooms make their keys themselves');
      default:
        throw new EstRefusal(404, 'request', `there is only ${EST_PATH}/cacerts, simpleenroll and simplereenroll`);
    }
  }

  async #enrol(request: IncomingMessage, response: ServerResponse, peer: string): Promise<void> {
    this.#refuseTooMany(peer);
    const login = loginOf(request.headers.authorization);
    if (!login)
      throw new EstRefusal(401, 'code', 'give region/school/room as user and the claim code’s secret as password');
    const wish = await this.#wish(request);
    const issued = await this.#options.desk.byCode(wish, login.user, login.password, peer);
    this.#certificates(response, [derOf(issued)]);
  }

  async #renew(request: IncomingMessage, response: ServerResponse, peer: string): Promise<void> {
    this.#refuseTooMany(peer);
    const shown = (request.socket as TLSSocket).getPeerX509Certificate();
    if (!shown) throw new EstRefusal(401, 'code', 'show the certificate in use');
    const wish = await this.#wish(request);
    this.#certificates(response, [derOf(await this.#options.desk.byCertificate(wish, shown, peer))]);
  }

  async #wish(request: IncomingMessage) {
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/pkcs10') throw new EstRefusal(415, 'request', 'the body must be application/pkcs10');
    const binding = channelBinding(request.socket as TLSSocket, 'server');
    return await readWish(await bodyOf(request), binding, this.#options.needsBinding ?? false);
  }

  #refuseTooMany(peer: string): void {
    const waitS = this.#failures.waitS(peer, this.#options.nowMs());
    if (waitS > 0) throw new EstRefusal(429, 'busy', 'too many refusals for this address', waitS);
  }

  #certificates(response: ServerResponse, certificates: Uint8Array[]): void {
    const body = certificateBag(certificates);
    response
      .writeHead(200, {
        ...{ 'content-type': PKCS7, 'content-transfer-encoding': 'base64' },
        ...{ 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store', date: this.#date() },
      })
      .end(body);
  }

  #refuse(response: ServerResponse, { status, reason, message, retryAfterS }: EstRefusal): void {
    // Some clients that are asked who they are, such as Bouncy Castle's, cannot do with words.
    const isQuestion = status === 401 && response.req.headers.authorization === undefined;
    const body = status === 202 || isQuestion ? '' : `${message}\n`;
    response
      .writeHead(status, {
        ...{
          'content-type': 'text/plain; charset=utf-8',
          'content-length': Buffer.byteLength(body),
          date: this.#date(),
        },
        [REASON_HEADER]: reason,
        ...(status === 401 && { 'www-authenticate': 'Basic realm="estrealm"' }),
        ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
      })
      .end(body);
  }

  #date(): string {
    return new Date(this.#options.nowMs()).toUTCString();
  }
}

function loginOf(authorization: string | undefined): { user: string; password: string } | null {
  const base64 = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  const text = Buffer.from(base64 ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Whoever sent too much is still to be answered.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) throw new EstRefusal(413, 'request', `more than ${MOST_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
