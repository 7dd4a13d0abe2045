import { CellProblem } from './cell-problem.ts';

/** Excel's own reading of `1-8` as a day of a year, in Chinese and in English. */
export const EXCEL_DATE = /^(\d{1,2}月\d{1,2}日?|\d{1,2}-[A-Za-z]{3}|[A-Za-z]{3}-\d{1,2}|\d{4}[-/]\d{1,2}[-/]\d{1,2})$/;

const item =
  /^第?(?<first>\d{1,2})?周?(?:[-~–—至到]第?(?<last>\d{1,2}))?周?(?<mark>\(?(?:单周?|双周?|odd|even)\)?)?周?$/i;

/**
 * Weeks of the term: `1-18`, `1-8,10,12-18`, `单周`, `2-18双周`, `1-17周(单)`, `第1-8周、第10周`, `每周`, `odd`, `1-17 odd`.
 * Single or even weeks belong to the item they stand at; a list that leaves open whether the last mark is meant for all
 * of it is refused.
 * @param text NFKC; empty means every week
 * @param termWeeks how many weeks the term has
 * @returns ascending, each once
 * @throws CellProblem
 */
export function cellWeeks(text: string, termWeeks: number): number[] {
  const every = Array.from({ length: termWeeks }, (_, index) => index + 1);
  const plain = text.replace(/\s*([-~–—至到,、;()])\s*/g, '$1').replace(/\bweeks?\b/gi, '');
  if (/^(每周|全周|全部|所有周?|all|every)?$/i.test(plain.trim())) return every;
  if (EXCEL_DATE.test(text)) {
    throw new CellProblem(
      `“${text}”是被 Excel 改成日期的周次；请把该列设为文本格式后重填，如 1-8`,
      `"${text}" is a range of weeks that Excel has made a date; format the column as text and write it again, as 1-8`,
    );
  }
  const wrong = new CellProblem(
    `看不懂周次“${text}”，应如 1-18、1-8,10,12-18、1-17单周、双周`,
    `"${text}" are no weeks; write 1-18 or 1-8,10,12-18 or 1-17 odd`,
  );
  const items = plain.trim().split(/[,、;]+|(?<=[周)\d])\s+(?=第?\d)/);
  const weeks = new Set<number>();
  const marks = items.map((each) => {
    const parts = item.exec(each.replace(/\s+/g, ''))?.groups;
    if (!parts || (parts.first === undefined && (parts.last !== undefined || !parts.mark))) throw wrong;
    const first = Number(parts.first ?? 1);
    const last = Number(parts.last ?? parts.first ?? termWeeks);
    if (first < 1 || last < first) throw wrong;
    if (last > termWeeks) {
      throw new CellProblem(
        `第 ${last} 周超出学期（共 ${termWeeks} 周，见 --weeks）`,
        `week ${last} is after the end of the term (${termWeeks} weeks, see --weeks)`,
      );
    }
    const rest = !parts.mark ? undefined : /单|odd/i.test(parts.mark) ? 1 : 0;
    const chosen = every.filter((week) => first <= week && week <= last && (rest === undefined || week % 2 === rest));
    if (chosen.length === 0) throw wrong;
    for (const week of chosen) weeks.add(week);
    return { mark: parts.mark, closed: /[周)]/.test(each) };
  });
  const last = marks.at(-1);
  if (marks.length > 1 && last?.mark && !last.mark.startsWith('(') && marks.slice(0, -1).every((one) => !one.closed)) {
    throw new CellProblem(
      `“${text}”：单双周只管最后一段还是全部？请每段分别写明，如 1-7(单),9-17(单)`,
      `"${text}": are all of these odd or even, or the last only? mark each, as 1-7(odd),9-17(odd)`,
    );
  }
  return [...weeks].sort((a, b) => a - b);
}
