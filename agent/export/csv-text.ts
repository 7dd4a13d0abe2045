/** A number stays one, whatever its sign; a text stays one, whatever it looks like; `asIs` is a date or a time of day. */
export type CsvCell = number | string | { asIs: string };

/** So that Excel takes the file for UTF-8 and not for the machine's own encoding (GBK). */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * CSV (RFC 4180: CRLF, quotes doubled) that Excel opens as it is meant, with a byte order mark.
 *
 * A text that a spreadsheet would turn into a date, a number or a truth is written as a formula that gives the text, `="7-3"`:
 * the cell then holds `7-3`, and is found by it. In a file, unlike when typing, an apostrophe would be a part of the text. It
 * is put only before what a spreadsheet would run as a formula: ugly there, but safe.
 */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: CsvCell): string {
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return cell.asIs;
  const text = spreadsheetText(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function spreadsheetText(text: string): string {
  // In the full width of Chinese keyboards as well.
  const plain = text.normalize('NFKC');
  if (isFormula(plain)) return `'${text}`;
  if (!isConverted(plain)) return text;
  return isHarmless(plain) ? `="${text}"` : `'${text}`;
}

/** Also behind blanks. */
const isFormula = (text: string) => /^\s*[=+\-@]|^[\t\r\n]/.test(text);

const MONTH =
  'jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?';

/** What Excel, in English or Chinese, takes for something else than a text. Rather too much: what is not converted stays the same. */
const converted = [
  // 7-3, 1/2, 3月1日, 8:00, (3), 50%, 0123, 12E3
  /^[\s.,(]*\d[\d\s.,:/()年月日时分秒eE%-]*$/,
  // 8 AM, 8:30 p, 下午3:00
  /^\s*\d[\d:]*(\s*[ap]m|\s+[ap])\s*$/i,
  /^\s*[上下]午\s*\d[\d:时分秒]*\s*$/,
  // MAR1, 1-Mar, Sept 3, 1 March 2026
  new RegExp(`^(?=.*\\d)[\\d\\s.,/-]*(${MONTH})[\\d\\s.,/-]*$`, 'i'),
  /^\s*(true|false)\s*$/i,
];

/** Whole numbers that a spreadsheet writes as they stand may become numbers. */
const isConverted = (text: string) =>
  !/^(0|[1-9]\d{0,10})$/.test(text) && converted.some((pattern) => pattern.test(text));

/** Cannot end the string of a formula or be too long for one; a line break would be none in it. */
const isHarmless = (text: string) => /^[\p{L}\d /:.,()%-]{1,255}$/u.test(text);
