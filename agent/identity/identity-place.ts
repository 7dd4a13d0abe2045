import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyVault } from '../../provisioning/enrolment/device-key.ts';
import type { Reached } from '../../provisioning/enrolment/enrolment-step.ts';
import type { WallClock } from '../../provisioning/enrolment/est-client.ts';
import { directWay, type OpenWay } from '../../provisioning/enrolment/est-connection.ts';
import { IdentityFolder, pairFiles } from '../../provisioning/enrolment/identity-folder.ts';
import { keyVault } from '../../provisioning/enrolment/tpm-vault.ts';
import type { HubWay } from '../config/hub-setting.ts';
import { systemClock } from '../lesson/clock.ts';
import { defaultLifeRules } from '../lesson/life/life-rules.ts';
import { openSocket } from '../sync/broker-socket.ts';

const FOLDER = 'identity';
/** There once a time server has set the clock (systemd-timesyncd). */
const SYNCHRONISED = '/run/systemd/timesync/synchronized';

/** The identity of the room whose data lie in a folder. */
export function identityIn(dataFolder: string, vault: KeyVault = keyVault(), reached?: Reached): IdentityFolder {
  return new IdentityFolder(join(dataFolder, FOLDER), vault, reached);
}

/** The way to the hub with the room's own pair, where it has one and the configuration names no other. */
export function withIdentity(way: HubWay, identity: IdentityFolder, vault: KeyVault = keyVault()): HubWay {
  const pair = way.certificate === undefined ? identity.current : null;
  if (!pair) return way;
  const { key, certificate, authorities } = pairFiles;
  return {
    ...way,
    certificate: join(pair.folder, certificate),
    key: join(pair.folder, key),
    ca: way.ca ?? join(pair.folder, authorities),
    openKey: (kept) => vault.open(kept),
  };
}

/** The way to a region's EST server: through the proxy that leads to the hub, where there is one. */
export function enrolmentWay(way: Pick<HubWay, 'proxy'> | null): OpenWay {
  const proxy = way?.proxy;
  if (!proxy) return directWay;
  return (host, port, signal) => openSocket({ host, port, isTls: false, path: null }, { proxy }, {}, signal);
}

/** This machine's clock: sure when a time server keeps it and it shows a time that can be. */
export const machineClock: WallClock = {
  wallMs: () => systemClock.wallMs(),
  isSure: () => existsSync(SYNCHRONISED) && systemClock.wallMs() >= defaultLifeRules.firstPossibleMs,
};
