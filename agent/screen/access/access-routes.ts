import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { list, number, object, text } from '../api-schema.ts';
import { refuse } from '../refuse.ts';
import { type Access, type Door, PASSWORD_LENGTH } from './access.ts';
import { AccessError } from './access-error.ts';
import { setToken, tokenOf } from './cookie.ts';
import { MOST_ACCOUNTS, PIN_DIGITS } from './pin.ts';

const closed = (properties: object) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const pin = { type: 'string', pattern: `^\\d{${PIN_DIGITS}}$` };
const password = { type: 'string', minLength: 1, maxLength: PASSWORD_LENGTH.most };
const owner = { type: 'string', pattern: '^([A-Za-z0-9][A-Za-z0-9_.-]{0,31})?$' };

const sessionSchema = object(
  { isItSetUp: { type: 'boolean' } },
  { signedIn: object({ kind: { enum: ['teacher', 'newcomer', 'it'] } }, { owner: text }), leftMs: number },
);
const accountsSchema = list(
  object({
    owner: text,
    account: { ...object({ number, mustChange: { type: 'boolean' }, changedAtMs: number }), nullable: true },
  }),
);

/** Adds signing in and out, and what school IT does with teachers' PINs. */
export function addAccessRoutes(app: FastifyInstance, access: Access): void {
  const seen = (token: string | undefined) => {
    const signedIn = access.sessions.of(token);
    return { isItSetUp: access.isItSetUp, ...(signedIn && { signedIn, leftMs: access.sessions.leftMs(token) }) };
  };
  const response = { 200: sessionSchema };

  app.get('/api/session', { config: { who: 'everybody' }, schema: { response } }, (request) => seen(tokenOf(request)));

  /** Whoever was signed in before no longer is, and a token that somebody else knew is worth nothing. */
  const enter = async (request: FastifyRequest, reply: FastifyReply, sign: () => Promise<string>) => {
    access.sessions.end(tokenOf(request));
    try {
      const token = await sign();
      setToken(request, reply, token);
      return seen(token);
    } catch (error) {
      setToken(request, reply, null);
      return refused(reply, error);
    }
  };
  app.post<{ Body: { number: number; pin: string } }>(
    '/api/session/teacher',
    {
      config: { who: 'everybody' },
      schema: { body: closed({ number: { type: 'integer', minimum: 1, maximum: MOST_ACCOUNTS }, pin }), response },
    },
    (request, reply) =>
      enter(request, reply, () => access.signInTeacher(request.body.number, request.body.pin, doorOf(request))),
  );
  app.post<{ Body: { password: string } }>(
    '/api/session/it',
    { config: { who: 'everybody' }, schema: { body: closed({ password }), response } },
    (request, reply) => enter(request, reply, async () => access.signInIt(request.body.password, doorOf(request))),
  );
  app.post<{ Body: { code: string; password: string } }>(
    '/api/session/set-up',
    {
      config: { who: 'everybody' },
      schema: { body: closed({ code: { type: 'string', minLength: 1, maxLength: 40 }, password }), response },
    },
    (request, reply) =>
      enter(request, reply, async () => access.setUpIt(request.body.code, request.body.password, doorOf(request))),
  );
  app.post<{ Body: { pin: string } }>(
    '/api/session/first-pin',
    { config: { who: 'newcomer' }, schema: { body: closed({ pin }), response } },
    (request, reply) => choose(request, reply, () => access.choosePin(whoseOf(request), request.body.pin)),
  );
  app.post<{ Body: { before: string; pin: string } }>(
    '/api/session/pin',
    { config: { who: 'teacher' }, schema: { body: closed({ before: pin, pin }), response } },
    (request, reply) => {
      const { before, pin: next } = request.body;
      return choose(request, reply, () => access.changePin(whoseOf(request), before, next, doorOf(request)));
    },
  );
  const choose = async (request: FastifyRequest, reply: FastifyReply, sign: () => Promise<string>) => {
    try {
      const token = await sign();
      setToken(request, reply, token);
      return seen(token);
    } catch (error) {
      return refused(reply, error);
    }
  };
  app.post(
    '/api/session/alive',
    { config: { who: 'everybody' }, schema: { body: closed({}), response } },
    (request) => {
      access.sessions.keepAlive(tokenOf(request));
      return seen(tokenOf(request));
    },
  );
  app.post(
    '/api/session/end',
    { config: { who: 'everybody' }, schema: { body: closed({}), response } },
    (request, reply) => {
      access.sessions.end(tokenOf(request));
      setToken(request, reply, null);
      return seen(undefined);
    },
  );

  app.get('/api/access/accounts', { config: { who: 'it' }, schema: { response: { 200: accountsSchema } } }, () =>
    access.accounts(),
  );
  app.post<{ Body: { owner: string } }>(
    '/api/access/accounts/pin',
    { config: { who: 'it' }, schema: { body: closed({ owner }), response: { 200: object({ number, pin: text }) } } },
    async (request, reply) => {
      try {
        return await access.givePin(request.body.owner, 'it');
      } catch (error) {
        return refused(reply, error);
      }
    },
  );
  app.post<{ Body: { owner: string } }>(
    '/api/access/accounts/remove',
    { config: { who: 'it' }, schema: { body: closed({ owner }), response: { 200: accountsSchema } } },
    (request, reply) => {
      try {
        access.removePin(request.body.owner, 'it');
        return access.accounts();
      } catch (error) {
        return refused(reply, error);
      }
    },
  );
}

const doorOf = ({ protocol }: FastifyRequest): Door => (protocol === 'https' ? 'network' : 'panel');
const whoseOf = ({ signedIn }: FastifyRequest): string => (signedIn as { owner: string }).owner;

const STATUS: Record<AccessError['code'], number> = {
  ACCESS_WRONG: 403,
  ACCESS_WAIT: 429,
  ACCESS_WEAK: 422,
  ACCESS_FULL: 409,
  ACCESS_SET_UP: 409,
  ACCESS_UNKNOWN: 404,
};

function refused(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof AccessError)) throw error;
  const { code, message, waitMs } = error;
  if (waitMs !== undefined) reply.header('retry-after', Math.ceil(waitMs / 1000));
  return refuse(reply, STATUS[code], code, message, waitMs === undefined ? {} : { waitMs: Math.ceil(waitMs) });
}
