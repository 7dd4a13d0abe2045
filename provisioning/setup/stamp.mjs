import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * One hash over files and folders: names and contents.
 * @param {string[]} paths
 * @param {RegExp} [except] names that are passed over
 */
export function filesDigest(paths, except = /^$/) {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ path) => {
    if (except.test(basename(path))) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
      return;
    }
    hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/**
 * What a finished step left behind; undefined when it was never finished.
 * @param {string} path
 */
export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/**
 * @param {string} path
 * @param {string} digest
 */
export function writeStamp(path, digest) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${digest}\n`);
}
