/**
 * What has become of what is told to the hub of a lesson: it waits for its teacher (`held`), to be sent, or in a room that
 * belongs to no region; its teacher withholds it; the hub has it, or has refused it; it was given up because no more had room to
 * wait (`given-up`). Of a recording that its teacher brought nothing is ever told (`recorded`).
 */
export const dispatchStates = [
  'held',
  'waiting',
  'no-region',
  'withheld',
  'sent',
  'refused',
  'given-up',
  'recorded',
] as const;
export type DispatchState = (typeof dispatchStates)[number];

export interface Dispatch {
  state: DispatchState;
  /** Exactly as it goes over the wire; null of a recording, and of a lesson that was sent before messages were kept. */
  message: Record<string, unknown> | null;
  /** Until then its teacher can withhold it, or have it sent after all; wall time. Absent when that time is over. */
  heldUntilMs?: number;
  /** When the hub took it, or one before it; wall time. */
  sentAtMs?: number;
  refusedBecause?: string;
}
