/**
 * Who may ask a route: everybody who reaches the port; whoever stands at the panel (over the network only who is signed in);
 * a teacher with a PIN; a teacher whose PIN was given by somebody else and must be changed first; school IT.
 */
export type Who = 'everybody' | 'panel' | 'teacher' | 'newcomer' | 'it';

/** Who is signed in. */
export type SignedIn =
  /** `owner` is the teacher's pseudonym, or '' for the lessons of the room whose teacher is not known. */
  { kind: 'teacher' | 'newcomer'; owner: string } | { kind: 'it' };

declare module 'fastify' {
  interface FastifyContextConfig {
    who?: Who;
    /** The body is a file, not JSON. */
    upload?: boolean;
  }
  interface FastifyRequest {
    signedIn: SignedIn | null;
  }
}

/** Whether somebody who is signed in may ask a route. */
export function may(who: Who, signedIn: SignedIn | null, isAtPanel: boolean): boolean {
  if (who === 'everybody') return true;
  if (who === 'panel') return isAtPanel || (signedIn !== null && signedIn.kind !== 'newcomer');
  return signedIn?.kind === who;
}
