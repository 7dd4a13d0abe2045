import { parseDocument, stringify } from 'yaml';
import { YAML_OPTIONS } from '../config/yaml-options.ts';

const HIDDEN = '***';
/** More than any configuration has. */
const MOST_LEVELS = 40;
/** A name, from its beginning, and the sign after it, as in YAML, JSON (also inside of a JSON text), addresses and headers. */
const NAMED = /(?<![\p{L}\p{N}_.-])([\p{L}\p{N}_.-]+)[\\"'\s]*[:=：]\s*/gu;
const SECRET_PART = /password|passwd|passphrase|secret|token|密码|口令/;
const SECRET_WORDS = new Set(['pass', 'pwd', 'pin', 'authorization', 'cookie']);
const SECRET_NAMES = new Set(['setupcode', 'apikey', 'privatekey', 'claimcode']);

/**
 * A text without what must not be shown. JSON keeps its form; of any other text what stands behind the first name of a secret
 * goes, to the end: nobody can tell where a password ends. Of an address all that may be user and password goes.
 */
export function withoutSecrets(text: string): string {
  try {
    const data: unknown = JSON.parse(text);
    if (typeof data === 'object' && data !== null) return JSON.stringify(dataWithoutSecrets(data));
  } catch {
    // Words, or something cut off.
  }
  return wordsWithoutSecrets(text);
}

/** The same data: values of what is called a secret are hidden, and what texts hold. */
export function dataWithoutSecrets(data: unknown): unknown {
  if (typeof data === 'string') return withoutSecrets(data);
  if (Array.isArray(data)) return data.map(dataWithoutSecrets);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      isSecretName(name) && value !== null ? HIDDEN : dataWithoutSecrets(value),
    ]),
  );
}

/** A YAML file without secrets and comments; one that is none is left out, with a word, for nothing of it can be told apart. */
export function yamlWithoutSecrets(text: string): string {
  try {
    const document = parseDocument(text, YAML_OPTIONS);
    const data: unknown = document.errors.length === 0 ? document.toJS() : null;
    // Settings within settings without end take minutes to be written down.
    if (typeof data === 'object' && data !== null && !isDeeper(data, MOST_LEVELS))
      return stringify(dataWithoutSecrets(data));
  } catch {
    // As one with errors.
  }
  return '# left out: it is no valid YAML\n';
}

const isDeeper = (data: unknown, levels: number): boolean =>
  typeof data === 'object' &&
  data !== null &&
  (levels === 0 || Object.values(data).some((each) => isDeeper(each, levels - 1)));

/** Whether a line ends behind the name of a secret, so that what follows is the secret. */
export const endsBeforeSecret = (line: string): boolean =>
  [...line.matchAll(NAMED)].some(
    ({ 1: name, 0: { length }, index }) => isSecretName(name!) && /^[|>]?[-+\d]*\s*$/.test(line.slice(index + length)),
  );

function wordsWithoutSecrets(text: string): string {
  const open = text
    // A password may hold any sign, so the last @ counts; ffmpeg writes `[rtsp @ 0x…]`.
    .replace(/\/\/[^\n]*@(?=\S)/g, `//${HIDDEN}@`)
    .replace(/\b(Basic|Bearer)\s+[\w+/=.~-]{8,}/g, `$1 ${HIDDEN}`);
  for (const { 0: whole, 1: name, index } of open.matchAll(NAMED))
    if (isSecretName(name!)) return `${open.slice(0, index + whole.length)}"${HIDDEN}"`;
  return open;
}

function isSecretName(name: string): boolean {
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u);
  return (
    SECRET_PART.test(name.toLowerCase()) ||
    words.some((word) => SECRET_WORDS.has(word)) ||
    SECRET_NAMES.has(words.join(''))
  );
}
