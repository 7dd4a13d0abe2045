import type { Draw } from './draw.ts';
import { nastyJson, nastyValues, nastyWords } from './nasty.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
interface Place {
  holder: Record<string, Json> | Json[];
  name: string;
}

/** Stands in a value for a piece of JSON that no value can be written as; no message has it. */
const MARK = '\u0001raw';
/** Copies of copies of copies would fill any memory. */
const MOST_ADDED = 20_000;
/** Deep enough to overflow whoever reads it by recursion. */
const DEEP = 6_000;

/** JSON with a few of its places changed: near enough to the real one that what is wrong lies deep in it. @returns text */
export function mutatedJson(text: string, draw: Draw): string {
  let root: Json;
  try {
    root = JSON.parse(text) as Json;
  } catch {
    return text;
  }
  const raw: string[] = [];
  for (let left = 1 + draw.int(3); left > 0; left--) root = changed(root, draw, raw);
  let told = JSON.stringify(root) ?? 'null';
  for (const piece of raw) told = told.replace(`"\\u0001raw"`, () => piece);
  return told;
}

function changed(root: Json, draw: Draw, raw: string[]): Json {
  const places = placesIn(root);
  if (places.length === 0) return drawn(draw, raw);
  const { holder, name } = draw.pick(places);
  const put = (key: string, value: Json) =>
    Reflect.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  const before = Reflect.get(holder, name) as Json;
  switch (draw.int(9)) {
    case 0:
      Reflect.deleteProperty(holder, name);
      if (Array.isArray(holder)) holder.splice(0, holder.length, ...holder.filter(() => true));
      break;
    case 1:
      // A name such as 4294967290 would make a list as long as that.
      if (Array.isArray(holder)) holder.push(drawn(draw, raw));
      else put(draw.pick(nastyWords), drawn(draw, raw));
      break;
    case 2: {
      const from = draw.pick(places);
      put(name, structuredClone(Reflect.get(from.holder, from.name) as Json));
      break;
    }
    case 3:
      if (Array.isArray(holder)) {
        const most = Math.ceil(MOST_ADDED / (JSON.stringify(before)?.length ?? 1));
        for (let left = Math.min(most, draw.pick([1, 2, 5, 40, 300])); left > 0; left--)
          holder.push(structuredClone(before));
      }
      break;
    case 4:
      put(name, retyped(before));
      break;
    case 5:
      if (typeof before === 'string') put(name, stringChanged(before, draw));
      else if (typeof before === 'number')
        put(name, draw.pick([-before, before + 1, before * 1000, before + 0.5, 1 / before]));
      break;
    default:
      put(name, drawn(draw, raw));
  }
  return root;
}

function drawn(draw: Draw, raw: string[]): Json {
  if (draw.chance(0.1)) {
    raw.push(draw.chance(0.05) ? deep(draw) : draw.pick(nastyJson));
    return MARK;
  }
  return structuredClone((draw.chance(0.4) ? draw.pick(nastyWords) : draw.pick(nastyValues)) as Json);
}

function deep(draw: Draw): string {
  const [open, close] = draw.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  return `${open.repeat(DEEP)}1${close.repeat(DEEP)}`;
}

function retyped(value: Json): Json {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value !== '' && Number.isFinite(Number(value)) ? Number(value) : [value];
  if (Array.isArray(value)) return Object.fromEntries(value.map((each, i) => [String(i), each]));
  return value === null ? {} : [value];
}

function stringChanged(text: string, draw: Draw): string {
  const at = draw.int(text.length + 1);
  const word = draw.pick(nastyWords);
  return draw.chance(0.5)
    ? text.slice(0, at) + word + text.slice(at)
    : text.slice(0, at) + word + text.slice(at + draw.int(4));
}

function placesIn(json: Json, found: Place[] = []): Place[] {
  if (json === null || typeof json !== 'object') return found;
  for (const [name, value] of Object.entries(json)) {
    found.push({ holder: json, name });
    placesIn(value as Json, found);
  }
  return found;
}
