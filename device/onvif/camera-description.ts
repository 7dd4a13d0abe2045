import { CameraConnection, type Credentials } from './camera-connection.ts';
import { OnvifError } from './onvif-error.ts';
import { doorOf, firstReachable } from './reachable.ts';
import {
  type CameraProfile,
  type DeviceInformation,
  deviceInformationSchema,
  profilesSchema,
  streamUriSchema,
} from './soap-answers.ts';

/** One of the streams a camera offers. */
export interface CameraStream extends CameraProfile {
  /** rtsp address without user and password; null when the camera gives none. */
  address: string | null;
  /** The largest picture of the camera is its main stream, the smallest its sub-stream. */
  role: 'main' | 'sub' | null;
}

export interface CameraDescription {
  device: DeviceInformation;
  /** How far the camera's clock is ahead of this machine's, seconds; null when it does not tell. */
  clockOffsetS: number | null;
  streams: CameraStream[];
  /** Streams the camera has besides these. */
  moreStreams: number;
}

const CONNECT_MS = 1500;

/**
 * Asks a camera what it is and what streams it has. It asks for no picture.
 * @param address of its device service, such as `http://192.168.1.64/onvif/device_service`
 * @param timeoutMs for everything together
 * @throws OnvifError
 */
export async function describeCamera(
  address: URL,
  credentials: Credentials | null,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<CameraDescription> {
  const connection = new CameraConnection(address, credentials, timeoutMs);
  try {
    const clockOffsetS = await connection.readClock(signal);
    // The first request with the password is one that knows no other way: after a refusal nothing more is tried, since
    // cameras lock a user out after a few.
    const device = await connection.read(
      (cam, done) => cam.getDeviceInformation(done),
      deviceInformationSchema,
      signal,
    );
    await connection.readServices(signal);
    const { profiles, more } = await connection.readMedia((cam, done) => cam.getProfiles(done), profilesSchema, signal);
    const streams: Omit<CameraStream, 'role'>[] = [];
    // One after the other: many cameras serve one request at a time.
    for (const profile of profiles) {
      streams.push({ ...profile, address: await streamAddress(connection, address, profile, signal) });
    }
    return { device, clockOffsetS, streams: withRoles(streams), moreStreams: more };
  } finally {
    connection.close();
  }
}

async function streamAddress(
  connection: CameraConnection,
  camera: URL,
  { token }: CameraProfile,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const options = { protocol: 'RTSP', profileToken: token };
    const text = await connection.read((cam, done) => cam.getStreamUri(options, done), streamUriSchema, signal);
    const url = URL.parse(text);
    if (!url || !/^rtsps?:$/.test(url.protocol)) return null;
    url.username = '';
    url.password = '';
    return (await reachable(url, camera, signal)).href;
  } catch (error) {
    // A profile without a stream (metadata only, switched off) hides no other.
    if (error instanceof OnvifError && (error.code === 'ONVIF_FAULT' || error.code === 'ONVIF_BAD_ANSWER')) return null;
    throw error;
  }
}

/** Cameras with two interfaces, or moved to another network, name the wrong host; the one that answers here is right. */
async function reachable(stream: URL, camera: URL, signal: AbortSignal): Promise<URL> {
  if (stream.hostname === camera.hostname) return stream;
  const here = new URL(stream);
  here.hostname = camera.hostname;
  const index = await firstReachable([stream, here].map(doorOf), CONNECT_MS, signal);
  return index === 1 ? here : stream;
}

function withRoles(streams: readonly Omit<CameraStream, 'role'>[]): CameraStream[] {
  const pixels = ({ address, width, height }: Omit<CameraStream, 'role'>) =>
    address === null ? 0 : (width ?? 0) * (height ?? 0);
  const playable = streams.filter((stream) => pixels(stream) > 0).sort((a, b) => pixels(b) - pixels(a));
  const [main] = playable;
  // Of several largest the camera's first is the main stream; one that is as large is no sub-stream.
  const sub = playable.findLast((stream) => pixels(stream) < pixels(main!));
  return streams.map((stream) => ({ ...stream, role: stream === main ? 'main' : stream === sub ? 'sub' : null }));
}
