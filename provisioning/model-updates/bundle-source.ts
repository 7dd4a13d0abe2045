import { createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { connect as connectTls, rootCertificates } from 'node:tls';
import { BundleError } from './bundle-error.ts';

/** What a server has nothing to say for so long is given up. */
const SILENCE_MS = 30_000;

/** Opens the way to a host. @throws Error when there is none */
export type OpenWay = (host: string, port: number, signal: AbortSignal) => Promise<Socket>;

/** Where the files of a bundle come from. */
export interface BundleSource {
  /** For people. */
  name: string;
  /**
   * A file from some byte on.
   * @returns its bytes, and at which byte they begin: 0 where the source cannot begin in the middle
   * @throws BundleError (MODEL_BUNDLE_UNREACHABLE)
   */
  open(file: string, from: number, signal: AbortSignal): Promise<{ bytes: AsyncIterable<Uint8Array>; from: number }>;
}

const unreachable = (where: string, why: string, cause?: unknown) =>
  new BundleError('MODEL_BUNDLE_UNREACHABLE', `${where}: ${why}`, { cause });

/** A folder, such as one on a USB stick. */
export function folderSource(folder: string): BundleSource {
  const place = resolve(folder);
  return {
    name: place,
    open: async (file, from) => {
      const path = join(place, file);
      try {
        await access(path);
        const { size } = await stat(path);
        return { bytes: createReadStream(path, { start: Math.min(from, size) }), from: Math.min(from, size) };
      } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException;
        const what = code === 'ENOENT' ? 'there is no such file; name the folder that holds the bundle' : code;
        throw unreachable(path, String(what), cause);
      }
    },
  };
}

/**
 * A folder of a web server.
 * @param url https, or http on this machine alone
 * @param ca who may vouch for the server, beside those whom the machine trusts (PEM)
 * @param way the way there, such as through a proxy; by default straight
 * @throws BundleError when the address is none
 */
export function webSource(url: string, ca?: string, way?: OpenWay): BundleSource {
  const base = URL.canParse(url) ? new URL(url.endsWith('/') ? url : `${url}/`) : undefined;
  const isLocal = base?.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(base.hostname);
  if (!base || (base.protocol !== 'https:' && !isLocal))
    throw unreachable(url, 'must be an address such as https://hub.example.edu.cn/models/2027-spring/');
  return {
    name: base.href,
    open: async (file, from, signal) => {
      const address = new URL(file, base);
      const response = await answerOf(address, from, { ca, way }, signal);
      const { statusCode = 0 } = response;
      if (statusCode === 206) {
        const begins = Number(/^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1]);
        if (begins === from) return { bytes: response, from };
      }
      if (statusCode === 200) return { bytes: response, from: 0 };
      response.destroy();
      // What is here already is longer than what is there: it is another file.
      if (from > 0 && (statusCode === 416 || statusCode === 206))
        return await webSource(url, ca, way).open(file, 0, signal);
      throw unreachable(address.href, `the server answers ${statusCode}; check the address`);
    },
  };
}

async function answerOf(
  address: URL,
  from: number,
  { ca, way }: { ca: string | undefined; way: OpenWay | undefined },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const isSecure = address.protocol === 'https:';
  const trusted = ca === undefined ? {} : { ca: [ca, ...rootCertificates] };
  const { promise, resolve: answer, reject } = Promise.withResolvers<IncomingMessage>();
  const failed = (error: NodeJS.ErrnoException) =>
    reject(unreachable(address.href, `${error.code ?? error.message}; check the network and the address`, error));
  try {
    const socket = isSecure && way && (await way(address.hostname, Number(address.port) || 443, signal));
    const asked = (isSecure ? requestHttps : requestHttp)(
      address,
      {
        headers: from > 0 ? { range: `bytes=${from}-` } : {},
        timeout: SILENCE_MS,
        signal,
        ...trusted,
        ...(socket && {
          agent: false,
          createConnection: () => connectTls({ socket, servername: address.hostname, ...trusted }),
        }),
      },
      answer,
    );
    asked.on('timeout', () => asked.destroy(new Error(`silent for ${SILENCE_MS / 1000} s`)));
    asked.on('error', failed);
    asked.end();
  } catch (error) {
    failed(error as NodeJS.ErrnoException);
  }
  return await promise;
}
