import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const part = (kind: string) => readFileSync(join(import.meta.dirname, 'page', `label-page.${kind}`), 'utf8');

/** The labelling page as one file that needs no other, no network and no server. */
export function labelPage(): string {
  return part('html')
    .replace('/* style */', () => part('css'))
    .replace('/* script */', () => part('js'));
}
