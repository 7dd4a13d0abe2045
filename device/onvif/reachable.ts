import { once } from 'node:events';
import { connect } from 'node:net';

/** A host and a port of the network. */
export interface Door {
  host: string;
  port: number;
}

/**
 * The first of some doors, in their order, that accepts a TCP connection; all are tried at once.
 * @returns its index, or -1 when none does in time
 */
export async function firstReachable(doors: readonly Door[], timeoutMs: number, signal: AbortSignal): Promise<number> {
  const tries = doors.map((door) => opens(door, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])));
  for (const [index, opened] of tries.entries()) if (await opened) return index;
  return -1;
}

/** The door of a http, https or rtsp address. */
export function doorOf(url: URL): Door {
  const usual: Record<string, number> = { 'http:': 80, 'https:': 443, 'rtsp:': 554, 'rtsps:': 322 };
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || (usual[url.protocol] ?? 80) };
}

async function opens({ host, port }: Door, signal: AbortSignal): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect', { signal });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
