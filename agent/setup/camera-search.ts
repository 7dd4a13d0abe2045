import { describeCamera } from '../../device/onvif/camera-description.ts';
import { discover } from '../../device/onvif/discovery.ts';
import type { FoundCamera, FoundStream } from '../screen/setup/controls/checks.ts';
import { SetupError } from './setup-error.ts';

const LISTEN_MS = 4_000;
const CAMERA_MS = 15_000;

/** The cameras of the network (ONVIF), and what streams one of them has. */
export class CameraSearch {
  /** Takes four seconds. @throws SetupError when the network cannot be asked */
  async search(): Promise<FoundCamera[]> {
    const { devices } = await told(discover({ listenMs: LISTEN_MS }, AbortSignal.timeout(3 * LISTEN_MS)));
    return devices.map(({ address, name, hardware }) => ({
      name: name ?? '',
      model: hardware ?? '',
      address: address?.href ?? null,
    }));
  }

  /** @throws SetupError when the camera does not answer or refuses the login */
  async streams(address: string, login: { user: string; password: string }): Promise<FoundStream[]> {
    const url = new URL(address);
    const { streams } = await told(describeCamera(url, login, CAMERA_MS, AbortSignal.timeout(CAMERA_MS)));
    return streams.map(({ name, role, codec, width, height, address: stream, sound }) => ({
      ...{ name, role, codec, width, height },
      address: stream,
      hasSound: sound !== null,
    }));
  }
}

async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const { message } = error as Error;
    throw new SetupError('SETUP_SEARCH_FAILED', message, { cause: error });
  }
}
