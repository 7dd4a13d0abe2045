import type { Moment, MomentSource } from './moment.ts';
import { type Language, lengthWords, minutesOf, spaced, toldWords, usualWords, whenWords } from './number-words.ts';
import type { OwnSpread } from './own-spread.ts';
import { type Figures, parseQuantity, type Quantity, quantityValue } from './quantity.ts';

/** What may stand in braces after `moment.`; the last two only where a source tells them. */
const momentFields = ['when', 'from', 'to', 'minutes', 'length', 'value', 'count', 'all', 'before', 'after'];
/** What may stand in braces after `own.`. */
const ownFields = ['usual', 'median', 'change', 'lessons'];

type Part = string | { moment: string } | { own: string } | { figure: Quantity };

/** A text with places for numbers: `等待 {talk.wait1.median}`. */
export interface Template {
  text: string;
  parts: readonly Part[];
}

/** What a rule's texts may speak of. */
export interface Speakable {
  source: MomentSource | undefined;
  /** The quantity that is compared with the teacher's own. */
  own: Quantity | undefined;
}

/** @returns the template, or in both languages what is wrong with the text */
export function parseTemplate(text: string, speakable: Speakable): Template | { reason: string } {
  const pieces = text.split(/\{([^{}]*)\}/);
  // Pieces take turns: words, placeholder, words, …
  if (pieces.some((piece, index) => index % 2 === 0 && /[{}]/.test(piece))) {
    return { reason: '花括号没有成对 / a brace without its other one' };
  }
  const parts: Part[] = [];
  for (const [index, piece] of pieces.entries()) {
    const part = index % 2 === 0 ? piece : placeholder(piece.trim(), speakable);
    if (typeof part !== 'string' && 'reason' in part) return part;
    parts.push(part);
  }
  return { text, parts };
}

function placeholder(name: string, { source, own }: Speakable): Exclude<Part, string> | { reason: string } {
  const [head, field = ''] = name.split(/\.(.*)/);
  if (head === 'moment') {
    if (!source) return { reason: `用到 {${name}}，但规则没有写 moments / {${name}} needs a rule with moments` };
    const fields = momentFields.filter((each) => !/before|after/.test(each) || source.more === 'before-after');
    return fields.includes(field) ? { moment: field } : unknownPlace(name, otherPlaces(head, fields));
  }
  if (head === 'own') {
    if (!own) return { reason: `用到 {${name}}，但条件里没有 own / {${name}} needs a condition with own` };
    return ownFields.includes(field) ? { own: field } : unknownPlace(name, otherPlaces(head, ownFields));
  }
  const quantity = parseQuantity(name);
  return 'reason' in quantity ? unknownPlace(name, `：${quantity.reason}`) : { figure: quantity };
}

const unknownPlace = (name: string, why = '') => ({
  reason: `不认识的占位符 / unknown placeholder {${name}}${why}`,
});

const otherPlaces = (head: string, fields: readonly string[]): string =>
  `；可以用 / there are ${fields.map((field) => `{${head}.${field}}`).join(' ')}`;

/** The figures a text quotes. */
export function quotedIn({ parts }: Template): Quantity[] {
  return parts.flatMap((part) => (typeof part !== 'string' && 'figure' in part ? [part.figure] : []));
}

/** What a text is filled with. */
export interface Facts {
  figures: Figures;
  source: MomentSource | undefined;
  /** Those that fit the rule, the weightiest first, and of how many. */
  moments: readonly Moment[];
  all: number;
  own: { quantity: Quantity; spread: OwnSpread; value: number } | undefined;
}

/** The text as it is said. Every figure it quotes must have a value, and there must be a moment if it tells of one. */
export function rendered({ parts }: Template, facts: Facts, language: Language): string {
  const text = parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('moment' in part) return momentWords(part.moment, facts, language);
      if ('own' in part) return ownWords(part.own, facts, language);
      return toldWords(quantityValue(part.figure, facts.figures)!, part.figure.unit, language);
    })
    .join('')
    .trim();
  if (language === 'zh') return spaced(text);
  // A sentence that begins with `minutes 12–19` begins with a capital.
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function momentWords(field: string, { source, moments, all }: Facts, language: Language): string {
  const moment = moments[0]!;
  const valued = (value: number) => toldWords(value, source!.unit, language);
  switch (field) {
    case 'when':
      return whenWords(moment, language);
    case 'from':
      return String(minutesOf(moment).from);
    case 'to':
      return String(minutesOf(moment).to);
    case 'minutes':
      return String(Math.max(1, Math.round((moment.endMs - moment.startMs) / 60_000)));
    case 'length':
      return lengthWords((moment.endMs - moment.startMs) / 1000, language);
    case 'count':
      return String(moments.length);
    case 'all':
      return String(all);
    case 'before':
      return valued(moment.before!);
    case 'after':
      return valued(moment.after!);
    default:
      return valued(moment.value);
  }
}

function ownWords(field: string, { own }: Facts, language: Language): string {
  const { quantity, spread, value } = own!;
  if (field === 'lessons') return String(spread.lessons);
  if (field === 'usual') return usualWords(spread.median, quantity, language);
  if (field === 'median') return toldWords(spread.median, quantity.unit, language);
  // How much more or less than usual; the words around it say which.
  const unit = quantity.unit === 'dBFS' ? 'dB' : quantity.unit;
  return toldWords(Math.abs(value - spread.median), unit, language);
}
