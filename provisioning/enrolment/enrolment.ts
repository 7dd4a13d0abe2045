import type { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RoomAddress } from '../contract/room-address.ts';
import { certificatesIn } from './certificate-bag.ts';
import { certificateRequest, roomCommonName } from './certificate-request.ts';
import { authorityMark, type ClaimCode, claimCodeText, readClaimCode } from './claim-code.ts';
import { publicHalf } from './device-key.ts';
import { EnrolmentError } from './enrolment-error.ts';
import type { EnrolmentRequest } from './enrolment-request.ts';
import type { Reached } from './enrolment-step.ts';
import { type EstSession, type WallClock, withEstServer } from './est-client.ts';
import type { OpenWay, OwnPair } from './est-connection.ts';
import { type IdentityFolder, type Pair, pairFiles } from './identity-folder.ts';
import { withIdentityLock } from './identity-lock.ts';
import { isDue, renewalMs, worryMs } from './renewal-time.ts';
import { CLIENT_USE, chainTo, isFor, validityProblem } from './trusted-chain.ts';

/** Refusals after which what was begun is given up: neither this code nor its key will be taken. */
const HOPELESS: ReadonlySet<string> = new Set(['ENROL_CODE_REFUSED', 'ENROL_ROOM']);

export interface EnrolmentOptions {
  identity: IdentityFolder;
  way: OpenWay;
  clock: WallClock;
  reached?: Reached;
}

export interface Enrolled {
  pair: Pair;
  /** The pair is a new one. */
  isNew: boolean;
  /** This machine's clock is ahead of the server's by so much; null when they agree, or nobody was asked. */
  clockAheadMs: number | null;
}

/** How a room gets its certificate by a claim code, and another one with the one it has. */
export class Enrolment {
  readonly #options: EnrolmentOptions;
  readonly #reached: Reached;

  constructor(options: EnrolmentOptions) {
    this.#options = options;
    this.#reached = options.reached ?? (() => {});
  }

  /**
   * Gets a certificate by a claim code. What is begun goes on by `resume` when it could not be ended.
   * @param server `https://name[:port][/path]`
   * @throws EnrolmentError
   */
  claim(code: ClaimCode, server: string, room: RoomAddress, signal: AbortSignal): Promise<Enrolled> {
    return this.#alone(async () => {
      const { identity } = this.#options;
      const isNew = identity.begin({ kind: 'claim', server, room, code: claimCodeText(code) });
      return await this.#goOn(signal).catch((error: unknown) => {
        // A wrong code or address is typed anew; a key that the region may know from before is kept.
        if (isNew && error instanceof EnrolmentError && error.code === 'ENROL_WRONG_AUTHORITY') identity.forget();
        throw error;
      });
    });
  }

  /** Goes on with what was begun; null when nothing was. @throws EnrolmentError */
  resume(signal: AbortSignal): Promise<Enrolled | null> {
    return this.#alone(async () => (this.#options.identity.pending ? await this.#goOn(signal) : null));
  }

  /**
   * Gets another certificate, for a new key, with the one in use; a claim that was begun goes first, and is given up when it fails
   * while the one in use is to be renewed.
   * @param server in place of the one that gave it
   * @param isEarly though it is not time
   * @throws EnrolmentError
   */
  renew(server: string | undefined, isEarly: boolean, signal: AbortSignal): Promise<Enrolled> {
    const { identity } = this.#options;
    return this.#alone(async () => {
      const { current, pending } = identity;
      if (pending?.kind === 'claim') {
        const enrolled = await this.#claimed(current, signal);
        if (enrolled) return enrolled;
      }
      if (!current)
        throw new EnrolmentError(
          'ENROL_NOTHING',
          `${identity.folder}: this room has no certificate; enrol it by a claim code`,
        );
      const { room, server: last } = current.origin;
      identity.begin({ kind: 'renewal', server: server ?? last, room });
      return await this.#goOn(signal, isEarly);
    });
  }

  /** Ends what a power cut has left begun on the disk; nobody is asked. @throws EnrolmentError */
  recover(): Promise<void> {
    return this.#alone(async () => {});
  }

  /** Gives up what was begun. */
  forget(): Promise<void> {
    return this.#alone(async () => this.#options.identity.forget());
  }

  /** Goes on with a claim; null once it is given up for the pair in use. */
  async #claimed(current: Pair | null, signal: AbortSignal): Promise<Enrolled | null> {
    const { identity, clock } = this.#options;
    try {
      return await this.#goOn(signal);
    } catch (error) {
      if (!current || signal.aborted || !(error instanceof EnrolmentError)) throw error;
      const { certificate } = current;
      const nowMs = clock.wallMs();
      // What may pass is waited for as long as that does no harm, and when the claim is the better hope of the two.
      if (nowMs < (error.isPassing ? worryMs : renewalMs)(certificate)) throw error;
      if (error.isPassing && nowMs > certificate.validToDate.getTime()) throw error;
      identity.forget();
      return null;
    }
  }

  async #alone<T>(act: () => Promise<T>): Promise<T> {
    const { identity } = this.#options;
    identity.prepare();
    return await withIdentityLock(identity.folder, async () => {
      identity.open();
      return await act();
    });
  }

  async #goOn(signal: AbortSignal, isEarly = true): Promise<Enrolled> {
    const { identity, way, clock } = this.#options;
    const request = identity.pending!;
    const key = identity.pendingKey();
    const own = request.kind === 'renewal' ? this.#ownPair() : undefined;
    const trusted =
      request.kind === 'renewal'
        ? () => this.#keptAuthorities()
        : (offered: readonly X509Certificate[]) => named(offered, request);
    const about = { server: request.server, trusted, own, way, clock, reached: this.#reached, signal };
    return await withEstServer(about, async (session) => {
      const { clockAheadMs } = session;
      const current = identity.current;
      if (request.kind === 'renewal' && !isEarly && current && !isDue(current.certificate, session.nowMs)) {
        identity.forget();
        return { pair: current, isNew: false, clockAheadMs };
      }
      const asked = await certificateRequest(key, request.room, session.binding);
      const login =
        request.kind === 'claim'
          ? { user: roomCommonName(request.room), password: readClaimCode(request.code).secret }
          : undefined;
      const issued = await session.enrol(asked, login).catch((error: unknown) => {
        // Asking again with it would only use up the room's tries.
        if (error instanceof EnrolmentError && isHopeless(error, request)) identity.forget();
        throw error;
      });
      this.#reached('certificate-received');
      const authorities = authoritiesOf(session);
      const chain = checkedChain(issued, authorities, request, key, session.nowMs);
      this.#reached('certificate-checked');
      identity.complete(chain, authorities);
      return { pair: identity.current!, isNew: true, clockAheadMs };
    });
  }

  #ownPair(): OwnPair {
    const { identity } = this.#options;
    return { certificate: this.#kept(pairFiles.certificate), key: identity.currentKey() };
  }

  #keptAuthorities(): X509Certificate[] {
    return certificatesIn(this.#kept(pairFiles.authorities));
  }

  #kept(file: string): string {
    const { folder } = this.#options.identity.current!;
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}

