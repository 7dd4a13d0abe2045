import { keyVault } from '../../provisioning/enrolment/tpm-vault.ts';
import type { Config } from '../config/config.ts';
import type { HubWay } from '../config/hub-setting.ts';
import { IdentityKeeper } from '../identity/identity-keeper.ts';
import { enrolmentWay, identityIn, machineClock, withIdentity } from '../identity/identity-place.ts';
import type { IdentityTrouble } from '../identity/identity-trouble.ts';
import { defaultLifeRules } from '../lesson/life/life-rules.ts';

export interface RoomIdentityNeeds {
  config: Config;
  /** As the configuration alone says; null: no hub. */
  way: HubWay | null;
  isBusy(): boolean;
  beginAnew(): void;
  problem(code: IdentityTrouble, message: string | null): void;
  info(message: string): void;
}

/** The way to the hub with the certificate that the room was enrolled with, and who sees to that certificate. */
export function roomIdentity(needs: RoomIdentityNeeds): { way: HubWay | null; keeper: IdentityKeeper } {
  const { config, way, isBusy, beginAnew, problem, info } = needs;
  const vault = keyVault();
  const identity = identityIn(config.store.folder, vault);
  const own = way && withIdentity(way, identity, vault);
  const keeper = new IdentityKeeper({
    ...{ identity, room: config.room, server: config.hub?.enrolment, way: enrolmentWay(way), clock: machineClock },
    firstPossibleMs: defaultLifeRules.firstPossibleMs,
    isInUse: own !== way,
    // Where another pair is configured, or no hub, a first one changes nothing.
    begun: way && own === way && way.certificate === undefined ? () => void (isBusy() || beginAnew()) : undefined,
    ...{ problem, info },
  });
  return { way: own, keeper };
}
