import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { HubWay } from '../config/hub-setting.ts';
import { type HubStep, hubSteps } from '../screen/setup/controls/checks.ts';
import { openSocket } from '../sync/broker-socket.ts';
import { type Broker, brokerAt, brokerName } from '../sync/hub-address.ts';
import { type LinkMaterial, readLinkFiles } from '../sync/link-files.ts';
import { LinkProblem } from '../sync/link-problem.ts';
import { MqttSession, type MqttVersion } from '../sync/mqtt-session.ts';

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
 * Goes the way to a hub step by step, as the room's own connection goes it; the first step that fails is the last. Nothing is
 * published, and the room's own connection is not touched.
 * @param address mqtt://, mqtts://, ws:// or wss://
 * @param way what else the configuration says of it: certificates, the hub's name, a proxy
 */
export async function tryHub(address: string, way: Partial<HubWay> = {}): Promise<HubStep[]> {
  const broker = brokerAt(address);
  const { proxy } = way;
  const first = proxy ? new URL(proxy.url).hostname.replace(/^\[|\]$/g, '') : broker.host;
  const scheme = `${new URL(address).protocol}//`;
  const tries: Record<HubStep['step'], () => Promise<Found>> = {
    address: () => findAddress(first),
    connection: () => connection(broker, way),
    tls: async () => (broker.isTls ? certificate(broker, way) : { detail: scheme, remedy: unencrypted }),
    mqtt: () => welcome(broker, way),
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

async function connection(broker: Broker, way: Partial<HubWay>): Promise<Found> {
  const { host, port } = broker;
  try {
    const socket = await openSocket({ ...broker, isTls: false }, way, {}, AbortSignal.timeout(STEP_MS));
    const detail = `${socket.remoteAddress}:${socket.remotePort}`;
    socket.destroy();
    return { detail };
  } catch (error) {
    const { code, message } = error as LinkProblem;
    throw new StepFailed(
      message,
      code === 'HUB_PROXY'
        ? {
            zh: '代理服务器没有放行：请让网络管理员允许本机经代理连接平台，并核对代理账号',
            en: 'the proxy does not let it through: have its administrator allow it, and check its user and password',
          }
        : {
            zh: `连不上：请让网络管理员放行本机到 ${host} 端口 ${port}（TCP），并确认平台在运行`,
            en: `cannot be reached: have the network let this machine through to ${host} port ${port} (TCP), and check that the hub runs`,
          },
    );
  }
}

/** @throws StepFailed when certificate, key or CA of the room cannot be used */
function material(way: Partial<HubWay>): LinkMaterial {
  try {
    return readLinkFiles(way, Date.now());
  } catch (error) {
    throw new StepFailed((error as Error).message, {
      zh: '这间教室的证书文件不能使用：请按提示更正',
      en: 'the room’s certificate files cannot be used: mend what is said',
    });
  }
}

async function certificate(broker: Broker, way: Partial<HubWay>): Promise<Found> {
  const { host, port } = broker;
  const { cert, key, ca, warning } = material(way);
  const { promise, resolve, reject } = Promise.withResolvers<Found>();
  const below = await openSocket({ ...broker, isTls: false }, way, {}, AbortSignal.timeout(STEP_MS)).catch((error) => {
    throw new StepFailed((error as Error).message, notTls(host, port));
  });
  const name = way.serverName ?? host;
  const socket = connectTls({
    ...{ socket: below, host: name, minVersion: 'TLSv1.2', rejectUnauthorized: false },
    ...(isIP(name) === 0 && { servername: name }),
    ...(cert !== undefined && { cert, key }),
    ...(ca !== undefined && { ca }),
  });
  socket.once('secureConnect', () => {
    const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate();
    const detail = `${subject?.CN ?? host}, ${issuer?.O ?? issuer?.CN ?? '?'}, ${validTo}`;
    if (socket.authorized)
      resolve({ detail: `${socket.getProtocol()}: ${detail}`, ...(warning && { remedy: expiring(warning) }) });
    else
      reject(
        new StepFailed(`${String(socket.authorizationError)} (${detail})`, {
          zh: '证书不可信：请核对地址与本机时间；平台若用自己的根证书，请在 hub.ca 中给出，或把它加入本机（/usr/local/share/ca-certificates，再运行 sudo update-ca-certificates）',
          en: "the certificate is not trusted: check the address and this machine's clock; if the hub has its own root certificate, name it in hub.ca or add it to this machine (/usr/local/share/ca-certificates, then sudo update-ca-certificates)",
        }),
      );
  });
  const fail = (what: string) => reject(new StepFailed(what, notTls(host, port)));
  socket.setTimeout(STEP_MS, () => fail(`no TLS answer within ${STEP_MS / 1000} s`));
  socket.once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  socket.once('close', () => fail('the hub closed the connection'));
  return promise.finally(() => socket.destroy());
}

const notTls = (host: string, port: number): Remedy => ({
  zh: `${host}:${port} 没有用 TLS 应答：请核对端口（通常 8883）`,
  en: `${host}:${port} does not speak TLS: check the port (usually 8883)`,
});

const expiring = (warning: string): Remedy => ({ zh: `请更换证书：${warning}`, en: warning });

/** MQTT 5, or 3.1.1 where the hub is older, as the agent's own connection speaks it. */
async function welcome(broker: Broker, way: Partial<HubWay>): Promise<Found> {
  try {
    return await welcomed(broker, way, 5);
  } catch (error) {
    return await welcomed(broker, way, 4).catch(() => {
      throw error;
    });
  }
}

async function welcomed(broker: Broker, way: Partial<HubWay>, version: MqttVersion): Promise<Found> {
  try {
    const files = broker.isTls ? material(way) : {};
    const signal = AbortSignal.timeout(STEP_MS);
    const socket = await openSocket(broker, way, files, signal);
    const clientId = `lectern-test-${Math.random().toString(36).slice(2, 10)}`;
    const nothing = { onMessage: () => {}, warning: () => {}, will: undefined };
    const about = { broker, version, clientId, isPassing: true, connectMs: STEP_MS, ...nothing };
    await (await MqttSession.open(socket, about, signal)).end();
    return { detail: `MQTT ${version === 5 ? '5' : '3.1.1'}` };
  } catch (error) {
    if (!(error instanceof LinkProblem)) throw error;
    throw new StepFailed(error.message, {
      zh: `平台没有接受连接（${brokerName(broker)}）：请让平台管理员查看这台机器是否已登记、证书是否有效`,
      en: 'the hub did not take the connection: ask its administrator whether this machine is registered and its certificate valid',
    });
  }
}
