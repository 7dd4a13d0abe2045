import type { FastifyReply } from 'fastify';
import { refuse } from '../refuse.ts';

/** What refusals of the set-up mean in HTTP; all others are conflicts with what goes on. */
const statuses: Record<string, number> = {
  SETUP_CONFIG_INVALID: 422,
  SETUP_CONFIG_INCOMPLETE: 422,
  SETUP_TIMETABLE_INVALID: 422,
  SETUP_SOURCE_UNKNOWN: 404,
  SETUP_SEARCH_FAILED: 502,
  SETUP_UNWRITABLE: 507,
  ENROL_CODE: 422,
  ENROL_CODE_REFUSED: 422,
  ENROL_FILE: 422,
  ENROL_ROOM: 422,
  ENROL_UNREACHABLE: 502,
  ENROL_SERVER: 502,
  ENROL_WRONG_AUTHORITY: 502,
  ENROL_FOLDER: 507,
};

/** Answers with what `act` gives, or with why it was refused. */
export async function answering<T>(reply: FastifyReply, act: () => T | Promise<T>): Promise<T | FastifyReply> {
  try {
    return await act();
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    if (code.startsWith('STORE_')) return refuse(reply, 507, code, message);
    if (!/^(SETUP|ROOM|LIFE|ENROL)_/.test(code)) throw error;
    return refuse(reply, statuses[code] ?? 409, code, message);
  }
}
