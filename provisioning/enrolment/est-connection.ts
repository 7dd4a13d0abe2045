import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { channelBinding } from './channel-binding.ts';
import { EnrolmentError } from './enrolment-error.ts';

const USUAL_PORT = 443;
const MOST_ANSWER_BYTES = 256 * 1024;
const LONGEST_CHAIN = 8;

/** Opens the way to a host, perhaps through a proxy. @throws Error when there is none */
export type OpenWay = (host: string, port: number, signal: AbortSignal) => Promise<Socket>;

/** The way without a proxy. */
export const directWay: OpenWay = async (host, port, signal) => {
  const socket = connectTcp({ host, port, noDelay: true });
  try {
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
};

export interface EstAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A certificate with its key by which the room shows who it is, PEM. */
export interface OwnPair {
  certificate: string;
  key: string;
}

/**
 * A TLS connection to an EST server, on which requests are made one after the other. It trusts nobody by itself: whoever uses it
 * judges `peer` before it says anything that is secret.
 */
export class EstConnection {
  readonly #socket: TLSSocket;
  readonly #agent: Agent;
  readonly #signal: AbortSignal;
  readonly host: string;
  readonly #hostHeader: string;

  private constructor(socket: TLSSocket, { hostname, host }: URL, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    this.host = bareHost(hostname);
    this.#hostHeader = host;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
    this.#agent.createConnection = () => socket;
  }

  /**
   * @param server `https://name[:port][/path]`
   * @param own undefined: the room shows no certificate
   * @param signal ends everything on it
   * @throws EnrolmentError (ENROL_UNREACHABLE, ENROL_SERVER)
   */
  static async open(
    server: string,
    own: OwnPair | undefined,
    way: OpenWay,
    signal: AbortSignal,
  ): Promise<EstConnection> {
    const url = new URL(server);
    const host = bareHost(url.hostname);
    let below: Socket | undefined;
    try {
      below = await way(host, Number(url.port) || USUAL_PORT, signal);
      const socket = connectTls({
        ...{ socket: below, host, minVersion: 'TLSv1.2', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] },
        ...(isIP(host) === 0 && { servername: host }),
        ...(own && { cert: own.certificate, key: own.key }),
      });
      socket.on('error', () => {});
      const closed = once(socket, 'close', { signal }).then(() => {
        throw new Error('it hung up');
      });
      await Promise.race([once(socket, 'secureConnect', { signal }), closed]);
      closed.catch(() => {});
      return new EstConnection(socket, url, signal);
    } catch (error) {
      below?.destroy();
      throw connectionError(error, url.host, signal);
    }
  }

  /** The server's certificate first, then whatever else it sent. */
  get peer(): X509Certificate[] {
    const chain: X509Certificate[] = [];
    let next: DetailedPeerCertificate | undefined = this.#socket.getPeerCertificate(true);
    while (next?.raw && chain.length < LONGEST_CHAIN) {
      chain.push(new X509Certificate(next.raw));
      next = next.issuerCertificate === next ? undefined : next.issuerCertificate;
    }
    return chain;
  }

  /** See `channelBinding`. */
  get binding(): string {
    return channelBinding(this.#socket, 'client');
  }

  /** @param body undefined: GET @throws EnrolmentError (ENROL_UNREACHABLE, ENROL_SERVER) */
  async ask(path: string, headers: Record<string, string> = {}, body?: Buffer): Promise<EstAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<EstAnswer>();
    const request = httpRequest({
      ...{ agent: this.#agent, path, method: body ? 'POST' : 'GET', signal: this.#signal },
      headers: { host: this.#hostHeader, ...headers, ...(body && { 'content-length': body.length }) },
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MOST_ANSWER_BYTES) response.destroy(new Error('its answer is far too long'));
        else chunks.push(chunk);
      });
      response.once('error', reject);
      response.once('aborted', () => reject(new Error('it hung up in the middle of its answer')));
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.end(body);
    try {
      return await promise;
    } catch (error) {
      throw connectionError(error, this.#hostHeader, this.#signal);
    }
  }

  close(): void {
    this.#agent.destroy();
    this.#socket.destroy();
  }
}

const bareHost = (hostname: string) => hostname.replace(/^\[|\]$/g, '');

function connectionError(error: unknown, where: string, signal: AbortSignal): EnrolmentError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const told = (kind: 'ENROL_UNREACHABLE' | 'ENROL_SERVER', what: string) =>
    new EnrolmentError(kind, `${where}: ${what}`, { cause: error });
  if (signal.aborted) return told('ENROL_UNREACHABLE', 'no answer in time; check the address and the network');
  if (/ALERT/.test(code))
    return told('ENROL_SERVER', `the server does not take the connection (${code}); ask the region's administrator`);
  if (/^(ERR_SSL|EPROTO|ERR_TLS)/.test(code))
    return told('ENROL_SERVER', `does not speak TLS (${code}); check the server's address and port`);
  if (/^HPE_/.test(code)) return told('ENROL_SERVER', `does not speak HTTP (${code}); check the server's address`);
  return told(
    'ENROL_UNREACHABLE',
    `${/^E[A-Z]+$/.test(code) ? code : message}; check the server's address, and that the network lets this machine through`,
  );
}
