import type { PairRole } from '../../lesson.ts';
import { pairIdPattern, teacherIdPattern } from '../timetable.ts';
import { CellProblem } from './cell-problem.ts';
import { EXCEL_DATE } from './cell-weeks.ts';

const numerals = '零一二三四五六七八九十';

/**
 * 节次: `3`, `第3节`, `第三节`, `3.0`, `早读` (0), or two and more in a row: `1-2节`.
 * @param text NFKC
 * @returns each period, 0 to 20, ascending
 * @throws CellProblem
 */
export function cellPeriods(text: string): number[] {
  if (/^(早读|早自习|晨读)$/.test(text)) return [0];
  const parts = /^第?([\d.]+|[一二三四五六七八九十]+)节?(?:[-~至到]第?([\d.]+|[一二三四五六七八九十]+))?节?课?$/.exec(
    text,
  );
  const first = parts?.[1] === undefined ? undefined : numberOf(parts[1]);
  const last = parts?.[2] === undefined ? first : numberOf(parts[2]);
  if (first === undefined || last === undefined || last < first || last > 20) {
    throw new CellProblem(
      `“${text}”不是节次，应为 0 至 20 的数字（早读为 0）`,
      `"${text}" is no period; write a number from 0 to 20 (0 is the early reading)`,
    );
  }
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function numberOf(text: string): number | undefined {
  if (/^\d+(\.0+)?$/.test(text)) return Number(text);
  const [tens, ones] = text.includes('十') ? text.split('十') : ['零', text];
  const value = (numerals.indexOf(tens || '一') % 10) * 10 + numerals.indexOf(ones || '零');
  return text.length <= 3 && value > 0 ? value : undefined;
}

/**
 * A class or a subject.
 * @throws CellProblem when it is too long, was made a date by Excel, or holds a teacher's name
 */
export function cellLabel(text: string): string {
  if (text.length > 80) throw new CellProblem('超过 80 个字', 'is longer than 80 characters');
  if (EXCEL_DATE.test(text)) {
    throw new CellProblem(
      `“${text}”像是被 Excel 改成了日期（如 3-1 班）；请把该列设为文本格式后重填`,
      `"${text}" looks like a class (such as 3-1) that Excel has made a date; format the column as text and write it again`,
    );
  }
  if (/老师|教师:|\b(Mr|Mrs|Ms|Miss)\b\.?\s*[A-Z]/.test(text)) {
    throw new CellProblem(
      '含有教师姓名；本系统不保存姓名，请删去',
      "holds a teacher's name; no names are kept, remove it",
    );
  }
  return text;
}

/**
 * The name of a dual-teacher lesson.
 * @throws CellProblem
 */
export function cellPairId(text: string): string {
  if (pairIdPattern.test(text)) return text;
  throw new CellProblem(
    `“${text}”不是双师编号；应为 1 至 32 位字母、数字，如 P017，各教室相同`,
    `"${text}" is no name of a dual-teacher lesson; use 1 to 32 letters and digits such as P017, the same for all its rooms`,
  );
}

/**
 * A room's part in a dual-teacher lesson.
 * @throws CellProblem
 */
export function cellRole(text: string): PairRole {
  if (/^(主讲|主讲教室|主课堂|授课|main)$/i.test(text)) return 'main';
  if (/^(听课|听课教室|远端|远端教室|接收|remote)$/i.test(text)) return 'remote';
  throw new CellProblem(
    `“${text}”不是双师角色；应为 主讲 或 听课`,
    `"${text}" is no part in a dual-teacher lesson; write 主讲 main or 听课 remote`,
  );
}

/**
 * A teacher's pseudonym. Refused are what may be a name (anything but letters and digits, or letters alone) and what is
 * known outside the school: the numbers of identity cards and mobile telephones.
 * @throws CellProblem, which does not repeat the text
 */
export function cellTeacherId(text: string): string {
  if (/^1[3-9]\d{9}$/.test(text) || /^\d{17}[\dXx]$/.test(text)) {
    throw new CellProblem(
      '教师编号不能是身份证号或手机号；请用学校自定的化名编号',
      "a teacher's id may not be the number of an identity card or a telephone; use the school's pseudonymous ids",
    );
  }
  if (!teacherIdPattern.test(text)) {
    throw new CellProblem(
      '不像教师编号（可能是姓名）；应为含数字的 1 至 32 位字母、数字，如 T0123',
      "is no teacher's id (it may be a name); use 1 to 32 letters and digits with at least one digit, such as T0123",
    );
  }
  return text;
}

/** Of a dual-teacher lesson both must be told. */
export const HALF_A_PAIR = {
  zh: '双师编号和双师角色（主讲或听课）须同时填写',
  en: 'the name of a dual-teacher lesson and the room’s part in it (main or remote) go together',
};
