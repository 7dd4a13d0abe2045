import { createHash } from 'node:crypto';
import { activityModel } from '../../agent/indicators/activities/activity-model.ts';
import type { CatalogueEntry } from '../../agent/indicators/catalogue.ts';

/** For each figure's id the versions that were ever published, each with a digest of what defined the figure then. */
export type VersionLock = Record<string, Record<string, string>>;

/** What defines a figure. Its name, its source and its coverage floor may be bettered: the number stays the same. */
type Defined = Pick<CatalogueEntry, 'id' | 'chapter' | 'version' | 'unit' | 'input' | 'definitionZh' | 'definitionEn'>;

export const recordCommand = 'npm run catalogue:record';

/** 12 hexadecimal digits. */
export function digestOf({ chapter, unit, input, definitionZh, definitionEn }: Defined): string {
  // What an activity is, is in the model's matrices more than in a sentence.
  const model = chapter === 'activity' ? [activityModel] : [];
  return createHash('sha256')
    .update(JSON.stringify([unit, input, definitionZh, definitionEn, ...model]))
    .digest('hex')
    .slice(0, 12);
}

/** What is to be mended by hand before the catalogue can be recorded; each line says what to do. */
export function versionFaults(catalogue: readonly Defined[], lock: VersionLock): string[] {
  const ids = catalogue.map(({ id }) => id);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id}: is in the catalogue twice`),
    ...Object.keys(lock)
      .filter((id) => !ids.includes(id))
      .map(
        (id) => `${id}: has vanished; put it back, for stored lessons hold it: an id is never taken away or given anew`,
      ),
    ...catalogue.flatMap((entry) => faultOf(entry, lock[entry.id])),
  ];
}

function faultOf(entry: Defined, versions: VersionLock[string] | undefined): string[] {
  const { id, version } = entry;
  const newest = newestOf(versions);
  const next = newest + 1;
  if (version < newest || version < 1) {
    return [
      `${id}: goes back from version ${newest} to ${version}; also a definition of before is a new one: set version ${next}`,
    ];
  }
  if (version === newest && versions?.[version] !== digestOf(entry)) {
    return [
      `${id}: its definition (unit, input, a sentence or the model of activities) has changed, its version has not: set version ${next}, then ${recordCommand}`,
    ];
  }
  if (versions && version > next) return [`${id}: leaves versions out: set version ${next}, then ${recordCommand}`];
  return [];
}

/** New figures and versions, which are in order but are not yet in the lock. */
export function unrecorded(catalogue: readonly Defined[], lock: VersionLock): string[] {
  return catalogue
    .filter(({ id, version }) => lock[id]?.[version] === undefined)
    .map(({ id, version }) => `${id}: version ${version} is not recorded: ${recordCommand}`);
}

/** The lock with the new figures and versions behind those of before, in the catalogue's order. */
export function recorded(catalogue: readonly Defined[], lock: VersionLock): VersionLock {
  return Object.fromEntries(
    catalogue.map((entry) => [entry.id, { ...lock[entry.id], [entry.version]: digestOf(entry) }]),
  );
}

const newestOf = (versions: VersionLock[string] | undefined): number =>
  Math.max(0, ...Object.keys(versions ?? {}).map(Number));
