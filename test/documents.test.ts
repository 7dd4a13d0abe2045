import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { lectern, repository } from './cli.ts';

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: repository, encoding: 'utf8' }).trim().split('\n');
const read = (file: string) => readFileSync(join(repository, file), 'utf8');
const withoutCode = (text: string) =>
  text
    .replace(/```.*?```/gs, '')
    .replace(/^ {4}.*$/gm, '')
    .replace(/`[^`\n]*`/g, '');

/** The anchors of a document's headings, as GitHub makes them. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ +(.*)$/gm)].map(([, title]) =>
    title!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[`*]/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(documents)('%s', (file) => {
  it('has no link that leads nowhere', () => {
    const text = read(file);
    const dead = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
      if (/^(https?|mailto):/.test(link!)) return [];
      const [path = '', anchor] = link!.split('#');
      const target =
        path === '' ? file : relative(repository, join(repository, dirname(file), decodeURIComponent(path)));
      if (!existsSync(join(repository, target))) return [link];
      if (anchor === undefined || !target.endsWith('.md')) return [];
      return anchorsOf(read(target)).includes(decodeURIComponent(anchor)) ? [] : [link];
    });
    expect(dead).toEqual([]);
  });

  it('names only scripts that there are', () => {
    const named = [...read(file).matchAll(/npm run (?:--silent )?([a-z][\w:]*)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !Object.hasOwn(packageJson.scripts, name))).toEqual([]);
  });
});

it('commands of lectern that documents name are there', async () => {
  const { stdout } = await lectern('--help').finished();
  const known = new Set([...stdout.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name!));
  const named = documents.flatMap((file) =>
    [
      ...read(file).matchAll(
        /(?:npm run lectern -- |^ {4}(?:sudo )?lectern |`(?:sudo )?lectern )(?!lectern\/)([a-z][\w-]*)/gm,
      ),
    ].map(([, name]) => ({
      file,
      name: name!,
    })),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
});

it('the tour and the README name files that there are', () => {
  for (const file of ['docs/tour.md', 'README.md']) {
    const named = [...read(file).matchAll(/`((?:agent|hub|models|device|provisioning|systemd|test)\/[\w/.-]+)`/g)].map(
      ([, path]) => path!,
    );
    expect(named.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  }
});
