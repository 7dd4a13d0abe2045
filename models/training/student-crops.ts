import { closeSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { classroomTilings, type Face, FaceDetector } from '../../agent/sensing/camera/face-detector.ts';
import { type Box, cropSquare, type Picture } from '../../agent/sensing/camera/picture.ts';
import { studentSquare } from '../../agent/sensing/camera/student-view.ts';
import { loadModel } from '../session.ts';
import { faceOfHead, type HeadBox } from '../tools/head-box.ts';
import { readStill } from '../tools/still-picture.ts';
import { type LabelledRoom, type RoomPerson, readRoom } from './labelled-room.ts';
import { drawDegradation, readDegraded } from './still-variants.ts';

/** Pixels of a stored crop, and by how much it is wider than what the net sees, so that training can shift and turn it. */
const CROP = 134;
const MARGIN = 1.4;
/** Fainter than any face the product looks at: the net shall know what is none. */
const FAINT = 0.15;
/** Share of the false faces that is kept: there are more of them than of anything else. */
const NOTHING_KEPT = 0.5;
/** A face this near to a true one, in face heights, and of about its size, means it; the net learns where it really is. */
const NEAR = { away: 1, size: 0.7 };

/** One line of crops.jsonl: what the crop of the same number shows. */
interface CropLabel {
  room: string;
  image: string;
  /** How the crop was placed: on a found face, on the true head, on the seat, on nothing. */
  placed: 'face' | 'head' | 'seat' | 'nothing';
  /** The detector's score, null when it was not the one that placed the crop. */
  score: number | null;
  faceHeight: number;
  head: 'none' | 'up' | 'bowed' | 'on-desk';
  hand: boolean;
  standing: boolean;
  turned: boolean;
  /** Signed yaw of the head relative to the camera, degrees, positive to the person's left; null for no head. */
  yawDeg: number | null;
  headVisible: number;
  /** Where the true face is from the crop's: right and down in face heights, and log of its size over the crop's. */
  offset: [number, number, number] | null;
  teacher: boolean;
}

const program = new Command('student-crops')
  .description('Cuts labelled crops of students out of rendered classrooms, as training material of the state net.')
  .argument('<folder...>', 'folders with labelled rooms')
  .requiredOption('--out <prefix>', 'writes PREFIX.rgb (crops, 134 × 134 × 3 bytes each) and PREFIX.jsonl (labels)')
  .action(async (folders: string[], { out }: { out: string }) => {
    const detector = new FaceDetector(await loadModel(FaceDetector.model));
    const file = openSync(`${out}.rgb`, 'w');
    const labels: string[] = [];
    const pixels = new Float32Array(CROP * CROP * 3);
    let seed = 1;
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed / 2 ** 32;
    };
    const add = (picture: Picture, face: Box, label: CropLabel) => {
      const square = studentSquare(face);
      const grown = (square.side * (MARGIN - 1)) / 2;
      cropSquare(picture, { x: square.x - grown, y: square.y - grown, side: square.side * MARGIN }, CROP, pixels, 1, 0);
      writeSync(file, Uint8Array.from(pixels, Math.round));
      labels.push(JSON.stringify(label));
    };
    for (const room of folders.flatMap(roomsOf)) {
      for (const still of room.stills) {
        const how = drawDegradation(random);
        const scale = random() < 0.5 ? how.scale : 1;
        const picture = scale < 1 ? await readDegraded(still.path, how) : await readStill(still.path);
        const found = await detector.find(picture, classroomTilings(picture.width), FAINT);
        const people = still.people.map((person) => scaled(person, scale));
        label(room, still.image, picture, found, people, scale, random, add);
      }
      console.error(`${room.name}: ${labels.length} crops`);
    }
    closeSync(file);
    writeFileSync(`${out}.jsonl`, `${labels.join('\n')}\n`);
  });

function roomsOf(folder: string): LabelledRoom[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.map((name) => readRoom(JSON.parse(readFileSync(join(folder, name), 'utf8')), folder, name));
}

