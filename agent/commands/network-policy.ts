import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { plainVault } from '../../provisioning/enrolment/device-key.ts';
import type { IdentityFolder } from '../../provisioning/enrolment/identity-folder.ts';
import type { Config } from '../config/config.ts';
import { loadConfigOrLastGood } from '../config/last-good.ts';
import { identityIn } from '../identity/identity-place.ts';
import { UsageError } from './exit-code.ts';

const RESOLVERS = '/etc/resolv.conf';
/** Where cameras are asked for (WS-Discovery); they answer from addresses of their own, of which only those that are allowed get through. */
const DISCOVERY = ['239.255.255.250', 'ff02::c'];
/** Private and link-local addresses (RFC 1918, 3927, 4193, 4291): those of whoever looks at a screen that is served to the network. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'];

/**
 * `lectern network-policy`: prints a drop-in for systemd by which the agent may speak to nobody but who its configuration names,
 * and who gave it its certificate.
 * @throws UsageError when the address of one cannot be found, and EnrolmentError (ENROL_FOLDER) when this user may not read the room's
 * identity, so that nobody is cut off unseen
 */
export async function networkPolicy(options: { config: string }): Promise<void> {
  const { config } = loadConfigOrLastGood(options.config);
  const named = hostsIn([config, deviceHosts(config), enrolmentServers(identityIn(config.store.folder, plainVault))]);
  const resolvers = nameservers(readIfThere(RESOLVERS));
  const lines = [
    '# Written by `lectern network-policy`; anew after hub, EST server, cameras, devices, proxy or name servers have changed.',
    '[Service]',
    'IPAddressDeny=any',
    'IPAddressAllow=localhost',
    `# asking for cameras: only those that are allowed below are heard\nIPAddressAllow=${DISCOVERY.join(' ')}`,
    ...(resolvers.length > 0 ? [`# name servers\nIPAddressAllow=${resolvers.join(' ')}`] : []),
    ...(config.screen.network ? [`# who looks at the screen\nIPAddressAllow=${PRIVATE.join(' ')}`] : []),
  ];
  for (const host of named) lines.push(`# ${host}\nIPAddressAllow=${(await addressesOf(host)).join(' ')}`);
  console.log(lines.join('\n'));
}

/** Cameras that turn, panels and projectors in the network have a host and a port of their family's. */
export function deviceHosts({ devices }: Pick<Config, 'devices'>): string[] {
  return Object.values(devices).flatMap((device) =>
    'host' in device && device.host !== undefined ? [`device://${inAddress(device.host)}`] : [],
  );
}

/** As a host stands in an address: one of IPv6 in brackets, without the interface that it is reached by. */
const inAddress = (host: string) => (isIP(host) === 6 ? `[${host.replace(/%.*/, '')}]` : host);

/** Where the room's certificate came from, and where it has been asked for. */
function enrolmentServers(identity: IdentityFolder): (string | undefined)[] {
  identity.mustBeReadable();
  return [identity.current?.origin.server, identity.pending?.server];
}

/** Names and addresses of other machines in whatever addresses a configuration has, each once. */
export function hostsIn(value: unknown): string[] {
  const hosts = new Set<string>();
  const visit = (item: unknown) => {
    if (typeof item === 'string' && /^[a-z][a-z0-9+.-]*:\/\//i.test(item) && URL.canParse(item)) {
      const host = hostOf(item);
      if (host !== '' && host !== 'localhost' && !/^(127\.|::1$)/.test(host)) hosts.add(host);
    } else if (typeof item === 'object' && item !== null) for (const each of Object.values(item)) visit(each);
  };
  visit(value);
  return [...hosts].sort();
}

/** As resolv.conf(5) says. */
export function nameservers(text: string): string[] {
  const found = [...text.matchAll(/^nameserver\s+(\S+)/gm)].map(([, address]) => address!.replace(/%.*/, ''));
  return found.filter((address) => isIP(address) !== 0 && !/^(127\.|::1$)/.test(address));
}

async function addressesOf(host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host];
  try {
    return [...new Set((await lookup(host, { all: true })).map(({ address }) => address))].sort();
  } catch (error) {
    throw new UsageError(
      `${host}: has no address now (${(error as NodeJS.ErrnoException).code}); with this policy it could not be reached. Try again when it has`,
    );
  }
}

const hostOf = (address: string) => new URL(address).hostname.replace(/^\[|\]$/g, '');

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
