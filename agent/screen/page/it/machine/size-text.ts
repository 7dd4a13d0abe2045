const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A size as people read it: `512 B`, `1.4 MB`, `120 GB`; thousands, as disks are sold. */
export function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}
