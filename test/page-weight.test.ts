import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildPage } from './built-page.ts';

/** What a page may weigh before its first chart, gzipped: all of its script, style and markup. */
const MOST_BYTES = 150_000;

it('weighs little, and holds nothing from elsewhere', async () => {
  const { folder, remove } = await buildPage();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => ({ name, text: readFileSync(join(parentPath, name), 'utf8') }));
  remove();
  const weight = texts.reduce((sum, { text }) => sum + gzipSync(text).length, 0);
  console.log(`the page weighs ${(weight / 1000).toFixed(1)} kB gzipped`);
  expect(weight).toBeLessThan(MOST_BYTES);
  for (const { name, text } of texts) {
    // Names of XML vocabularies look like addresses.
    const addresses = [...text.matchAll(/(?:https?:)?\/\/[a-z0-9][a-z0-9.-]+\.[a-z]{2,}/gi)].map(
      ([address]) => address,
    );
    expect(
      addresses.filter((address) => address !== 'http://www.w3.org'),
      name,
    ).toEqual([]);
    expect(/<script(?![^>]*\ssrc=)|\sstyle="|\son[a-z]+="/i.test(name.endsWith('.html') ? text : ''), name).toBe(false);
  }
});
