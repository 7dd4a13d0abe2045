import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvCell, csvText } from './csv-text.ts';

const read = (text: string) => parse(text, { bom: true, record_delimiter: '\r\n' }) as string[][];
/** The first of two cells, as a parser reads it. */
const readBack = (cell: CsvCell) => read(csvText([[cell, 'x']]))[0]![0];

describe('CSV for Excel', () => {
  it('begins with a byte order mark, ends each row with CR LF, and is UTF-8', () => {
    const bytes = Buffer.from(
      csvText([
        ['班级', 1],
        ['', 2],
      ]),
    );
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.subarray(3).toString()).toBe('班级,1\r\n,2\r\n');
  });

  it('doubles quotes, and quotes what would be read otherwise', () => {
    expect(csvText([['a "b"', 'c,d', 'e\nf', ' g']])).toBe('\uFEFF"a ""b""","c,d","e\nf"," g"\r\n');
  });

  it.each([
    '=1+1',
    '+86',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\nx',
    '  =1',
    '＝1',
    '－1',
    '=HYPERLINK("http://example.org","七年级")',
  ])('does not let a spreadsheet run the text %j', (text) => {
    expect(readBack(text)).toBe(`'${text}`);
  });

  it.each([
    ...['7-3', '1/2', '2026-1', '3月1日', '3月', '2026年9月', '上午8:00', '0123', '12E3', '8:00', '8:00 PM', '8 a'],
    ...['1.50', '123456789012', '１２－３', '1,234', '(3)', '50%', 'TRUE', 'false'],
    ...['MAR1', 'MAR-1', '1MAR', '1-Mar', 'Sept 3', 'SEPT2', 'Dec.1', '1 March 2026', 'may 5'],
  ])('lets a spreadsheet work out the text %j instead of rewriting it', (text) => {
    expect(readBack(text)).toBe(`="${text}"`);
  });

  it('quotes such a formula as the whole file is', () => {
    expect(csvText([['7-3', 'x']])).toBe('\uFEFF"=""7-3""",x\r\n');
  });

  it('makes no formula of what it does not know to be harmless', () => {
    expect(readBack('7-3\n')).toBe("'7-3\n");
    expect(readBack(`1${'-1'.repeat(200)}`)).toMatch(/^'1-1/);
  });

  it.each([
    ...['七年级 3 班', '高一(3)班', '3', '0', '2131000000', 'T0123', '<5%', '>95%', 'C++', ''],
    ...['7A', 'E5', 'March', 'Maria 1', 'MART1', 'TRUE1', '3月班', '1-2节', '上午班', 'it’s "7-3"'],
  ])('leaves the text %j as it is', (text) => {
    expect(readBack(text)).toBe(text);
  });

  it('leaves numbers, dates and times as they are, also below zero', () => {
    expect(read(csvText([[-52.4, 0, 0.333, 1e-7, { asIs: '2026-09-01' }, { asIs: '08:55' }]]))).toEqual([
      ['-52.4', '0', '0.333', '1e-7', '2026-09-01', '08:55'],
    ]);
  });

  it('is read back as it was written, whatever is in it', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'",\r\n\'=- 1ａ－') }));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, fc.integer()), { minLength: 1 }), (rows) => {
        // A mark at the very beginning is the file's own.
        const back = read(csvText([['head', 'head', 'head'], ...rows])).slice(1);
        for (const [at, row] of rows.entries())
          for (const [column, cell] of row.entries())
            expect([`${cell}`, `'${cell}`, `="${cell}"`]).toContain(back[at]![column]);
        // The only formulas are texts in quotes; numbers may be below zero.
        for (const [first, second] of back)
          for (const cell of [first!, second!])
            if (/^\s*[=+\-@]/.test(cell.normalize('NFKC'))) expect(cell).toMatch(/^="[^"\r\n]*"$/);
      }),
    );
  });
});
