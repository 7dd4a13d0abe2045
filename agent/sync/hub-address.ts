import { isIP } from 'node:net';

/** Where the region's hub is, and by what the room shows who it is. */
export interface HubAddress {
  /** In the order in which they are tried: mqtt://, mqtts://, ws:// or wss://. */
  brokers: readonly string[];
  /** PEM files: the room's certificate with its chain, its private key, and who may vouch for the hub. */
  certificate?: string | undefined;
  key?: string | undefined;
  ca?: string | undefined;
  /** Makes PEM of what the key's file holds, where that is sealed. @throws Error that says what to do */
  openKey?: ((kept: string) => string) | undefined;
  /** The name that the hub's certificate must have, where that is not the one in its address. */
  serverName?: string | undefined;
  proxy?: HubProxy | undefined;
}

/** An HTTP proxy that lets connections through (CONNECT). */
export interface HubProxy {
  /** http:// or https://, without user and password. */
  url: string;
  login?: { user: string; password: string } | undefined;
}

export interface Broker {
  host: string;
  port: number;
  isTls: boolean;
  /** Of a WebSocket; null where MQTT is spoken directly. */
  path: string | null;
}

const USUAL_PORTS: Record<string, number> = { 'mqtt:': 1883, 'mqtts:': 8883, 'ws:': 80, 'wss:': 443 };
/** Where brokers speak MQTT over a WebSocket, unless the address says otherwise. */
const USUAL_PATH = '/mqtt';

/** @param url checked by the configuration */
export function brokerAt(url: string): Broker {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const isWebSocket = protocol.startsWith('ws');
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || USUAL_PORTS[protocol]!,
    isTls: protocol === 'mqtts:' || protocol === 'wss:',
    path: isWebSocket ? (pathname.length > 1 ? pathname : USUAL_PATH) + search : null,
  };
}

/** As it may be told in a log. */
export const brokerName = ({ host, port }: Broker): string => `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;

/** Whether it serves this machine alone. */
export function isOnThisMachine(url: string): boolean {
  return /^(localhost|127\..*|::1)$/.test(brokerAt(url).host);
}
