import { troubleTexts } from '../../agent/screen/page/words/trouble-texts.ts';
import type { ShownFault } from './collect-faults.ts';
import { impossible, type Kind, kinds, type Part, parts } from './fault.ts';

const allParts = Object.keys(parts) as Part[];
const allKinds = Object.keys(kinds) as Kind[];

/** docs/reliability.md: every part × every fault. The same faults make the same bytes. */
export function reliabilityPage(shown: readonly ShownFault[]): string {
  const faults = distinct(shown);
  const of = (part: Part, kind: Kind) => faults.filter((fault) => fault.part === part && fault.kind === kind);
  const cell = (part: Part, kind: Kind): string => {
    const count = of(part, kind).length;
    if (count > 0) return String(count);
    return impossible[part]?.[kind] ? '·' : '**?**';
  };
  const linked = (part: Part): string =>
    faults.some((fault) => fault.part === part) ? `[${parts[part]}](#${anchor(parts[part])})` : parts[part];
  const open = allParts.flatMap((part) =>
    allKinds.filter((kind) => cell(part, kind) === '**?**').map((kind) => `${parts[part]} × ${kinds[kind]}`),
  );
  const tests = new Set(shown.map(({ file, title }) => `${file} ${title}`)).size;
  return [
    '# What can fail, and what then happens',
    '',
    'Written by `npm run reliability -- --write` from the tests themselves: what is said here stands beside the test that shows it, and `npm test`',
    'fails when this page is not what the tests say. What happens when several of these come at once: `npm run soak -- --hours H`, `npm run chaos`.',
    '',
    `${faults.length} faults, shown by ${tests} tests. A number is how many faults of a kind are shown; · is one that cannot be (below); **?** is not shown`,
    'by any test.',
    '',
    `| | ${allKinds.map((kind) => kinds[kind]).join(' | ')} |`,
    `|---|${allKinds.map(() => '---|').join('')}`,
    ...allParts.map((part) => `| ${linked(part)} | ${allKinds.map((kind) => cell(part, kind)).join(' | ')} |`),
    '',
    ...allParts.flatMap((part) =>
      section(
        part,
        allKinds.flatMap((kind) => of(part, kind)),
      ),
    ),
    '## Not shown by any test',
    '',
    ...(open.length > 0 ? open.map((each) => `* ${each}`) : ['Nothing.']),
    '',
    '## What cannot be',
    '',
    ...allParts.flatMap((part) =>
      Object.entries(impossible[part] ?? {})
        .filter(([kind]) => of(part, kind as Kind).length === 0)
        .map(([kind, why]) => `* ${parts[part]} × ${kinds[kind as Kind]}: ${why}`),
    ),
    '',
  ].join('\n');
}

/** A fault that one file's tests show with several samples of it is one, under what their titles have in common. */
function distinct(shown: readonly ShownFault[]): ShownFault[] {
  const groups = Map.groupBy(shown, ({ title, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].map((group) => ({ ...group[0]!, title: commonTitle(group.map(({ title }) => title)) }));
}

/** What titles begin and end with in whole words, like `a source > is known of … (16 tests)`. */
function commonTitle(titles: readonly string[]): string {
  const unique = [...new Set(titles)].map((title) => title.split(' '));
  if (unique.length === 1) return titles[0]!;
  const fewest = Math.min(...unique.map(({ length }) => length)) - 1;
  const isCommon = (at: number) => unique.every((words) => words.at(at) === unique[0]!.at(at));
  let [start, end] = [0, 0];
  while (start < fewest && isCommon(start)) start++;
  while (start + end < fewest && isCommon(-1 - end)) end++;
  const words = [...unique[0]!.slice(0, start), '…', ...unique[0]!.slice(unique[0]!.length - end)];
  return `${words.join(' ')} (${unique.length} tests)`;
}

function section(part: Part, faults: readonly ShownFault[]): string[] {
  if (faults.length === 0) return [];
  return [
    `## ${parts[part].replace(/^./, (letter) => letter.toUpperCase())}`,
    '',
    '| what happens | what is seen | what is lost, at most | how it recovers | test |',
    '|---|---|---|---|---|',
    ...faults
      .toSorted((a, b) => order(a) - order(b) || (a.fault < b.fault ? -1 : 1))
      .map(({ fault, seen, lost, recovers, file, title }) => {
        const cells = [fault, seenText(seen), lost, recovers, `[${title}](../${file})`];
        return `| ${cells.map((each) => each.replaceAll('|', '\\|')).join(' | ')} |`;
      }),
    '',
  ];
}

const order = ({ kind }: ShownFault): number => allKinds.indexOf(kind);
const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

/** What the screen says, in its first language. @throws for a code that the screen has no words for */
function seenText(seen: ShownFault['seen']): string {
  if (typeof seen === 'string') return seen;
  const { sources, room } = troubleTexts.zh;
  const source = Object.entries(sources).find(([code]) => code === seen.code)?.[1];
  const text = source
    ? `${source.why}；${source.remedy}`
    : Object.entries(room).find(([code]) => code === seen.code)?.[1];
  if (text === undefined) throw new Error(`the screen has no words for ${seen.code}`);
  return `“${text}” (\`${seen.code}\`)`;
}
