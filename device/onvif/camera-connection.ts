import type { Agent } from 'node:http';
import { Cam, type RequestCallback } from 'onvif';
import type { z } from 'zod';
import { safeParse } from '../../agent/lesson/outside-data.ts';
import { boundedAgent } from './bounded-agent.ts';
import { OnvifError } from './onvif-error.ts';
import { printable, readSoap, type SoapFault } from './soap-document.ts';

/** User and password of a camera; printable ASCII, the user without `& < > "`, which the package does not escape. */
export interface Credentials {
  user: string;
  password: string;
}

/** One of the package's calls: starts a request and calls back with its error or the answer's XML. */
type Call = (cam: Cam, done: RequestCallback) => void;

/** Answers of cameras that mean the password, whatever code they put it under. */
const refusal =
  /not\s*authori[sz]ed|unauthori[sz]ed|authority\s*failure|failed\s*authentication|authentication failed/i;

/**
 * Talks to one camera for a limited time. The package onvif writes and signs the requests (UsernameToken, and digest where a
 * camera asks for it); what comes back is read here, since the package reads `5.70` as a number and an only element as
 * no list.
 */
export class CameraConnection {
  readonly #where: string;
  readonly #hasCredentials: boolean;
  readonly #agent: Agent;
  readonly #cam: Cam;
  readonly #overrun = new AbortController();
  readonly #deadline: AbortSignal;
  readonly #timeoutMs: number;
  #status = 0;

