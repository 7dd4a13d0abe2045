import type { ComponentChildren } from 'preact';
import type { RoomLook } from '../words/room-texts.ts';

/** Told apart by their outlines alone, for no colour says what the room does. */
const shapes: Record<RoomLook, ComponentChildren> = {
  idle: <circle cx="16" cy="16" r="11" />,
  watching: (
    <>
      <circle cx="16" cy="16" r="11" />
      <circle class="filled" cx="16" cy="16" r="4" />
    </>
  ),
  recording: <circle class="filled" cx="16" cy="16" r="12" />,
  closing: <path d="M8 4 h16 v24 h-16 z M13 11 h6 M13 16 h6 M13 21 h6" />,
  off: <path d="M5 16 a11 11 0 1 1 22 0 a11 11 0 1 1 -22 0 M8 24 L24 8" />,
  lost: <path d="M5 16 a11 11 0 0 1 11 -11 M27 16 a11 11 0 0 1 -11 11 M16 11 v6 M16 21 v1" />,
};

/** The outline of what the room does. */
export function RoomShape({ look }: { look: RoomLook }) {
  return (
    <svg class="room-shape" viewBox="0 0 32 32" aria-hidden="true">
      {shapes[look]}
    </svg>
  );
}
