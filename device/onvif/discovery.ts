import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { atMost } from './at-most.ts';
import { OnvifError } from './onvif-error.ts';
import { type ProbeMatch, probeMessage, readProbeMatches } from './probe-message.ts';
import { doorOf, firstReachable } from './reachable.ts';

/** A device of the network, listed once however often and from wherever it answered. */
export interface FoundDevice extends ProbeMatch {
  /** The address of its device service to use: the first that accepts a connection. null when none does. */
  address: URL | null;
}

export interface Found {
  /** By address. */
  devices: FoundDevice[];
  /** Hosts that sent an answer that could not be read. */
  unreadable: string[];
}

export interface DiscoveryOptions {
  /** How long answers are waited for. */
  listenMs: number;
  /** Name of the one network interface to search; without it all but the loopback. */
  interfaceName?: string | undefined;
  /** Where the probe goes to; only tests have another. */
  group?: Group;
}

interface Group {
  address: string;
  port: number;
}

/** A school's network may hold some hundred; more are a storm, not a classroom. */
const MOST_DEVICES = 256;
const MOST_ANSWERS = 4096;
const MOST_ADDRESSES = 8;
const CONNECT_MS = 1500;
const WS_DISCOVERY: Group = { address: '239.255.255.250', port: 3702 };

/**
 * Asks the network for ONVIF devices (WS-Discovery).
 *
 * The package onvif has a discovery too, but one that serves the whole process at a time, asks once, on one interface, ends
 * the program on an answer that is not XML, and keeps only the first address of a device.
 * @throws OnvifError when there is no interface to ask on, or none of them sends
 */
export async function discover(options: DiscoveryOptions, signal: AbortSignal): Promise<Found> {
  const { listenMs, interfaceName, group = WS_DISCOVERY } = options;
  const devices = new Map<string, ProbeMatch>();
  const unreadable = new Set<string>();
  let answers = 0;
  const take = (message: Buffer, from: string) => {
    if (++answers > MOST_ANSWERS) return;
    try {
      for (const match of readProbeMatches(message.toString())) add(devices, match, from);
    } catch {
      if (unreadable.size < MOST_DEVICES) unreadable.add(from);
    }
  };
  const probes = interfaceAddresses(interfaceName).map((from) => probe(from, group, listenMs, take, signal));
  const ends = await Promise.allSettled(probes);
  signal.throwIfAborted();
  // One interface that sends nothing (a bridge that is down) does not hide what the others found.
  const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  if (failed.length === ends.length) throw failed[0];
  const found = await atMost(16, [...devices.values()], (match) => withAddress(match, signal));
  return {
    devices: found.sort((a, b) => place(a).localeCompare(place(b), 'en', { numeric: true })),
    unreadable: [...unreadable],
  };
}

/** Sends the probes from one address of this machine and listens there until the time is over. */
async function probe(
  from: string,
  group: Group,
  listenMs: number,
  take: (message: Buffer, from: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, from, resolve);
    });
    // From now on an error is of one datagram that came in; the next may do better.
    socket.on('error', () => {});
    socket.on('message', (message, { address }) => take(message, address));
    socket.setMulticastInterface(from);
    const types = ['NetworkVideoTransmitter', 'Device'] as const;
    const messages = types.map((type) => Buffer.from(probeMessage(randomUUID(), type)));
    // UDP loses datagrams: WS-Discovery says each twice (MULTICAST_UDP_REPEAT), and devices know the repeated id.
    const firstPauseMs = Math.min(500, listenMs / 2);
    for (const pauseMs of [firstPauseMs, listenMs - firstPauseMs]) {
      for (const message of messages) {
        await new Promise<void>((resolve, reject) =>
          socket.send(message, group.port, group.address, (error) => (error ? reject(error) : resolve())),
        );
      }
      await delay(pauseMs, undefined, { signal });
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw signal.aborted ? error : new OnvifError('ONVIF_UNREACHABLE', from, code, { cause: error });
  } finally {
    socket.close();
  }
}

/** Answers of one device, over several interfaces or with several addresses, are put together. */
function add(devices: Map<string, ProbeMatch>, match: ProbeMatch, from: string): void {
  const key = match.endpoint || from;
  const known = devices.get(key);
  if (!known && devices.size >= MOST_DEVICES) return;
  // The host an answer came from can be reached, whatever the device believes to be called: an address from before it
  // was moved, or a name that only its maker's network knows.
  const seen = match.addresses.map((url) => Object.assign(new URL(url), { hostname: from }));
  const own = match.addresses.filter(({ hostname }) => hostname === from);
  const addresses = [...(known?.addresses ?? []), ...own, ...seen, ...match.addresses];
  const distinct = new Map(addresses.map((url) => [url.href, url]));
  devices.set(key, { ...(known ?? match), addresses: [...distinct.values()].slice(0, MOST_ADDRESSES) });
}

async function withAddress(match: ProbeMatch, signal: AbortSignal): Promise<FoundDevice> {
  const index = await firstReachable(match.addresses.map(doorOf), CONNECT_MS, signal);
  return { ...match, address: match.addresses[index] ?? null };
}

const place = ({ address, addresses, endpoint }: FoundDevice) => (address ?? addresses[0])?.host ?? endpoint;

function interfaceAddresses(name: string | undefined): string[] {
  const interfaces = Object.entries(networkInterfaces());
  const addresses = interfaces.flatMap(([each, entries = []]) =>
    entries
      .filter(({ family, internal }) => family === 'IPv4' && (name === undefined ? !internal : name === each))
      .map(({ address }) => address),
  );
  if (addresses.length > 0) return addresses;
  throw new OnvifError('ONVIF_INTERFACE', name ?? 'ONVIF', interfaces.map(([each]) => each).join(', '));
}