  /**
   * @param address of the device service
   * @param timeoutMs for everything together
   */
  constructor(address: URL, credentials: Credentials | null, timeoutMs: number) {
    const secure = address.protocol === 'https:';
    this.#where = address.host;
    this.#hasCredentials = credentials !== null;
    this.#timeoutMs = timeoutMs;
    this.#deadline = AbortSignal.timeout(timeoutMs);
    this.#agent = boundedAgent(secure, () => this.#overrun.abort());
    this.#cam = new Cam({
      hostname: address.hostname.replace(/^\[|\]$/g, ''),
      port: Number(address.port) || (secure ? 443 : 80),
      path: address.pathname + address.search,
      useSecure: secure,
      ...(credentials && { username: credentials.user, password: credentials.password }),
      autoconnect: false,
      timeout: timeoutMs,
      agent: this.#agent,
    });
    this.#cam.on('rawResponse', (_xml, status) => {
      this.#status = status;
    });
  }

  /**
   * Asks for the camera's clock, without which a password is refused by a camera whose clock is wrong: what is signed says
   * when it was signed. The package signs by the camera's clock.
   * @returns how far the camera's clock is ahead of this machine's, seconds; null when it does not tell
   */
  async readClock(signal: AbortSignal): Promise<number | null> {
    const startedMs = process.uptime() * 1000;
    // For cameras that tell their time only to those they know: without this the package would sign with a time of 1970.
    this.#cam.timeShift = Date.now() - startedMs;
    let cameraMs = Number.NaN;
    await this.#xml(
      (cam, done) =>
        cam.getSystemDateAndTime((error, time, xml) => {
          cameraMs = Number(time ?? Number.NaN);
          done(error, time, xml);
        }),
      signal,
    );
    if (Number.isNaN(cameraMs)) return null;
    const offsetMs = cameraMs - Date.now();
    this.#cam.timeShift += offsetMs;
    return Math.round(offsetMs / 1000);
  }

  /**
   * Learns where the camera's services are; old cameras know only GetCapabilities, and the package reads GetServices only
   * of cameras with several.
   * @throws OnvifError also when it has no media service
   */
  async readServices(signal: AbortSignal): Promise<void> {
    try {
      await this.#xml((cam, done) => cam.getServices(false, done), signal);
    } catch (error) {
      if (!isRefusedRequest(error)) throw error;
    }
    if (this.#hasMedia()) return;
    await this.#xml((cam, done) => cam.getCapabilities(done), signal);
    if (!this.#hasMedia()) throw this.#error('ONVIF_BAD_ANSWER', 'no media service');
  }

  /** Some cameras (D-Link DCS-8635LH) offer Media 2 and then fail at it; Media 1 is asked then. */
  async readMedia<Schema extends z.ZodType>(
    call: Call,
    schema: Schema,
    signal: AbortSignal,
  ): Promise<z.output<Schema>> {
    try {
      return await this.read(call, schema, signal);
    } catch (error) {
      if (!this.#cam.media2Support || !this.#cam.uri?.media || !isRefusedRequest(error)) throw error;
      this.#cam.media2Support = false;
      return await this.read(call, schema, signal);
    }
  }

  /**
   * Sends a request and reads its answer.
   * @throws OnvifError; the signal's reason when it aborts
   */
  async read<Schema extends z.ZodType>(call: Call, schema: Schema, signal: AbortSignal): Promise<z.output<Schema>> {
    const answer = readSoap(await this.#xml(call, signal));
    const parsed = safeParse(schema, 'body' in answer ? answer.body : undefined);
    if (parsed.success) return parsed.data;
    const { path = [], message = '' } = parsed.error.issues[0] ?? {};
    throw this.#error('ONVIF_BAD_ANSWER', printable(`${path.join('/')}: ${message}`, 160));
  }

  #hasMedia(): boolean {
    return Boolean(this.#cam.uri?.media ?? this.#cam.uri?.media2);
  }

  /** Ends what is under way. */
  close(): void {
    this.#agent.destroy();
  }

  /** The XML of an answer that is SOAP and no fault, also where the package could not make sense of it. */
  #xml(call: Call, signal: AbortSignal): Promise<string> {
    const ended = AbortSignal.any([signal, this.#deadline, this.#overrun.signal]);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    // The package calls back never for an answer that is cut off, and twice for one that it fails to read.
    const onEnd = () => {
      if (signal.aborted) reject(signal.reason);
      else if (this.#overrun.signal.aborted) reject(this.#error('ONVIF_BAD_ANSWER', '> 2 MiB'));
      else reject(this.#error('ONVIF_TIMEOUT', `${this.#timeoutMs / 1000} s`));
    };
    if (ended.aborted) onEnd();
    else {
      ended.addEventListener('abort', onEnd, { once: true });
      this.#status = 0;
      call(this.#cam, (error, _data, xml) => {
        const answer = xml ? soapOf(xml) : null;
        if (xml && answer && 'body' in answer && this.#status < 400) resolve(xml);
        else reject(this.#failure(error ?? new Error('empty'), answer && 'fault' in answer ? answer.fault : null));
      });
    }
    return promise.finally(() => ended.removeEventListener('abort', onEnd));
  }

  #failure(error: Error, fault: SoapFault | null): OnvifError {
    const said = printable([...(fault?.codes ?? []), fault?.reason].filter(Boolean).join(', '), 200);
    if (this.#status === 401 || refusal.test(`${error.message} ${said}`)) return this.#refused('');
    // The package answers digest challenges only.
    if (error.message.startsWith('Digest authentication headers not found')) return this.#refused('Basic');
    if (fault) return this.#error('ONVIF_FAULT', said);
    const { code } = error as NodeJS.ErrnoException;
    if (error.message === 'Network timeout') return this.#error('ONVIF_TIMEOUT', `${this.#timeoutMs / 1000} s`);
    if (code) return this.#error('ONVIF_UNREACHABLE', printable(code, 40));
    return this.#error(
      'ONVIF_BAD_ANSWER',
      this.#status >= 400 ? `HTTP ${this.#status}` : printable(error.message, 160),
    );
  }

  #refused(detail: string): OnvifError {
    return this.#error(this.#hasCredentials ? 'ONVIF_NOT_AUTHORIZED' : 'ONVIF_CREDENTIALS_NEEDED', detail);
  }

  #error(code: OnvifError['code'], detail: string): OnvifError {
    return new OnvifError(code, this.#where, detail);
  }
}

/** Whether a camera does not know a request; asking otherwise can help then, and costs no try of the password. */
function isRefusedRequest(error: unknown): boolean {
  return error instanceof OnvifError && (error.code === 'ONVIF_FAULT' || error.code === 'ONVIF_BAD_ANSWER');
}

function soapOf(xml: string): ReturnType<typeof readSoap> | null {
  try {
    return readSoap(xml);
  } catch {
    return null;
  }
}
