import type { X509Certificate } from 'node:crypto';
import { readCertificateBag } from './certificate-bag.ts';
import { EnrolmentError } from './enrolment-error.ts';
import type { Reached } from './enrolment-step.ts';
import { type EstAnswer, EstConnection, type OpenWay, type OwnPair } from './est-connection.ts';
import { estRefusal } from './est-refusal.ts';
import { chainTo, isForServer, validityProblem } from './trusted-chain.ts';

/** Where the operations of EST are below the server's address (RFC 7030, 3.2.2). */
export const EST_PATH = '/.well-known/est';
/** For one connection with all that is asked on it. */
const PATIENCE_MS = 30_000;
/** A clock that differs by more from the server's is told of. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/** Whether this machine's clock is worth anything. */
export interface WallClock {
  wallMs(): number;
  /** A time server keeps it, and it shows a time that can be. */
  isSure(): boolean;
}

export interface EstOptions {
  /** `https://name[:port][/path]` */
  server: string;
  /** Picks of what the server says are its authorities those that are trusted. @throws EnrolmentError when there is none */
  trusted(offered: readonly X509Certificate[]): X509Certificate[];
  /** By which the room shows who it is; undefined: by nothing yet. */
  own?: OwnPair | undefined;
  way: OpenWay;
  clock: WallClock;
  reached: Reached;
  /** Ends it. */
  signal: AbortSignal;
}

/** A connection to a server that is who it should be. */
export interface EstSession {
  /** Every authority that the server names, of which the trusted ones are some. */
  authorities: X509Certificate[];
  /** By which certificates are judged, milliseconds since 1970: this machine's where it is sure of it, or else the server's. */
  nowMs: number;
  /** This machine's clock is ahead of the server's by so much; null when the two agree or the server tells no time. */
  clockAheadMs: number | null;
  /** Of this connection, to be put into the request for a certificate. */
  binding: string;
  /**
   * Asks for a certificate.
   * @param request PKCS #10, DER
   * @param login that the code stands for; undefined: the connection's certificate says who this is (simplereenroll)
   * @throws EnrolmentError
   */
  enrol(request: Buffer, login: { user: string; password: string } | undefined): Promise<X509Certificate[]>;
}

/**
 * Speaks to an EST server (RFC 7030). Nothing secret is said before it is known that the server's certificate leads to a trusted
 * authority, is for a server of this name, and is valid: at the machine's time where that is sure, or else at the time that the
 * server itself tells on that very connection.
 * @throws EnrolmentError
 */
export async function withEstServer<T>(options: EstOptions, act: (session: EstSession) => Promise<T>): Promise<T> {
  const { server, trusted, own, way, clock, reached, signal } = options;
  const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const connection = await EstConnection.open(server, own, way, until);
  try {
    reached('connected');
    const { host } = new URL(server);
    const base = `${new URL(server).pathname.replace(/\/$/, '')}${EST_PATH}`;
    const answer = await connection.ask(`${base}/cacerts`);
    if (answer.status !== 200) throw estRefusal(answer, host, false);
    const authorities = readCertificateBag(answer.body);
    reached('authority-known');
    const serverMs = Date.parse(answer.headers.date ?? '');
    const nowMs = clock.isSure() || !Number.isFinite(serverMs) ? clock.wallMs() : serverMs;
    judge(connection, trusted(authorities), host, nowMs);
    reached('authority-trusted');
    const aheadMs = clock.wallMs() - serverMs;
    return await act({
      ...{ authorities, nowMs, binding: connection.binding },
      clockAheadMs: Math.abs(aheadMs) > CLOCK_TOLERANCE_MS ? aheadMs : null,
      enrol: async (request, login) => {
        const path = `${base}/${login ? 'simpleenroll' : 'simplereenroll'}`;
        const authorization = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
        const base64 = Buffer.from(
          `${request
            .toString('base64')
            .match(/.{1,64}/g)!
            .join('\r\n')}\r\n`,
        );
        const headers = {
          ...{ 'content-type': 'application/pkcs10', 'content-transfer-encoding': 'base64' },
          ...(authorization !== undefined && { authorization }),
        };
        const issued = await connection.ask(path, headers, base64);
        reached('request-sent');
        return certificatesOf(issued, host, login === undefined);
      },
    });
  } finally {
    connection.close();
  }
}

function judge(connection: EstConnection, trusted: X509Certificate[], host: string, nowMs: number): void {
  const [first, ...others] = connection.peer;
  const chain = first && chainTo(trusted, first, others);
  if (!chain)
    throw new EnrolmentError(
      'ENROL_WRONG_AUTHORITY',
      `${host}: whoever answers there is not vouched for by the region’s authority; nothing secret was sent. Check the address, and who is between: a proxy that looks into TLS must let this address through`,
    );
  if (!isForServer(first, connection.host))
    throw new EnrolmentError(
      'ENROL_WRONG_AUTHORITY',
      `${host}: its certificate is the region’s, but not of a server of this name; nothing secret was sent. Check the address`,
    );
  const problem = validityProblem(chain, nowMs);
  if (problem !== null)
    throw new EnrolmentError(
      'ENROL_SERVER',
      `${host}: at ${new Date(nowMs).toISOString()} its certificate is not valid: ${problem}; check this machine’s clock, or tell the region's administrator`,
    );
}

function certificatesOf(answer: EstAnswer, host: string, isRenewal: boolean): X509Certificate[] {
  if (answer.status !== 200) throw estRefusal(answer, host, isRenewal);
  return readCertificateBag(answer.body);
}
