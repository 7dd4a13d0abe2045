import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { privacyPage } from './privacy-page.ts';
import type { PrivacyProof } from './privacy-proof.ts';

const proof: PrivacyProof = { lengthS: 31, programs: [], control: [], searched: [], forbidden: [] };
/** What is the same whatever was measured. */
const fixed = (page: string) =>
  page.split('\n').filter((line) => !/^The last one|^\(Of each|^\| .*\d.*\|$|^\| .* \| nothing \|$/.test(line));

it('docs/privacy.md says what the command says now, beside what it measured', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/privacy.md'), 'utf8');
  expect(fixed(page), 'npm run privacy -- --write').toEqual(fixed(privacyPage(proof)));
  expect(page.match(/\| nothing \|$/gm)!.length).toBeGreaterThan(10);
});

it('what must not be is told instead of what is as it should be', () => {
  const page = privacyPage({ ...proof, forbidden: ['agent writes /tmp/picture'] });
  expect(page).toContain('* agent writes /tmp/picture');
  expect(page).not.toContain('Only sensor processes began an ffmpeg');
});
