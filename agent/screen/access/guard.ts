import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { refuse } from '../refuse.ts';
import type { Access } from './access.ts';
import { tokenOf } from './cookie.ts';
import { may } from './who.ts';

export interface GuardOptions {
  access: Access;
  /** Names under which this port may be asked, besides the port's number. */
  hosts: readonly string[];
  /** Reached from this machine alone: whoever asks stands at the panel. */
  isPanel: boolean;
  /** What ends sessions by itself, looked at before anybody is let in. */
  lock: { look(): void } | undefined;
}

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * What every request must pass before its body is read: asked under our own name, from our own page, by somebody who may.
 * A route under /api that does not say who may ask keeps the server from starting.
 */
export function addGuard(app: FastifyInstance, { access, hosts, isPanel, lock }: GuardOptions): void {
  app.decorateRequest('signedIn', null);
  app.addHook('onRoute', ({ url, config }: RouteOptions) => {
    if (url.startsWith('/api/') && config?.who === undefined) throw new Error(`${url}: does not say who may ask it`);
  });
  app.addHook('onRequest', async (request, reply) => {
    const host = request.headers.host ?? '';
    if (!isOneOf(host, hosts))
      return refuse(reply, 403, 'SCREEN_HOST_REFUSED', `this screen answers only to ${hosts.join(', ')}`);
    const { who, upload = false } = request.routeOptions.config;
    if (who === undefined) return undefined;
    if (CHANGES.has(request.method) && !isFromOurPage(request, upload)) {
      const message =
        'commands are taken from this screen itself, as application/json; use the screen or the command line';
      return refuse(reply, 403, 'SCREEN_ORIGIN_REFUSED', message);
    }
    if (isFromElsewhere(request))
      return refuse(reply, 403, 'SCREEN_ORIGIN_REFUSED', 'this is read from the screen itself');
    lock?.look();
    request.signedIn = access.sessions.of(tokenOf(request));
    if (may(who, request.signedIn, isPanel)) return undefined;
    return locked(reply);
  });
}

const locked = (reply: FastifyReply): FastifyReply =>
  refuse(reply, 401, 'SCREEN_LOCKED', 'this is locked; sign in on the screen');

/**
 * A web page elsewhere can point its own host name at this machine and then read it as if it were its own (DNS rebinding);
 * such requests carry that name in the Host header.
 */
function isOneOf(host: string, hosts: readonly string[]): boolean {
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return hosts.some((each) => each.toLowerCase() === name);
}

/**
 * A page elsewhere that is open in the same browser may post a form here, but it cannot send JSON or a plain stream of bytes
 * without being asked about first, and it tells where it comes from.
 */
function isFromOurPage({ headers, protocol }: FastifyRequest, upload: boolean): boolean {
  const isOwn = headers.origin === undefined || headers.origin === `${protocol}://${headers.host}`;
  const wanted = upload ? /^application\/octet-stream$/i : /^application\/json\b/i;
  return isOwn && wanted.test(headers['content-type'] ?? '');
}

/** Browsers tell it of every request; a link from elsewhere to a page of ours is fine, an image or script is not. */
function isFromElsewhere({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
