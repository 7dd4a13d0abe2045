import { createPrivateKey, webcrypto } from 'node:crypto';
import type { RoomAddress } from '../contract/room-address.ts';
import { publicHalf } from './device-key.ts';
import { ChallengePasswordAttribute, Pkcs10CertificateRequestGenerator } from './x509.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** The common name of a room's certificate, by which the region's broker knows it. */
export const roomCommonName = ({ region, school, room }: RoomAddress): string => `${region}/${school}/${room}`;

/**
 * A request for a room's certificate (PKCS #10, RFC 2986), signed with its key.
 * @param key of the curve P-256, PEM
 * @param binding of the connection on which it is sent, so that it is worth nothing on another one (RFC 7030, 3.5): base64
 * @returns DER
 */
export async function certificateRequest(key: string, room: RoomAddress, binding: string): Promise<Buffer> {
  const { subtle } = webcrypto;
  const der = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [roomCommonName(room)] }],
    keys: {
      privateKey: await subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']),
      publicKey: await subtle.importKey('spki', publicHalf(key), ALGORITHM, true, ['verify']),
    },
    signingAlgorithm: ALGORITHM,
    attributes: [new ChallengePasswordAttribute(binding)],
  });
  return Buffer.from(request.rawData);
}
