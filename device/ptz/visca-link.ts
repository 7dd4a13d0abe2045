import type { DeviceFault } from '../device-fault.ts';

/** What a packet is; over the network it is told in the header. */
export type ViscaKind = 'command' | 'inquiry';

export interface ViscaLinkEvents {
  /** Packets may be sent; whatever was asked before is forgotten. */
  opened(): void;
  /** @param tag of what it answers; null where replies do not say */
  received(packet: Uint8Array, tag: number | null): void;
  /** Something came in that may or may not be a packet. */
  heard(bytes: number): void;
  /** What was sent with this tag was not taken: it must be sent anew. */
  unordered(tag: number): void;
  closed(fault: DeviceFault): void;
}

/** The way to a camera: a serial line, or the network. */
export interface ViscaLink {
  /** For people: the port, or the address in the network. */
  readonly where: string;
  /** The camera's number on it. */
  readonly address: number;
  /** Whether cameras must be numbered before they answer. */
  readonly isChain: boolean;
  /** Keeps it open until `signal` aborts. Never throws. */
  run(signal: AbortSignal, events: ViscaLinkEvents): Promise<void>;
  /** The camera does not answer: the way to it may have to be opened anew. @param fault is told where it is closed for that */
  silent(fault: DeviceFault): void;
  /** Waits until packets may be sent. */
  ready(): Promise<void>;
  /** The tag is there at once: an answer may be sooner than the word that the packet is on its way. */
  send(packet: Uint8Array, kind: ViscaKind): Sending;
  /** The same once more, as when it was lost on the way. */
  sendAgain(packet: Uint8Array, kind: ViscaKind, tag: number | null): Sending;
}

export interface Sending {
  /** What its replies carry; null where they carry nothing. */
  tag: number | null;
  /** @throws DeviceFault when there is no way to the camera */
  sent: Promise<void>;
}
