import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Face } from '../../agent/sensing/camera/face-detector.ts';

const personSchema = z.object({
  role: z.string(),
  /** x, y, w, h of the visible head; null when hidden. */
  head: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  handRaised: z.boolean().optional(),
  headDown: z.boolean().optional(),
  slumped: z.boolean().optional(),
});
export type LabelledPerson = z.infer<typeof personSchema>;

const roomSchema = z.object({ frames: z.array(z.object({ image: z.string(), people: z.array(personSchema) })) });

export interface LabelledStill {
  room: string;
  path: string;
  people: LabelledPerson[];
}

/** Every labelled picture of a folder of `roomNN.json` files. */
export function labelledStills(folder: string): LabelledStill[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.flatMap((file) =>
    roomSchema
      .parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))
      .frames.map(({ image, people }) => ({ room: file.replace('.json', ''), path: join(folder, image), people })),
  );
}

/** Share of its size by which a found box may miss the labelled head's centre. */
const GROWN_BY = 0.35;

/** The labelled person of each face (best face first, one to one); null for a face that is none. */
export function labelFaces(
  faces: readonly Face[],
  people: readonly LabelledPerson[],
): Map<Face, LabelledPerson | null> {
  const free = new Set(people.filter((person) => person.head !== null));
  const labels = new Map<Face, LabelledPerson | null>();
  for (const face of faces.toSorted((a, b) => b.score - a.score)) {
    const inside = [...free].filter((person) => {
      const [x, y, w, h] = person.head!;
      const [offX, offY] = [x + w / 2 - face.x - face.w / 2, y + h / 2 - face.y - face.h / 2];
      return Math.abs(offX) <= face.w * (0.5 + GROWN_BY) && Math.abs(offY) <= face.h * (0.5 + GROWN_BY);
    });
    const person = inside[0] ?? null;
    if (person) free.delete(person);
    labels.set(face, person);
  }
  return labels;
}