function label(
  room: LabelledRoom,
  image: string,
  picture: Picture,
  found: readonly Face[],
  people: readonly RoomPerson[],
  scale: number,
  random: () => number,
  add: (picture: Picture, face: Box, label: CropLabel) => void,
): void {
  const base = { room: room.name, image };
  const nothing = {
    head: 'none' as const,
    hand: false,
    standing: false,
    turned: false,
    yawDeg: null,
    headVisible: 0,
    offset: null,
    teacher: false,
  };
  for (const face of found) {
    const person = nearestPerson(face, people);
    if (!person && random() > NOTHING_KEPT) continue;
    const shows = person ? stateOf(person, face) : nothing;
    add(picture, face, { ...base, placed: 'face', score: face.score, faceHeight: face.h, ...shows });
  }
  for (const person of people) {
    if (!person.head || person.headVisible < 0.25) continue;
    const face = faceOfHead(person.head);
    add(picture, face, { ...base, placed: 'head', score: null, faceHeight: face.h, ...stateOf(person, face) });
    const seat = room.seats.get(person.id);
    if (!seat) continue;
    const place = scaledBox(seat, scale);
    const shows = person.standing ? { ...nothing, standing: true } : stateOf(person, place);
    add(picture, place, { ...base, placed: 'seat', score: null, faceHeight: place.h, ...shows });
  }
  const sizes = people.flatMap((person) => (person.head ? [faceOfHead(person.head).h] : []));
  for (let i = 0; i < 4 && sizes.length > 0; i++) {
    const h = sizes[Math.floor(random() * sizes.length)]! * (0.7 + 0.6 * random());
    const face = { x: random() * picture.width, y: random() * picture.height, w: h, h };
    if (people.some((person) => person.head && near(person.head, face))) continue;
    add(picture, face, { ...base, placed: 'nothing', score: null, faceHeight: h, ...nothing });
  }
}

/** The person whose face is near enough to be what the detector meant. */
function nearestPerson(face: Box, people: readonly RoomPerson[]): RoomPerson | undefined {
  const near = people.flatMap((person) => {
    if (!person.head) return [];
    const [right, down, size] = offsetOf(face, person.head);
    const away = Math.hypot(right, down);
    return away < NEAR.away && Math.abs(size) < NEAR.size ? [{ person, away }] : [];
  });
  return near.sort((a, b) => a.away - b.away)[0]?.person;
}

function offsetOf(face: Box, head: HeadBox): [right: number, down: number, size: number] {
  const truth = faceOfHead(head);
  const right = (truth.x + truth.w / 2 - face.x - face.w / 2) / face.h;
  const down = (truth.y + truth.h / 2 - face.y - face.h / 2) / face.h;
  return [right, down, Math.log(truth.h / face.h)];
}

type PersonLabel = Omit<CropLabel, 'room' | 'image' | 'placed' | 'score' | 'faceHeight'>;

function stateOf(person: RoomPerson, face: Box): PersonLabel {
  const offset = person.head && offsetOf(face, person.head);
  return {
    head: person.slumped ? 'on-desk' : person.headDown ? 'bowed' : 'up',
    hand: person.handRaised,
    standing: person.standing,
    turned: person.turned,
    yawDeg: person.yawDeg,
    headVisible: person.headVisible,
    offset: offset && (offset.map((value) => Number(value.toFixed(3))) as [number, number, number]),
    teacher: person.role === 'teacher',
  };
}

const near = (
  [x, y, w, h]: readonly [number, number, number, number],
  face: { x: number; y: number; h: number },
): boolean => Math.hypot(face.x + face.h / 2 - x - w / 2, face.y + face.h / 2 - y - h / 2) < 1.5 * h;

const scaledBox = (box: { x: number; y: number; w: number; h: number }, by: number) => ({
  x: box.x * by,
  y: box.y * by,
  w: box.w * by,
  h: box.h * by,
});
const scaled = (person: RoomPerson, by: number): RoomPerson => ({
  ...person,
  head: person.head && (person.head.map((value) => value * by) as [number, number, number, number]),
});

await program.parseAsync();
