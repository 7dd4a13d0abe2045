import { CsvError, parse } from 'csv-parse/sync';
import { type RoomAddress, roomAddressSchema } from '../../provisioning/contract/room-address.ts';
import { EstError } from './est-error.ts';

const HEADINGS: Record<string, 'region' | 'school' | 'room' | 'machine'> = {
  region: 'region',
  区划代码: 'region',
  school: 'school',
  学校标识码: 'school',
  room: 'room',
  教室: 'room',
  machine: 'machine',
  机器: 'machine',
};
const MOST_ROOMS = 5_000;

/** A room that is to have a claim code. */
export interface WantedRoom {
  room: RoomAddress;
  /** Serial numbers or MAC addresses of its machine. */
  machines: string[];
}

/**
 * Reads a table of rooms (CSV, UTF-8): the columns region, school, room and, if wanted, machine (several parted by blanks).
 * @param name of the file, for what is wrong with it
 * @throws EstError (HUB_EST_ROOM) that names the line
 */
export function readRoomsTable(text: string, name: string): WantedRoom[] {
  const fail = (line: number, what: string): never => {
    throw new EstError('HUB_EST_ROOM', `${name} line ${line}: ${what}; nothing was made`);
  };
  const [heads = [], ...rows] = linesOf(text, name);
  const fields = heads.map((head) => HEADINGS[head.toLowerCase()]);
  for (const needed of ['region', 'school', 'room'] as const)
    if (!fields.includes(needed)) fail(1, `has no column ${needed} (区划代码, 学校标识码, 教室)`);
  if (rows.length > MOST_ROOMS) fail(rows.length, `more than ${MOST_ROOMS} rooms`);
  const seen = new Set<string>();
  return rows.map((cells, i) => {
    const cell = (field: string) => cells[fields.indexOf(field as never)] ?? '';
    const parsed = roomAddressSchema.safeParse({ region: cell('region'), school: cell('school'), room: cell('room') });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return fail(i + 2, `${String(issue?.path[0])} ${issue?.message}`);
    }
    const { region, school, room } = parsed.data;
    const address = `${region}/${school}/${room}`;
    if (seen.has(address)) fail(i + 2, `${address} is there twice`);
    seen.add(address);
    return {
      room: parsed.data,
      machines: fields.includes('machine') ? cell('machine').split(/\s+/).filter(Boolean) : [],
    };
  });
}

function linesOf(text: string, name: string): string[][] {
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new EstError('HUB_EST_ROOM', `${name}: is not valid CSV: ${error.message}; nothing was made`);
  }
}
