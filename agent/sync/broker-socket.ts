import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Broker, brokerName, type HubAddress, type HubProxy } from './hub-address.ts';
import type { LinkMaterial } from './link-files.ts';
import { LinkProblem, networkProblem } from './link-problem.ts';

/**
 * Opens the way to a broker, through the proxy where there is one and with TLS where the address says so, up to where MQTT (or
 * the WebSocket) begins. Who answers is checked against `serverName` or the host's own name.
 * @param signal ends the try
 * @throws LinkProblem
 */
export async function openSocket(
  broker: Broker,
  { serverName, proxy }: Pick<HubAddress, 'serverName' | 'proxy'>,
  material: LinkMaterial,
  signal: AbortSignal,
): Promise<Socket> {
  const where = brokerName(broker);
  try {
    const socket = proxy ? await tunnel(broker, proxy, signal) : await direct(broker, signal);
    return broker.isTls ? await encrypted(socket, broker, serverName, material, signal) : socket;
  } catch (error) {
    if (signal.aborted) throw new LinkProblem('HUB_UNREACHABLE', `${where}: no answer in time`, { cause: error });
    throw networkProblem(error, where);
  }
}

async function direct({ host, port }: Broker, signal: AbortSignal): Promise<Socket> {
  return await opened(connectTcp({ host, port, noDelay: true }), 'connect', signal);
}

async function encrypted(
  socket: Socket,
  { host }: Broker,
  serverName: string | undefined,
  { cert, key, ca }: LinkMaterial,
  signal: AbortSignal,
): Promise<Socket> {
  const name = serverName ?? host;
  const secured = connectTls({
    socket,
    host: name,
    ...(isIP(name) === 0 && { servername: name }),
    minVersion: 'TLSv1.2',
    ...(cert !== undefined && { cert, key }),
    ...(ca !== undefined && { ca }),
  });
  return await opened(secured, 'secureConnect', signal);
}

async function opened<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<S> {
  // Errors after this are whoever's takes it over.
  socket.on('error', () => {});
  try {
    await Promise.race([
      once(socket, event, { signal }),
      once(socket, 'close', { signal }).then(() => {
        throw Object.assign(new Error('hung up'), { code: 'ECONNRESET' });
      }),
    ]);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function tunnel({ host, port }: Broker, { url, login }: HubProxy, signal: AbortSignal): Promise<Socket> {
  const proxy = new URL(url);
  const target = brokerName({ host, port, isTls: false, path: null });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const where = `the proxy ${proxy.host}`;
  const refused = (what: string) => reject(new LinkProblem('HUB_PROXY', `${where} ${what}`));
  const authorization = login && `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  const asked = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: target,
    agent: false,
    headers: { host: target, ...(authorization && { 'proxy-authorization': authorization }) },
    signal,
  });
  asked.once('connect', ({ statusCode }, socket: Socket, head) => {
    socket.on('error', () => {});
    if (statusCode === 200 && head.length === 0) return resolve(socket);
    socket.destroy();
    if (statusCode === 407) return refused('wants a user and password; check hub.proxyCredentials');
    refused(`does not let through to ${target} (HTTP ${statusCode}); have its administrator allow it`);
  });
  asked.once('response', ({ statusCode }) => {
    asked.destroy();
    refused(`does not know CONNECT (HTTP ${statusCode})`);
  });
  asked.once('error', (error: NodeJS.ErrnoException) => refused(`cannot be used: ${error.code ?? error.message}`));
  asked.end();
  return promise;
}
