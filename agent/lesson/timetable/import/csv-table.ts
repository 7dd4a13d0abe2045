import { CsvError, type Info, parse } from 'csv-parse/sync';
import { type Field, fieldOf, headingOf, headsNames, headsWeekday } from './headings.ts';
import type { ProblemList } from './problem-list.ts';
import { type SourceFile, sourceText } from './source-text.ts';

/** A row below the headings; `line` is the file's line that it begins on. */
export interface TableRow {
  line: number;
  /** Only fields with something in them: outer blanks gone, full-width letters and digits made plain (NFKC). */
  cells: Partial<Record<Field, string>>;
}

export interface Table {
  file: string;
  rows: TableRow[];
  /** The columns' headings as the file has them. */
  columns: Partial<Record<Field, string>>;
}

export interface TableShape {
  fields: readonly Field[];
  /** One of each group must have a column. */
  required: readonly (readonly Field[])[];
}

interface Line {
  line: number;
  cells: string[];
}

/** A title, a school's name, a date of printing: headings may come after some lines. */
const MOST_LINES_ABOVE_HEADINGS = 10;

/** Reads a table as Excel writes it: comma, semicolon or tab; headings in Chinese or English, in any order. */
export function readTable(source: SourceFile, shape: TableShape, list: ProblemList): Table {
  const file = source.name;
  const table: Table = { file, rows: [], columns: {} };
  const decoded = sourceText(source);
  if ('problem' in decoded) {
    list.add(decoded.problem);
    return table;
  }
  const lines = linesOf(decoded.text, file, list);
  if (!lines) return table;
  const known = (cells: readonly string[]) => cells.map((cell) => fieldOf(cell, shape.fields));
  const missing = (cells: readonly string[]) =>
    shape.required.filter((group) => !group.some((field) => known(cells).includes(field)));
  const above = lines.slice(0, MOST_LINES_ABOVE_HEADINGS);
  const head = above.toSorted((a, b) => missing(a.cells).length - missing(b.cells).length)[0];
  if (!head || missing(head.cells).length > 0) {
    list.add({
      file,
      ...(head && { line: head.line }),
      ...missingText(above, head ? missing(head.cells) : shape.required),
    });
    return table;
  }
  const fields = readHeadings(head, known(head.cells), table, list);
  for (const { line, cells } of lines.slice(lines.indexOf(head) + 1)) {
    const row: TableRow = { line, cells: {} };
    cells.forEach((cell, index) => {
      const field = fields[index];
      if (field && cell !== '') row.cells[field] = cell;
    });
    if (Object.keys(row.cells).length > 0) table.rows.push(row);
    else if (cells.some((cell) => cell !== '')) {
      list.add({ file, line, zh: '这一行没有任何可识别的内容', en: 'the row has nothing in any known column' });
    }
  }
  return table;
}

function linesOf(text: string, file: string, list: ProblemList): Line[] | undefined {
  try {
    const records = parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      raw: true,
      record_delimiter: '\n',
    }) as unknown as { record: string[]; info: Info; raw: string }[];
    return records
      .map(({ record, info, raw }) => ({
        // The parser tells the line a record ends on.
        line: info.lines - (raw.trim().match(/\n/g)?.length ?? 0),
        cells: record.map((cell) => cell.normalize('NFKC').replace(/\s+/g, ' ').trim()),
      }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines);
    list.add({
      file,
      line,
      zh: `引号不配对或多余，无法分列（${error.code}）`,
      en: `has a stray quote (${error.code})`,
    });
    return undefined;
  }
}

/** Excel separates by what the system's language does; tabs when it saves "Unicode text". */
function delimiterOf(text: string): string {
  const head = text.split('\n', MOST_LINES_ABOVE_HEADINGS).join('\n');
  const count = (delimiter: string) => head.split(delimiter).length;
  return [',', '\t', ';'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

function readHeadings(
  { line, cells }: Line,
  fields: (Field | undefined)[],
  table: Table,
  list: ProblemList,
): (Field | undefined)[] {
  const { file } = table;
  cells.forEach((column, index) => {
    const field = fields[index];
    if (headsNames(column)) {
      list.add({
        file,
        line,
        column,
        zh: `此列看起来是教师姓名。本系统不保存姓名：请删除该列，或改为学校自定的“${headingOf('teacherId')}”（化名编号，如 T0123）后再导入`,
        en: `looks like a column of names. No names are kept: delete it, or put the school's pseudonymous ids in a column "${headingOf('teacherId')}" (such as T0123)`,
      });
    } else if (field && table.columns[field] !== undefined) {
      const other = table.columns[field];
      list.add({
        file,
        line,
        column,
        zh: `与“${other}”列含义相同，请只保留一列`,
        en: `means the same as the column "${other}"; keep one of the two`,
      });
    } else if (field) table.columns[field] = column;
    else if (column !== '') list.note({ file, line, column, zh: '此列未使用，已忽略', en: 'this column is not used' });
  });
  return fields;
}

function missingText(lines: readonly Line[], missing: TableShape['required']): { zh: string; en: string } {
  if (lines.length === 0) return { zh: '文件是空的', en: 'the file is empty' };
  if (lines.some(({ cells }) => cells.filter(headsWeekday).length >= 3)) {
    return {
      zh: '这是按星期排成格子的课表；请改成一行一节课的清单（节次、星期、周次、班级、科目……各一列）',
      en: 'is a grid with a column for each weekday; make it a list with one lesson a row (period, weekday, weeks, class, subject …)',
    };
  }
  const groups = missing.map((group) => group.map(headingOf));
  return {
    zh: `找不到列：${groups.map((names) => names.join(' 或 ')).join('；')}`,
    en: `has no column ${groups.map((names) => `"${names.join('" or "')}"`).join(', ')}`,
  };
}
