import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { accessRules } from '../../hub/access-rules.ts';
import { BrokerLostError, RegionVoice } from '../../hub/region-voice.ts';
import { type Command, commandSchema } from '../../provisioning/contract/command-messages.ts';
import { type DesiredKind, desiredKinds, desiredMessageSchemas } from '../../provisioning/contract/desired-messages.ts';
import { type RoomAddress, roomAddressSchema } from '../../provisioning/contract/room-address.ts';
import { identityOf } from '../../provisioning/contract/topics.ts';
import { UsageError } from './exit-code.ts';
import { brokerOf, type HubBrokerOptions } from './hub-ingest.ts';
import { textTable } from './text-table.ts';

export interface HubVoiceOptions extends HubBrokerOptions {
  /** `region/school/room`, several. */
  room?: string[];
  /** A file with one of them in each line. */
  rooms?: string;
  seconds: number;
  json?: boolean;
}

/** A room did not answer, or refused. */
class RoomsRefusedError extends Error {
  readonly code = 'ROOM_REFUSED';
}

class BrokerUnreachableError extends Error {
  readonly code = 'HUB_UNREACHABLE';
}

/** So many rooms are spoken to at a time. */
const AT_A_TIME = 50;

/** `lectern hub wish`: what rooms are to have; the broker keeps it for those that are away. */
export async function hubWish(
  kind: string,
  file: string,
  options: HubVoiceOptions & { number: number },
): Promise<void> {
  const wished = desiredKinds.find((known) => known === kind);
  if (!wished) throw new UsageError(`${kind}: must be one of ${desiredKinds.join(', ')}`);
  const data = dataOf(wished, file, options.number);
  await tellAll(options, async (voice, room) => {
    const told = await voice.wish(room, wished, data as never);
    return { status: told?.status ?? 'silent', reason: told?.reason ?? '' };
  });
}

/** `lectern hub ask` */
export async function hubAsk(name: string, options: HubVoiceOptions & { lesson?: string }): Promise<void> {
  const asked = { command: name, ...(options.lesson !== undefined && { lessonId: options.lesson }) };
  const { data: command, error } = commandSchema.safeParse(asked);
  if (!command) throw new UsageError(`${name}: ${z.prettifyError(error).replaceAll('\n', ' ')}`);
  await tellAll(options, async (voice, room) => {
    const told = await voice.ask(room, command as Command);
    return { status: told?.status ?? 'silent', reason: told?.reason ?? '' };
  });
}

/** `lectern hub broker-rules`: the text of Mosquitto's acl_file. */
export function hubBrokerRules({ user }: { user: string[] }): void {
  process.stdout.write(accessRules({ ingestUsers: user }));
}

function dataOf(kind: DesiredKind, file: string, version: number): object {
  const text = textOf(file);
  // Timetables and rules are files already; the others are JSON.
  const content = kind === 'timetable' || kind === 'rules' ? { text: text === '' ? null : text } : jsonOf(text, file);
  const { data, error } = desiredMessageSchemas[kind].shape.data.safeParse({ ...content, version });
  if (!data) throw new UsageError(`${file}: ${z.prettifyError(error).replaceAll('\n', ' ')}`);
  return data;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function jsonOf(text: string, file: string): object {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  } catch {
    // Told below.
  }
  throw new UsageError(`${file}: must be a JSON object`);
}

interface Told {
  status: string;
  reason: string;
}

async function tellAll(
  options: HubVoiceOptions,
  tell: (voice: RegionVoice, room: RoomAddress) => Promise<Told>,
): Promise<void> {
  const rooms = roomsOf(options);
  const { url, tls, ...login } = brokerOf(options);
  const files = Object.entries(tls ?? {}).map(([name, file]) => [name, textOf(file)]);
  const voice = new RegionVoice({ url, ...login, tls: Object.fromEntries(files), patienceMs: options.seconds * 1000 });
  try {
    await voice.start();
  } catch (error) {
    throw new BrokerUnreachableError(`the broker of --broker cannot be used: ${(error as Error).message}`);
  }
  const answers: (Told & { room: string })[] = [];
  let failure: unknown;
  try {
    for (let from = 0; from < rooms.length && failure === undefined; from += AT_A_TIME) {
      const some = rooms.slice(from, from + AT_A_TIME);
      const told = await Promise.allSettled(
        some.map(async (room) => ({ room: identityOf(room), ...(await tell(voice, room)) })),
      );
      answers.push(...told.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : [])));
      failure = told.find((each) => each.status === 'rejected')?.reason;
    }
  } finally {
    await voice.stop();
  }
  if (options.json) console.log(JSON.stringify(answers, null, 2));
  else if (answers.length > 0)
    console.log(
      textTable(
        HEADS,
        answers.map(({ room, status, reason }) => [room, WORDS[status] ?? status, reason]),
      ),
    );
  if (failure !== undefined) throw withCount(failure, rooms.length - answers.length, rooms.length);
  const refused = answers.filter(({ status }) => status === 'refused').length;
  if (refused > 0) throw new RoomsRefusedError(`${refused} of ${answers.length} rooms refused`);
}

/** What was answered is printed; of the others it is said that it is not known whether they heard. */
function withCount(failure: unknown, missing: number, all: number): unknown {
  if (!(failure instanceof BrokerLostError)) return failure;
  return new BrokerLostError(
    `${failure.message}; of ${missing} of ${all} rooms no answer is known: say it again · ${missing}/${all} 间教室应答未知，请重新下发`,
  );
}

const HEADS = ['教室 room', '结果 result', '原因 reason'];
const WORDS: Record<string, string> = {
  applied: '已生效 applied',
  done: '完成 done',
  waiting: '下课后生效 after the lesson',
  refused: '拒绝 refused',
  silent: '暂无应答 no answer yet',
};

function roomsOf({ room = [], rooms }: HubVoiceOptions): RoomAddress[] {
  const lines = rooms === undefined ? [] : textOf(rooms).split('\n');
  const named = [...room, ...lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))];
  if (named.length === 0) throw new UsageError('say which rooms: --room region/school/room, or --rooms FILE');
  return named.map((name) => {
    const [region, school, own, ...rest] = name.split('/');
    const address = roomAddressSchema.safeParse({ region, school, room: own }).data;
    if (!address || rest.length > 0) throw new UsageError(`${name}: must be region/school/room`);
    return address;
  });
}