const isHopeless = ({ code }: EnrolmentError, { kind }: EnrolmentRequest) =>
  HOPELESS.has(code) || (kind === 'claim' && code === 'ENROL_REVOKED');

/** Of what a server says are its authorities the one that the claim code names. */
function named(offered: readonly X509Certificate[], request: EnrolmentRequest & { kind: 'claim' }): X509Certificate[] {
  const { authority } = readClaimCode(request.code);
  const found = offered.filter((one) => one.ca && authorityMark(one.raw) === authority);
  if (found.length > 0) return found;
  throw new EnrolmentError(
    'ENROL_WRONG_AUTHORITY',
    `${new URL(request.server).host}: is not of the region that the claim code is from; nothing secret was sent. Check the address and the code, and who is between: a proxy that looks into TLS must let this address through`,
  );
}

/** All that a server names which is known to be the right one: a region that changes its authority names both. */
const authoritiesOf = ({ authorities }: EstSession) => authorities.filter(({ ca }) => ca);

/** @returns the room's certificate and those between it and the authority */
function checkedChain(
  issued: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  { room, server }: EnrolmentRequest,
  key: string,
  nowMs: number,
): X509Certificate[] {
  const wrong = (what: string): never => {
    throw new EnrolmentError(
      'ENROL_WRONG_CERTIFICATE',
      `${new URL(server).host}: what it has issued cannot be used: ${what}; tell the region's administrator`,
    );
  };
  const own = publicHalf(key);
  const first = issued.find((one) => one.publicKey.export({ type: 'spki', format: 'der' }).equals(own));
  if (!first) return wrong('it is for another key');
  const name: unknown = first.toLegacyObject().subject?.CN;
  if (name !== roomCommonName(room)) return wrong(`it is for ${String(name)}, not for ${roomCommonName(room)}`);
  if (!isFor(first, CLIENT_USE)) return wrong('it is not for clients');
  const chain = chainTo(authorities, first, issued);
  if (!chain) return wrong('the region’s authority does not vouch for it');
  const problem = validityProblem([first], nowMs);
  if (problem !== null) return wrong(problem);
  return chain.slice(0, -1);
}
