import { join } from 'node:path';
import { z } from 'zod';

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const personSchema = z.object({
  id: z.string(),
  role: z.string(),
  head: box.nullable(),
  headVisible: z.number(),
  handRaised: z.boolean().default(false),
  standing: z.boolean().default(false),
  headDown: z.boolean().default(false),
  slumped: z.boolean().default(false),
  turned: z.boolean().default(false),
  headYawDeg: z.number().optional(),
});
const frameSchema = z.object({
  frame: z.int().optional(),
  image: z.string().optional(),
  people: z.array(personSchema),
});
const roomSchema = z.object({
  cameras: z.object({ student: z.object({ pos: z.tuple([z.number(), z.number(), z.number()]) }) }),
  students: z.array(z.object({ id: z.string(), seatXM: z.number(), seatYM: z.number() })),
  frames: z.array(frameSchema).optional(),
  perFrame: z.object({ student: z.array(frameSchema) }).optional(),
});

/** A person of a labelled picture; boxes in pixels. */
export interface RoomPerson extends Omit<z.infer<typeof personSchema>, 'headYawDeg'> {
  /** Yaw of the head relative to the camera, degrees, positive to the person's left; null for the teacher. */
  yawDeg: number | null;
}

export interface LabelledRoom {
  name: string;
  stills: { image: string; path: string; people: RoomPerson[] }[];
  /** Where each student's face is when seated with the head up, pixels. */
  seats: Map<string, { x: number; y: number; w: number; h: number }>;
}

/** Heads of at least this share visible tell where a seat is. */
const SEAT_VISIBLE = 0.6;
const HEAD_OVER_FACE = 1.8;

/** A rendered room's truth, of the stills (`roomNN.json`) or of the renderer (`truth.json`). */
export function readRoom(json: unknown, folder: string, file: string): LabelledRoom {
  const { cameras, students, frames, perFrame } = roomSchema.parse(json);
  const [cameraX, cameraY] = cameras.student.pos;
  const bearing = new Map(
    students.map(({ id, seatXM, seatYM }) => [id, degrees(Math.atan2(cameraX - seatXM, seatYM - cameraY))]),
  );
  const stills = (frames ?? perFrame?.student ?? []).map(({ image, frame, people }) => {
    const name = image ?? `student${String(frame).padStart(4, '0')}.jpg`;
    return {
      image: name,
      path: join(folder, name),
      people: people.map(({ headYawDeg, ...person }): RoomPerson => {
        const towards = bearing.get(person.id);
        return { ...person, yawDeg: headYawDeg === undefined || towards === undefined ? null : headYawDeg - towards };
      }),
    };
  });
  const seats = new Map<string, { x: number; y: number; w: number; h: number }>();
  for (const { id } of students) {
    const heads = stills
      .flatMap(({ people }) => people)
      .filter((p) => p.id === id && p.headVisible > SEAT_VISIBLE && !p.headDown && !p.slumped && !p.standing)
      .flatMap(({ head }) => (head ? [head] : []));
    if (heads.length < 2) continue;
    const h = median(heads.map((head) => head[3])) / HEAD_OVER_FACE;
    const x = median(heads.map((head) => head[0] + head[2] / 2));
    const y = median(heads.map((head) => head[1] + head[3] / 2)) + 0.34 * h;
    seats.set(id, { x: x - h / 2, y: y - h / 2, w: h, h });
  }
  return { name: perFrame ? folder.split('/').at(-1)! : file.replace('.json', ''), stills, seats };
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
