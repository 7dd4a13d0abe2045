import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DesiredData, DesiredKind } from '../../provisioning/contract/desired-messages.ts';
import type { RegionWishes } from '../config/region-settings.ts';
import { writeWholeFile } from '../config/whole-file.ts';
import type { DesiredStore } from '../store/desired-store.ts';

/** Training material by the tag that findings carry. */
export type Resource = DesiredData<'resources'>['resources'][number];

const FILES = { timetable: 'timetable.json', rules: 'rules.yaml' } as const;

/** The settings that are in force. @throws StoreError */
export function regionSettings(store: DesiredStore): RegionWishes['settings'] {
  return inForce(store, 'config')?.settings ?? {};
}

/**
 * The region's timetable and rules that are in force, written into the agent's folder, where others read them like the room's
 * own.
 * @param folder the agent's
 * @throws StoreError
 * @throws NodeJS.ErrnoException when a file cannot be written
 */
export function regionFiles(store: DesiredStore, folder: string): Omit<RegionWishes, 'settings'> {
  const place = join(folder, 'region');
  const written = (kind: keyof typeof FILES): string | undefined => {
    const path = join(place, FILES[kind]);
    const text = inForce(store, kind)?.text ?? null;
    if (text === null) {
      rmSync(path, { force: true });
      return undefined;
    }
    mkdirSync(place, { recursive: true, mode: 0o750 });
    writeWholeFile(path, text, 0o640);
    return path;
  };
  const [timetable, rules] = [written('timetable'), written('rules')];
  return {
    ...(timetable !== undefined && { timetable }),
    ...(rules !== undefined && { rules }),
  };
}

/** The region's training material. @throws StoreError */
export function regionResources(store: DesiredStore): readonly Resource[] {
  return inForce(store, 'resources')?.resources ?? [];
}

function inForce<Kind extends DesiredKind>(store: DesiredStore, kind: Kind): DesiredData<Kind> | null {
  const content = store.inForce(kind);
  return content === null ? null : (JSON.parse(content) as DesiredData<Kind>);
}
