import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import mqtt from 'mqtt';
import { type HubStep, hubSteps } from '../screen/setup/controls/checks.ts';

const STEP_MS = 8_000;

type Found = Pick<HubStep, 'detail'> & { remedy?: HubStep['remedy'] };
type Remedy = NonNullable<HubStep['remedy']>;

class StepFailed extends Error {
  readonly remedy: Remedy;
  constructor(detail: string, remedy: Remedy) {
    super(detail);
    this.remedy = remedy;
  }
}

/**
 * Goes the way to a hub step by step; the first step that fails is the last. Nothing is published, and the room's own
 * connection is not touched.
 * @param address mqtt:// or mqtts://
 */
export async function tryHub(address: string): Promise<HubStep[]> {
  const url = new URL(address);
  const isTls = url.protocol === 'mqtts:';
  const port = Number(url.port) || (isTls ? 8883 : 1883);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const tries: Record<HubStep['step'], () => Promise<Found>> = {
    address: () => findAddress(host),
    connection: () => connection(host, port),
    tls: async () => (isTls ? certificate(host, port) : { detail: 'mqtt://', remedy: unencrypted }),
    mqtt: () => welcome(address),
  };
  const steps: HubStep[] = [];
  for (const step of hubSteps) {
    const hasFailed = steps.some(({ state }) => state === 'failed');
    if (hasFailed) steps.push({ step, state: 'not-tried', detail: '', tookMs: 0, remedy: null });
    else steps.push(await tried(step, tries[step]));
  }
  return steps;
}

async function tried(step: HubStep['step'], act: () => Promise<Found>): Promise<HubStep> {
  const beganMs = performance.now();
  const took = () => Math.round(performance.now() - beganMs);
  try {
    const { detail, remedy = null } = await act();
    return { step, state: 'done', detail, tookMs: took(), remedy };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return { step, state: 'failed', detail: error.message, tookMs: took(), remedy: error.remedy };
  }
}

const unencrypted: Remedy = {
  zh: '未加密：只用于本机测试，正式接入请使用 mqtts://',
  en: 'not encrypted: for tests on this machine only; use mqtts:// for a real hub',
};

async function findAddress(host: string): Promise<Found> {
  try {
    const addresses = await lookup(host, { all: true });
    return { detail: addresses.map(({ address }) => address).join(', ') };
  } catch (error) {
    throw new StepFailed(`${host}: ${(error as NodeJS.ErrnoException).code}`, {
      zh: `找不到这个名称：请检查拼写，以及本机的 DNS（resolvectl query ${host}）`,
      en: `no such name: check its spelling and this machine's DNS (resolvectl query ${host})`,
    });
  }
}

function connection(host: string, port: number): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const socket = connectTcp({ host, port, timeout: STEP_MS });
  const fail = (code: string) =>
    reject(
      new StepFailed(`${host}:${port}: ${code}`, {
        zh: `连不上：请让网络管理员放行本机到 ${host} 端口 ${port}（TCP），并确认平台在运行`,
        en: `cannot be reached: have the network let this machine through to ${host} port ${port} (TCP), and check that the hub runs`,
      }),
    );
  socket.once('connect', () => resolve({ detail: `${socket.remoteAddress}:${port}` }));
  socket.once('timeout', () => fail(`no answer within ${STEP_MS / 1000} s`));
  socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  return promise.finally(() => socket.destroy());
}

function certificate(host: string, port: number): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = connectTls({ host, port, ...named, timeout: STEP_MS, rejectUnauthorized: false });
  socket.once('secureConnect', () => {
    const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate();
    const detail = `${subject?.CN ?? host}, ${issuer?.O ?? issuer?.CN ?? '?'}, ${validTo}`;
    if (socket.authorized) resolve({ detail: `${socket.getProtocol()}: ${detail}` });
    else
      reject(
        new StepFailed(`${String(socket.authorizationError)} (${detail})`, {
          zh: '证书不可信：请核对地址与本机时间；平台若用自己的根证书，请把它加入本机（/usr/local/share/ca-certificates，再运行 sudo update-ca-certificates）',
          en: "the certificate is not trusted: check the address and this machine's clock; if the hub has its own root certificate, add it to this machine (/usr/local/share/ca-certificates, then sudo update-ca-certificates)",
        }),
      );
  });
  const fail = (what: string) =>
    reject(
      new StepFailed(what, {
        zh: `${host}:${port} 没有用 TLS 应答：请核对端口（通常 8883）`,
        en: `${host}:${port} does not speak TLS: check the port (usually 8883)`,
      }),
    );
  socket.once('timeout', () => fail(`no TLS answer within ${STEP_MS / 1000} s`));
  socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  return promise.finally(() => socket.destroy());
}

/** MQTT 5, or 3.1.1 where the hub is older, as the agent's own connection speaks it. */
async function welcome(address: string): Promise<Found> {
  try {
    return await welcomed(address, 5);
  } catch (error) {
    return await welcomed(address, 4).catch(() => {
      throw error;
    });
  }
}

function welcomed(address: string, protocolVersion: 4 | 5): Promise<Found> {
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const clientId = `lectern-test-${Math.random().toString(36).slice(2, 10)}`;
  const options = { clientId, protocolVersion, clean: true, reconnectPeriod: 0, connectTimeout: STEP_MS };
  const client = mqtt.connect(address, options);
  const fail = (what: string) =>
    reject(
      new StepFailed(what, {
        zh: '平台没有接受连接：请让平台管理员查看这台机器是否已登记',
        en: 'the hub did not take the connection: ask its administrator whether this machine is registered',
      }),
    );
  client.once('connect', () => resolve({ detail: `MQTT ${protocolVersion === 5 ? '5' : '3.1.1'}` }));
  client.once('error', ({ message }) => fail(message));
  client.once('close', () => fail('the hub closed the connection'));
  return promise.finally(() => client.end(true));
}
