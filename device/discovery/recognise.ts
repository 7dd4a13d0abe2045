import { DeviceFault, type DeviceFaultCode } from '../device-fault.ts';
import type { DeviceSettings } from '../device-settings.ts';
import type { HotPlug } from '../line/hot-plug.ts';
import type { MakeDriver } from '../process/run-devices.ts';

/** Faults that no other way of asking would mend. */
const FINAL: ReadonlySet<DeviceFaultCode> = new Set([
  'DEVICE_ABSENT',
  'DEVICE_BUSY',
  'DEVICE_FORBIDDEN',
  'DEVICE_FLOODS',
]);

export interface RecogniseOptions {
  make: MakeDriver;
  hotPlug: HotPlug;
  /** So long each kind of device has to answer as one; boards begin anew when their port is opened. */
  patienceMs: number;
}

/** A device that answered, and by which settings. */
export interface Recognised {
  settings: DeviceSettings;
  identity: string | undefined;
}

/**
 * Finds out what hangs on a port by asking as each of the given devices would be asked, one after the other; the first that
 * answers is it. Whoever asks speaks to devices that may be others: none of these questions changes anything.
 * @returns null when nothing answers
 * @throws DeviceFault when the port cannot be asked
 */
export async function recognise(
  candidates: readonly DeviceSettings[],
  options: RecogniseOptions,
  signal: AbortSignal,
): Promise<Recognised | null> {
  for (const settings of candidates) {
    if (signal.aborted) return null;
    const recognised = await asked(settings, options, signal);
    if (recognised) return recognised;
  }
  return null;
}

async function asked(
  settings: DeviceSettings,
  { make, hotPlug, patienceMs }: RecogniseOptions,
  signal: AbortSignal,
): Promise<Recognised | null> {
  const done = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  let identity: string | undefined;
  const patience = setTimeout(() => resolve(false), patienceMs);
  const stop = () => resolve(false);
  signal.addEventListener('abort', stop, { once: true });
  const driver = make(settings, {
    hotPlug,
    tell: (news) => {
      if (news.says === 'identity') identity = news.text;
      if (news.says !== 'state') return;
      if (news.state === 'ok') resolve(true);
      const { cause } = news;
      if (cause && FINAL.has(cause.code)) reject(new DeviceFault(cause.code, cause.message));
    },
  });
  const running = driver.run(AbortSignal.any([signal, done.signal]));
  try {
    return (await promise) ? { settings, identity } : null;
  } finally {
    clearTimeout(patience);
    signal.removeEventListener('abort', stop);
    done.abort();
    await running;
  }
}
