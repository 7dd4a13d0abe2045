import type { FastifyReply, FastifyRequest } from 'fastify';

/** `__Host-` keeps other hosts of the school's network from setting it, but is only allowed over TLS. */
const nameOf = (isSecure: boolean): string => (isSecure ? '__Host-lectern' : 'lectern');

/** The session's token that a request carries; undefined when there is none, or more than one. */
export function tokenOf(request: Pick<FastifyRequest, 'headers' | 'protocol'>): string | undefined {
  const name = nameOf(request.protocol === 'https');
  const tokens = (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim().split('='))
    .filter(([key]) => key === name)
    .map(([, value = '']) => value);
  return tokens.length === 1 && /^[A-Za-z0-9_-]{43}$/.test(tokens[0]!) ? tokens[0] : undefined;
}

/** Gives the browser its token, for as long as the browser is open; null takes it away. */
export function setToken(request: FastifyRequest, reply: FastifyReply, token: string | null): void {
  const isSecure = request.protocol === 'https';
  const life = token === null ? '; Max-Age=0' : '';
  const cookie = `${nameOf(isSecure)}=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}${life}`;
  reply.header('set-cookie', cookie);
}
