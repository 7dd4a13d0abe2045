import { randomBytes } from 'node:crypto';

const KNOWN = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Where an event stands among others that led to it (W3C Trace Context, level 1): a step of a new trace, or a further step
 * of the trace that something heard belongs to.
 */
export function traceParent(of?: string): string {
  const trace = KNOWN.exec(of ?? '')?.[1] ?? randomBytes(16).toString('hex');
  return `00-${trace}-${randomBytes(8).toString('hex')}-01`;
}
