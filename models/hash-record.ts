import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/**
 * Writes the hash of a freshly made model into the manifest, changing nothing else of the text.
 *
 * @returns the hash
 */
export async function recordHash(manifestPath: string, id: string, bytes: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const text = await readFile(manifestPath, 'utf8');
  const entry = text.indexOf(`"id": "${id}"`);
  if (entry < 0) throw new Error(`${manifestPath} has no line "id": "${id}"; is it formatted as usual?`);
  const rest = text.slice(entry).replace(/"sha256": "[0-9a-f]{64}"/, `"sha256": "${sha256}"`);
  await writeFile(manifestPath, text.slice(0, entry) + rest);
  return sha256;
}
