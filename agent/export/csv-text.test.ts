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

  it.each(['7-3', '1/2', '3月1日', '2026年9月', '0123', '12E3', '8:00', '1.50', '123456789012', '１２－３'])(
    'does not let a spreadsheet rewrite the text %j',
    (text) => {
      expect(readBack(text)).toBe(`'${text}`);
    },
  );

  it.each(['七年级 3 班', '高一(3)班', '3', '0', '2131000000', 'T0123', '<5%', '>95%', 'C++', ''])(
    'leaves the text %j as it is',
    (text) => {
      expect(readBack(text)).toBe(text);
    },
  );

  it('leaves numbers, dates and times as they are, also below zero', () => {
    expect(read(csvText([[-52.4, 0, 0.333, 1e-7, { asIs: '2026-09-01' }, { asIs: '08:55' }]]))).toEqual([
      ['-52.4', '0', '0.333', '1e-7', '2026-09-01', '08:55'],
    ]);
  });

  it('is read back as it was written, whatever is in it', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'",\r\n\'=- 1ａ') }));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, fc.integer()), { minLength: 1 }), (rows) => {
        // A mark at the very beginning is the file's own.
        const back = read(csvText([['head', 'head', 'head'], ...rows])).slice(1);
        expect(back.map((row) => row.map((cell) => cell.replace(/^'/, '')))).toEqual(
          rows.map((row) => row.map((cell) => String(cell).replace(/^'/, ''))),
        );
        for (const [first] of back) expect(first).not.toMatch(/^\s*[=+\-@]/);
      }),
    );
  });
});
