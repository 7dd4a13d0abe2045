import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { roomCommonName } from '../../provisioning/enrolment/certificate-request.ts';
import { type Claim, enrolmentServerSchema, readClaim } from '../../provisioning/enrolment/claim-link.ts';
import { Enrolment } from '../../provisioning/enrolment/enrolment.ts';
import { EnrolmentError } from '../../provisioning/enrolment/enrolment-error.ts';
import { claimFor, type EnrolmentFile, readEnrolmentFile } from '../../provisioning/enrolment/enrolment-file.ts';
import type { WallClock } from '../../provisioning/enrolment/est-client.ts';
import type { OpenWay } from '../../provisioning/enrolment/est-connection.ts';
import type { IdentityFolder } from '../../provisioning/enrolment/identity-folder.ts';
import { renewalMs } from '../../provisioning/enrolment/renewal-time.ts';
import { enrolmentFileOnStick, enrolmentFileText, machineNames } from '../identity/enrolment-sticks.ts';
import type {
  EnrolmentControls,
  EnrolmentRooms,
  EnrolmentStatus,
  EnrolmentWish,
} from '../screen/setup/controls/enrolment.ts';

export interface RoomEnrolmentOptions {
  identity(reached: (step: string) => void): IdentityFolder;
  way(): OpenWay;
  clock: WallClock;
  /** As the configuration's file says now; null while it does not. */
  room(): RoomAddress | null;
  server(): string | undefined;
  /** The claim has said which room this is, and nobody else had. */
  isRoom(room: RoomAddress): void;
  note(what: string, subject: string | null): void;
}

/** How school IT gets the room its certificate on the page. */
export class RoomEnrolment implements EnrolmentControls {
  readonly #options: RoomEnrolmentOptions;
  #step: string | null = null;
  #broker: string | null = null;

  constructor(options: RoomEnrolmentOptions) {
    this.#options = options;
  }

  status(): EnrolmentStatus {
    const identity = this.#identity();
    const { current, pending } = identity;
    return {
      certificate: current && {
        room: roomCommonName(current.origin.room),
        fromMs: current.certificate.validFromDate.getTime(),
        untilMs: current.certificate.validToDate.getTime(),
        renewalMs: renewalMs(current.certificate),
        server: current.origin.server,
      },
      pending: pending && {
        kind: pending.kind,
        room: roomCommonName(pending.room),
        server: pending.server,
      },
      step: this.#step,
      broker: this.#broker,
    };
  }

  rooms(text: string | null): EnrolmentRooms {
    const file = fileOf(text);
    const own = this.#options.room();
    const named = (room: string | undefined) => {
      try {
        return roomCommonName(claimFor(file, room, machineNames()).room);
      } catch {
        return null;
      }
    };
    return {
      server: file.server,
      rooms: file.rooms.map(({ room }) => roomCommonName(room)),
      own: (own && named(roomCommonName(own))) ?? named(undefined),
    };
  }

  async claim(wish: EnrolmentWish): Promise<EnrolmentStatus> {
    const claim = wish.kind === 'file' ? claimFor(fileOf(wish.text), wish.room, []) : readClaim(wish.typed);
    const room = this.#roomOf(claim);
    const named = (wish.kind === 'code' && wish.server) || undefined;
    const server = enrolmentServerSchema.safeParse(claim.server ?? named ?? this.#options.server());
    if (!server.success)
      throw new EnrolmentError(
        'ENROL_SERVER',
        'say where to enrol: the address of the EST server, https://…, stands on the sheet',
      );
    this.#options.note('enrolment.claimed', roomCommonName(room));
    try {
      await this.#enrolment().claim(claim.code, server.data, room, AbortSignal.timeout(60_000));
    } finally {
      this.#step = null;
    }
    this.#broker = claim.broker ?? null;
    if (!this.#options.room()) this.#options.isRoom(room);
    return this.status();
  }

  async forget(): Promise<EnrolmentStatus> {
    await this.#enrolment().forget();
    return this.status();
  }

  #roomOf({ room }: Claim): RoomAddress {
    const own = this.#options.room();
    const known = room ?? own;
    if (!known)
      throw new EnrolmentError(
        'ENROL_ROOM',
        'which room this is, is not known yet: give its codes first, or scan the QR code, which names it',
      );
    if (own && roomCommonName(own) !== roomCommonName(known))
      throw new EnrolmentError(
        'ENROL_ROOM',
        `the claim code is for ${roomCommonName(known)}, and this room is set up as ${roomCommonName(own)}; correct the one that is wrong`,
      );
    return known;
  }

  #identity(): IdentityFolder {
    return this.#options.identity((step) => this.#reached(step));
  }

  #enrolment(): Enrolment {
    const { way, clock } = this.#options;
    return new Enrolment({ identity: this.#identity(), way: way(), clock, reached: (step) => this.#reached(step) });
  }

  #reached(step: string): void {
    this.#step = step;
  }
}

/** @throws EnrolmentError */
function fileOf(text: string | null): EnrolmentFile {
  if (text !== null) return readEnrolmentFile(text, 'file');
  const file = enrolmentFileOnStick();
  if (file === undefined)
    throw new EnrolmentError(
      'ENROL_FILE',
      'no USB stick with lectern-enrolment.yaml is mounted in this machine (below /media, /run/media or /mnt); choose the file here',
    );
  return readEnrolmentFile(enrolmentFileText(file), file);
}
