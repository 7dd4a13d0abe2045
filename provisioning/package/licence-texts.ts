import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodePackage } from './node-packages.ts';

const LICENCE = /^(licen[cs]e|copying)/i;
const COPYRIGHT = /^\W*(copyright\b|\(c\)\s|©)/i;

/** Whose a package is and on which terms, as the files of its folder say. */
export interface LicenceText {
  /** Each copyright line once; empty where it names nobody. */
  holders: string[];
  /** The terms without the lines that say whose it is; null where it brings none. */
  terms: string | null;
}

/** What a licence file says. */
export function licenceTextOf(text: string): LicenceText {
  const lines = text.replaceAll('\r', '').split('\n');
  const holders = lines
    .filter((line) => COPYRIGHT.test(line))
    .map((line) =>
      line
        .replace(/^[^\w(©]*(copyright)?\s*((\(c\)|©)\s*)?/i, '')
        .replace(/\s*all rights reserved\.?/i, '')
        .trim(),
    )
    .filter((line) => line !== '');
  const terms = lines
    .filter((line) => !COPYRIGHT.test(line))
    .join('\n')
    .trim();
  return { holders: [...new Set(holders)], terms: terms === '' ? null : terms };
}

/** What a package's own licence file says; its author where it has none. */
export function licenceTextIn(repository: string, { path }: NodePackage): LicenceText {
  const folder = join(repository, path);
  const file = readdirSync(folder)
    .sort()
    .find((name) => LICENCE.test(name));
  const text =
    file === undefined ? { holders: [], terms: null } : licenceTextOf(readFileSync(join(folder, file), 'utf8'));
  if (text.holders.length > 0) return text;
  const { author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    author?: string | { name?: string };
  };
  const name = typeof author === 'string' ? author : author?.name;
  return { ...text, holders: name ? [name] : [] };
}
