import { v7 } from 'uuid';
import type { Clock } from './clock.ts';

/**
 * A new UUIDv7 (RFC 9562) that begins with what the wall clock shows now. Left to itself the package would never go back: once
 * a clock was years ahead, every id would say so until the agent ends.
 */
export function timeId({ wallMs }: Pick<Clock, 'wallMs'>): string {
  return v7({ msecs: Math.max(0, Math.round(wallMs())) });
}
