/** The room's certificate, and what was begun to get one. */
export interface EnrolmentStatus {
  certificate: {
    /** `region/school/room` */
    room: string;
    fromMs: number;
    untilMs: number;
    /** When the agent renews it by itself. */
    renewalMs: number;
    server: string;
  } | null;
  /** Goes on by itself; null: nothing waits. */
  pending: { kind: 'claim' | 'renewal'; room: string; server: string } | null;
  /** What an enrolment that is under way has done last; null: none is. */
  step: string | null;
  /** Of the region's hub, where the last claim named it. */
  broker: string | null;
}

/** Claim codes of many rooms. */
export interface EnrolmentRooms {
  server: string;
  /** `region/school/room` */
  rooms: string[];
  /** The one that names this machine, or that is set up here; null: somebody has to choose. */
  own: string | null;
}

/** How somebody says which room is to be enrolled. */
export type EnrolmentWish =
  /** A claim code, or all that its QR code holds. @see server of a bare code */
  | { kind: 'code'; typed: string; server: string }
  /** One of the rooms of a file; `text` null: of the USB stick in this machine. */
  | { kind: 'file'; text: string | null; room: string };

export interface EnrolmentControls {
  status(): EnrolmentStatus;
  claim(wish: EnrolmentWish): Promise<EnrolmentStatus>;
  /** @param text null: of the USB stick in this machine */
  rooms(text: string | null): EnrolmentRooms;
  /** Gives up what was begun. */
  forget(): Promise<EnrolmentStatus>;
}
