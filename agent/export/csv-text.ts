/** A number stays one, whatever its sign; a text stays one, whatever it looks like; `asIs` is a date or a time of day. */
export type CsvCell = number | string | { asIs: string };

/** So that Excel takes the file for UTF-8 and not for the machine's own encoding (GBK). */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * CSV (RFC 4180: CRLF, quotes doubled) that Excel opens as it is meant, with a byte order mark. A text that a spreadsheet
 * would run as a formula or turn into a number or a date gets an apostrophe in front, as a person would type it.
 */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: CsvCell): string {
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'object') return cell.asIs;
  // In the full width of Chinese keyboards as well.
  const plain = cell.normalize('NFKC');
  const text = isFormula(plain) || isConverted(plain) ? `'${cell}` : cell;
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Also behind blanks. */
const isFormula = (text: string) => /^\s*[=+\-@]|^[\t\r\n]/.test(text);

/** `7-3`, `1/2` and `3月1日` become dates, `0123` and `12E3` other numbers; whole numbers alone stay as they are written. */
const isConverted = (text: string) =>
  /\d/.test(text) && /^[\d\s.,:/年月日时分eE%-]+$/.test(text) && !/^(0|[1-9]\d{0,10})$/.test(text);
