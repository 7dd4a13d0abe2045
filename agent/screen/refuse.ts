import type { FastifyReply } from 'fastify';

/** Answers with what was refused and why, in the one form all refusals have. */
export function refuse(
  reply: FastifyReply,
  status: number,
  code: string,
  message: string,
  more: object = {},
): FastifyReply {
  return reply.code(status).send({ error: { code, message, ...more } });
}
