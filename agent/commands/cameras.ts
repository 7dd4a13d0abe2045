import { atMost } from '../../device/onvif/at-most.ts';
import type { Credentials } from '../../device/onvif/camera-connection.ts';
import { describeCamera } from '../../device/onvif/camera-description.ts';
import { discover } from '../../device/onvif/discovery.ts';
import { OnvifError } from '../../device/onvif/onvif-error.ts';
import { loadCredentials } from '../config/credentials.ts';
import { cameraTable, describedCamera, type ListedCamera } from './camera-list.ts';
import { InterruptedError, UsageError } from './exit-code.ts';

export const camerasHelp = `
The credentials file is YAML, readable by its owner only (chmod 600), for one user of all cameras:
  user: lectern
  password: 'secret'
In a camera's settings ONVIF must be on, and that user be allowed to use it.`;

/** For everything one camera is asked. */
const CAMERA_MS = 15_000;
const DEVICE_SERVICE = '/onvif/device_service';

export interface CamerasDiscoverOptions {
  seconds: number;
  interface?: string;
  credentials?: string;
  json?: boolean;
}

/** `lectern cameras discover`: lists the cameras of the network; with credentials also their streams. */
export async function camerasDiscover(options: CamerasDiscoverOptions, signal: AbortSignal): Promise<void> {
  const credentials = options.credentials === undefined ? null : loadCredentials(options.credentials);
  const { seconds, interface: interfaceName } = options;
  const found = await interruptible(() => discover({ listenMs: seconds * 1000, interfaceName }, signal), signal);
  const cameras = await interruptible(
    () =>
      atMost(8, found.devices, async ({ endpoint, address, addresses, name, hardware, location }) => {
        const listed: ListedCamera = {
          endpoint,
          address: (address ?? addresses[0])?.href ?? null,
          reachable: address !== null,
          name,
          hardware,
          location,
        };
        return credentials && address ? described(listed, address, credentials, signal) : listed;
      }),
    signal,
  );
  if (options.json) {
    console.log(JSON.stringify({ cameras, unreadable: found.unreadable }, null, 1));
    return;
  }
  for (const host of found.unreadable) {
    console.error(`lectern: 注意 note: ${host}: 应答无法识别，已忽略 / its answer could not be read and was ignored`);
  }
  console.log(cameraTable(cameras));
  for (const camera of cameras) if (camera.description) console.log(`\n${describedCamera(camera, camera.description)}`);
}

export interface CamerasShowOptions {
  port?: number;
  credentials?: string;
  json?: boolean;
}

/**
 * `lectern cameras show`: what one camera is, and its streams.
 * @param text host, host:port or the address of the device service
 * @throws OnvifError
 */
export async function camerasShow(text: string, options: CamerasShowOptions, signal: AbortSignal): Promise<void> {
  const address = serviceAddress(text, options.port);
  const credentials = options.credentials === undefined ? null : loadCredentials(options.credentials);
  const description = await interruptible(() => describeCamera(address, credentials, CAMERA_MS, signal), signal);
  const { model, manufacturer } = description.device;
  const camera = {
    endpoint: null,
    address: address.href,
    reachable: true,
    name: manufacturer,
    hardware: model,
    location: '',
    description,
  } satisfies ListedCamera;
  console.log(options.json ? JSON.stringify(camera, null, 1) : describedCamera(camera, description));
}

/** One camera that fails is listed with its fault: the others are what was asked for. */
async function described(
  camera: ListedCamera,
  address: URL,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<ListedCamera> {
  try {
    return { ...camera, description: await describeCamera(address, credentials, CAMERA_MS, signal) };
  } catch (error) {
    if (!(error instanceof OnvifError)) throw error;
    const { code, zh, en } = error;
    return { ...camera, fault: { code, zh, en } };
  }
}

async function interruptible<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? new InterruptedError() : error;
  }
}

function serviceAddress(text: string, port: number | undefined): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  // The text is not repeated where it may hold a password.
  if (url?.username || url?.password)
    throw new UsageError(
      'address: give no user or password on the command line, where others can see it; use --credentials',
    );
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new UsageError(
      `${text}: is no camera’s address; give one such as 192.168.1.64 or http://192.168.1.64/onvif/device_service`,
    );
  if (url.pathname === '/') url.pathname = DEVICE_SERVICE;
  if (port !== undefined) url.port = String(port);
  return url;
}
