import { createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { join, resolve } from 'node:path';
import { BundleError } from './bundle-error.ts';

/** What a server has nothing to say for so long is given up. */
const SILENCE_MS = 30_000;

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
 * @param ca who may vouch for the server, in place of those whom the machine trusts (PEM)
 * @throws BundleError when the address is none
 */
export function webSource(url: string, ca?: string): BundleSource {
  const base = URL.canParse(url) ? new URL(url.endsWith('/') ? url : `${url}/`) : undefined;
  const isLocal = base?.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(base.hostname);
  if (!base || (base.protocol !== 'https:' && !isLocal))
    throw unreachable(url, 'must be an address such as https://hub.example.edu.cn/models/2027-spring/');
  return {
    name: base.href,
    open: async (file, from, signal) => {
      const address = new URL(file, base);
      const response = await answerOf(address, from, ca, signal);
      const { statusCode = 0 } = response;
      if (statusCode === 206) {
        const begins = Number(/^bytes (\d+)-/.exec(response.headers['content-range'] ?? '')?.[1]);
        if (begins === from) return { bytes: response, from };
      }
      if (statusCode === 200) return { bytes: response, from: 0 };
      response.destroy();
      // What is here already is longer than what is there: it is another file.
      if (from > 0 && (statusCode === 416 || statusCode === 206)) return await webSource(url, ca).open(file, 0, signal);
      throw unreachable(address.href, `the server answers ${statusCode}; check the address`);
    },
  };
}

function answerOf(address: URL, from: number, ca: string | undefined, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve: answer, reject } = Promise.withResolvers<IncomingMessage>();
  const request = address.protocol === 'https:' ? requestHttps : requestHttp;
  const asked = request(
    address,
    {
      headers: from > 0 ? { range: `bytes=${from}-` } : {},
      timeout: SILENCE_MS,
      signal,
      ...(ca !== undefined && { ca }),
    },
    answer,
  );
  asked.on('timeout', () => asked.destroy(new Error(`silent for ${SILENCE_MS / 1000} s`)));
  asked.on('error', (error: NodeJS.ErrnoException) =>
    reject(unreachable(address.href, `${error.code ?? error.message}; check the network and the address`, error)),
  );
  asked.end();
  return promise;
}
