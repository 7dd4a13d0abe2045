import type { DeviceSettings } from '../../device/device-settings.ts';
import { HotPlug } from '../../device/line/hot-plug.ts';
import { makeDriver } from '../../device/make-driver.ts';
import type { DriverNews } from '../../device/process/device-message.ts';
import type { Config } from '../config/config.ts';
import { loginNamed, type SecretPlaces } from '../config/secrets.ts';
import { type Check, type Finding, fail, ok, warn } from '../health/doctor/check.ts';
import type { DeviceStatus } from '../lesson/room-state.ts';
import { RoomClient } from './room-client.ts';

/** A board begins anew when its port is opened; a bus of sensors is asked one after the other. */
const DRIVE_MS = 10_000;

const names: Record<DeviceStatus['kind'], { zh: string; en: string }> = {
  environment: { zh: '环境传感器', en: 'environment sensors' },
  ptz: { zh: '云台摄像机', en: 'PTZ camera' },
  panel: { zh: '大屏或投影机', en: 'panel or projector' },
  board: { zh: '按钮和指示灯', en: 'button and lamp' },
};

/** What is known of a device. */
type Seen = Pick<DeviceStatus, 'kind' | 'state' | 'cause' | 'identity'>;

const REMEDY = {
  zh: '请按上面的原因检查电源、接线和设置；lectern devices 列出端口和设备',
  en: 'mend what it says; lectern devices lists ports and devices',
} as const;

/** Each piece of the room's hardware: what the running agent says of it, or, while none runs, what it answers itself. */
export function deviceChecks(config: Config, places: SecretPlaces, port: number): Check[] {
  return Object.entries(config.devices).map(([name, settings]) => ({
    id: `device-${name}`,
    zh: names[settings.kind].zh,
    en: `${names[settings.kind].en} ${name}`,
    examine: async (signal) => {
      const state = await new RoomClient(port, 2_000).state().catch(() => undefined);
      const known = state?.devices?.find((each) => each.name === name);
      // An agent that runs with other settings does not know it, and leaves its port alone.
      return known ? findingOf(known) : driven(settings, places, signal);
    },
  }));
}

function findingOf({ kind, state, cause, identity }: Seen): Finding {
  if (state === 'ok') return ok(identity ?? 'answers');
  // A projector that is switched off at the mains, as at night, is not broken.
  if (cause && kind === 'panel' && /^DEVICE_(ABSENT|SILENT)$/.test(cause.code))
    return warn(
      `${cause.code}: ${cause.message}`,
      '没有通电时可以不管；否则请检查电源、网络待机和接线',
      'nothing to do where it is switched off at the mains; else check power, network standby and cable',
    );
  if (cause) return fail(`${cause.code}: ${cause.message}`, REMEDY.zh, REMEDY.en);
  return warn('it has not answered yet', REMEDY.zh, REMEDY.en);
}

async function driven(settings: DeviceSettings, places: SecretPlaces, signal: AbortSignal): Promise<Finding> {
  const done = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const patience = setTimeout(resolve, DRIVE_MS);
  let last: Seen = { kind: settings.kind, state: 'connecting' };
  const tell = (news: DriverNews) => {
    if (news.says === 'identity') last = { ...last, identity: news.text };
    if (news.says !== 'state') return;
    const { identity } = last;
    last = {
      kind: settings.kind,
      state: news.state,
      ...(news.cause && { cause: news.cause }),
      ...(identity !== undefined && { identity }),
    };
    if (news.state === 'ok') resolve();
  };
  const isNamed = settings.kind === 'panel' && settings.credentials !== undefined;
  const password = isNamed ? loginNamed(settings.credentials!, places).password : undefined;
  const running = makeDriver(settings, { hotPlug: new HotPlug(), tell, password }).run(
    AbortSignal.any([signal, done.signal]),
  );
  await promise;
  clearTimeout(patience);
  done.abort();
  await running;
  return findingOf(last);
}
