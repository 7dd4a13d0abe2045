import { X509Certificate } from 'node:crypto';
import { roomAddressSchema } from '../../provisioning/contract/room-address.ts';
import type { Authority } from './authority.ts';
import { type CertificateWish, EstRefusal } from './certificate-wish.ts';
import { type IssuedCertificate, type RoomRegister, sha256Hex } from './room-register.ts';

const DAY_MS = 24 * 3_600_000;
/** A machine that did not hear the answer gets the same certificate again for so long. */
const SAME_AGAIN_MS = DAY_MS;
const APPROVAL_RETRY_S = 60;

export interface DeskOptions {
  authority: Authority;
  register: RoomRegister;
  /** Of a room's certificate. */
  lifeDays: number;
  /** So long after it has run out a certificate still serves for getting another one. */
  graceDays: number;
  nowMs(): number;
}

/** Decides who gets a certificate, and for which name. */
export class EnrolmentDesk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /**
   * By a claim code.
   * @param room `region/school/room` @param peer address of whoever asks
   * @throws EstRefusal
   */
  async byCode(wish: CertificateWish, room: string, secret: string, peer: string): Promise<IssuedCertificate> {
    const { register, nowMs } = this.#options;
    const now = nowMs();
    checkRoom(room);
    if (wish.commonName !== null && wish.commonName !== room)
      throw new EstRefusal(403, 'room', 'the request is for another room than the claim code');
    const checked = register.checkCode(room, secret, sha256Hex(wish.publicKey), now);
    if (checked.state !== 'good') {
      register.note(`code-${checked.state}`, room, peer, null, now);
      switch (checked.state) {
        case 'waits':
          throw new EstRefusal(202, 'approval', 'somebody has to approve this room', APPROVAL_RETRY_S);
        case 'locked':
          throw new EstRefusal(
            429,
            'locked',
            'there were too many wrong claim codes for this room',
            checked.retryAfterS,
          );
        case 'used':
          throw new EstRefusal(401, 'used', 'the claim code has been used by another machine');
        case 'expired':
          throw new EstRefusal(401, 'expired', 'the claim code is too old');
        default:
          throw new EstRefusal(401, 'code', 'the claim code is not of this room');
      }
    }
    return await this.#issued(wish, room, peer, 'enrolled');
  }

  /**
   * With the certificate that a room has, the connection having shown that it holds the key.
   * @throws EstRefusal
   */
  async byCertificate(wish: CertificateWish, shown: X509Certificate, peer: string): Promise<IssuedCertificate> {
    const { register, graceDays, nowMs } = this.#options;
    const now = nowMs();
    const known = register.certificate(sha256Hex(shown.raw));
    if (!known) throw new EstRefusal(401, 'code', 'this certificate was not issued here');
    if (known.revokedMs !== null) {
      register.note('renewal-revoked', known.room, peer, known.serial, now);
      throw new EstRefusal(403, 'revoked', 'this certificate has been revoked');
    }
    if (now > known.untilMs + graceDays * DAY_MS) {
      register.note('renewal-expired', known.room, peer, known.serial, now);
      throw new EstRefusal(403, 'expired', 'this certificate has run out too long ago');
    }
    if (wish.commonName !== null && wish.commonName !== known.room)
      throw new EstRefusal(403, 'room', 'a renewal is for the same room');
    return await this.#issued(wish, known.room, peer, 'renewed');
  }

  async #issued(wish: CertificateWish, room: string, peer: string, event: string): Promise<IssuedCertificate> {
    const { authority, register, lifeDays, nowMs } = this.#options;
    const now = nowMs();
    const keyHash = sha256Hex(wish.publicKey);
    const before = register.certificateFor(room, keyHash);
    if (before?.revokedMs != null) throw new EstRefusal(403, 'revoked', 'a certificate for this key has been revoked');
    if (before && now - before.issuedMs < SAME_AGAIN_MS && before.untilMs > now) return before;
    const made = await authority.roomCertificate(wish.publicKey, room, lifeDays, now);
    const issued: IssuedCertificate = {
      ...{ serial: made.serialNumber.toLowerCase(), room, keyHash, sha256: sha256Hex(made.raw), pem: made.toString() },
      ...{ issuedMs: now, untilMs: made.validToDate.getTime(), revokedMs: null },
    };
    register.keep(issued);
    register.note(event, room, peer, issued.serial, now);
    return issued;
  }
}

/** DER of one that was issued. */
export const derOf = ({ pem }: IssuedCertificate): Buffer => new X509Certificate(pem).raw;

function checkRoom(room: string): void {
  const [region, school, name, ...more] = room.split('/');
  if (more.length > 0 || !roomAddressSchema.safeParse({ region, school, room: name }).success)
    throw new EstRefusal(401, 'room', 'the user must be region/school/room');
}
