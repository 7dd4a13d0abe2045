import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { type Login, loginNamed, type SecretPlaces } from './secrets.ts';

const path = z.string().min(1);
const MUST_BE = 'must be an address such as "mqtts://hub.example.edu.cn:8883"';

const broker = z.url({ protocol: /^(mqtts?|wss?)$/, error: MUST_BE }).refine(isWithoutLogin, {
  error: 'must be without user and password: the room shows its certificate (hub.certificate, hub.key)',
});
const proxy = z.url({ protocol: /^https?$/, error: 'must be an address such as "http://proxy.school.lan:3128"' });

/** The region's hub, as school IT writes it. */
export const hubSchema = z
  .strictObject({
    url: broker.optional(),
    /** Several, in the order in which they are tried; in place of `url`. */
    brokers: z.array(broker).min(1).max(10).optional(),
    /** PEM files: who this room is, and who may vouch for the hub; without `ca` whom this machine trusts anyway. */
    certificate: path.optional(),
    key: path.optional(),
    ca: path.optional(),
    /** The name that the hub's certificate has, where that is not the one in its address. */
    serverName: z
      .string()
      .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, 'must be a name such as hub.example.edu.cn')
      .optional(),
    /** An HTTP proxy on the way. */
    proxy: proxy
      .refine(isWithoutLogin, {
        error: 'must be without user and password: name their entry of the secrets file in proxyCredentials',
      })
      .optional(),
    proxyCredentials: z.string().min(1).optional(),
    /** Where the region gives and renews certificates (EST), where that is not the one that gave this room's. */
    enrolment: z
      .url({ protocol: /^https$/, error: 'must be an address such as "https://est.example.edu.cn:8443"' })
      .refine(isWithoutLogin, { error: 'must be without user and password: a room enrols by a claim code' })
      .optional(),
    /** How much may wait while the hub cannot be reached. */
    outbox: z.strictObject({ maxMB: z.number().min(1).max(10_000).default(64) }).prefault({}),
  })
  .superRefine(({ url, brokers, certificate, key, proxy, proxyCredentials }, context) => {
    const wrong = (setting: string, message: string) =>
      context.addIssue({ code: 'custom', path: [setting], message, input: undefined });
    if (url === undefined && brokers === undefined) wrong('url', MUST_BE);
    if (url !== undefined && brokers !== undefined) wrong('brokers', 'cannot be beside url: give one of the two');
    if (certificate !== undefined && key === undefined) wrong('key', 'must be given with certificate');
    if (key !== undefined && certificate === undefined) wrong('certificate', 'must be given with key');
    const isOpen = (address: string) => /^(mqtt|ws):/.test(address);
    if (certificate !== undefined && [...(brokers ?? []), ...(url ? [url] : [])].some(isOpen))
      wrong('certificate', 'needs TLS: give the hub as mqtts:// or wss://');
    if (proxyCredentials !== undefined && proxy === undefined) wrong('proxy', 'must be given with proxyCredentials');
  })
  .transform(({ url, brokers, ...rest }) => {
    const all = brokers ?? [url!];
    // The first stands for the hub where people look.
    return { ...rest, url: all[0]!, brokers: all };
  });
export type HubSetting = z.infer<typeof hubSchema>;

/** How the hub is reached, as the connection wants to know it. */
export interface HubWay {
  brokers: readonly string[];
  certificate?: string | undefined;
  key?: string | undefined;
  ca?: string | undefined;
  /** Makes PEM of what the key's file holds, where that is sealed. */
  openKey?: ((kept: string) => string) | undefined;
  serverName?: string | undefined;
  proxy?: { url: string; login?: Login } | undefined;
}

/**
 * The way to the hub with what is secret on it. Never log what this returns.
 * @returns what is wrong with the proxy's login, which is then left out; null when nothing is
 */
export function wayToHub(setting: HubSetting, places: SecretPlaces): { way: HubWay; problem: ConfigError | null } {
  const { brokers, certificate, key, ca, serverName, proxy: url, proxyCredentials } = setting;
  const way = { brokers, certificate, key, ca, serverName };
  if (url === undefined) return { way, problem: null };
  try {
    const login = proxyCredentials === undefined ? undefined : loginNamed(proxyCredentials, places);
    return { way: { ...way, proxy: { url, ...(login && { login }) } }, problem: null };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { way: { ...way, proxy: { url } }, problem: error };
  }
}

/** @param absolute a path relative to the configuration file, as an absolute one */
export function withFiles(setting: HubSetting, absolute: (relative: string) => string): HubSetting {
  const { certificate, key, ca } = setting;
  return {
    ...setting,
    ...(certificate !== undefined && { certificate: absolute(certificate) }),
    ...(key !== undefined && { key: absolute(key) }),
    ...(ca !== undefined && { ca: absolute(ca) }),
  };
}

function isWithoutLogin(address: string): boolean {
  // What is no address is told already.
  if (!URL.canParse(address)) return true;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}
