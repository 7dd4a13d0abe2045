import type { Draw } from './draw.ts';
import { nastyWords } from './nasty.ts';

/** Words, numbers, runs of blanks, and single signs. */
const TOKENS = /[\p{L}\p{N}_.-]+|\s+|[^\p{L}\p{N}\s]/gu;
/** What opens and what closes, to be nested deeply. */
const nests: Record<string, readonly (readonly [string, string])[]> = {
  yaml: [
    ['[', ']'],
    ['{a: ', '}'],
    ['- ', ''],
  ],
  xml: [
    ['<a>', '</a>'],
    ['<a b="', '"/>'],
  ],
  csv: [
    ['"', '"'],
    [',', ''],
  ],
  lines: [
    ['(', ')'],
    ['BEGIN:VEVENT\n', 'END:VEVENT\n'],
    ['$', '*'],
  ],
};

export type TextForm = keyof typeof nests & string;

type Change = (text: string, draw: Draw, form: TextForm, other: string) => string;

const linesOf = (text: string) => text.split('\n');
const joined = (lines: readonly string[]) => lines.join('\n');

function withToken(text: string, draw: Draw, change: (token: string) => string): string {
  const tokens = text.match(TOKENS) ?? [];
  if (tokens.length === 0) return change('');
  const at = draw.int(tokens.length);
  return [...tokens.slice(0, at), change(tokens[at]!), ...tokens.slice(at + 1)].join('');
}

const changes: readonly Change[] = [
  (text, draw) => withToken(text, draw, () => draw.pick(nastyWords)),
  (text, draw) => withToken(text, draw, () => draw.pick(nastyWords)),
  (text, draw) => withToken(text, draw, (token) => token + draw.pick(nastyWords)),
  (text, draw) => withToken(text, draw, () => ''),
  (text, draw) => withToken(text, draw, (token) => token.repeat(draw.chance(0.03) ? 3000 : 2)),
  (text, draw, _, other) => withToken(text, draw, () => draw.pick(other.match(TOKENS) ?? [''])),
  function withoutLine(text, draw) {
    const lines = linesOf(text);
    lines.splice(draw.int(lines.length), 1 + draw.int(3));
    return joined(lines);
  },
  function lineTwice(text, draw) {
    const lines = linesOf(text);
    const at = draw.int(lines.length);
    const times = draw.chance(0.02) ? 500 : 1 + draw.int(3);
    return joined([...lines.slice(0, at), ...Array<string>(times).fill(lines[at]!), ...lines.slice(at)]);
  },
  function linesSwapped(text, draw) {
    const lines = linesOf(text);
    const [a, b] = [draw.int(lines.length), draw.int(lines.length)];
    [lines[a], lines[b]] = [lines[b]!, lines[a]!];
    return joined(lines);
  },
  function lineOfOther(text, draw, _, other) {
    const lines = linesOf(text);
    lines.splice(draw.int(lines.length + 1), 0, draw.pick(linesOf(other)));
    return joined(lines);
  },
  function indented(text, draw) {
    const lines = linesOf(text);
    const at = draw.int(lines.length);
    lines[at] = draw.pick([' ', '  ', '\t', '    ']) + lines[at]!;
    return joined(lines);
  },
  (text, draw) => draw.pick(['\ufeff', '---\n', '#', '\n', '<?xml version="9"?>', '%YAML 1.1\n']) + text,
  (text, draw) => text.replaceAll('\n', draw.pick(['\r\n', '\r', '\u0085', '\u2028', ''])),
  (text, draw) => text.replace(draw.pick([',', ':', '"', '=', ' ', '/', '<', '>']), () => draw.pick(nastyWords)),
  function nested(text, draw, form) {
    const [open, close] = draw.pick(nests[form]!);
    const times = draw.chance(0.05) ? 3000 : 1 + draw.int(60);
    return withToken(text, draw, (token) => open.repeat(times) + token + close.repeat(draw.chance(0.7) ? times : 0));
  },
];

/** Text with a few of its words and lines changed. */
export function mutatedText(text: string, draw: Draw, form: TextForm, other: string): string {
  let changed = text;
  for (let left = 1 + draw.int(3); left > 0; left--) changed = draw.pick(changes)(changed, draw, form, other);
  return changed;
}
