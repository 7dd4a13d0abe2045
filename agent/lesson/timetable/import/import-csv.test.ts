import { describe, expect, it } from 'vitest';
import { gb18030 } from '../testing/gb18030.ts';
import { MOST_PROBLEMS, type TimetableError } from '../timetable-error.ts';
import { head, imported, lessons, maths, problemsOf, utf8 } from './sample-csv.ts';
import type { SourceFile } from './source-text.ts';

describe('the rooms of a dual-teacher lesson', () => {
  const paired = (...rows: string[]) => utf8('课表.csv', `${head},双师编号,双师角色`, ...rows);

  it('are told by a name they share and the part of each', () => {
    const { timetable } = imported(
      paired(
        '1,8:00,8:45,周一,1-18,301,七1,英语,T0123,P017,主讲',
        '2,9:00,9:45,周一,1-18,301,七1,英语,,P018,听课',
        '3,10:00,10:45,周一,1-18,301,七1,数学,T0123,,',
      ),
    );
    expect(timetable.lessons.map(({ pairId, role }) => [pairId, role])).toEqual([
      ['P017', 'main'],
      ['P018', 'remote'],
      [undefined, undefined],
    ]);
  });

  it.each([
    ['P017,', '双师角色'],
    [',主讲', '双师编号'],
    ['P017,旁听', '双师角色'],
    ['张老师,主讲', '双师编号'],
  ])('are refused where the pair is %s', (pair, column) => {
    expect(problemsOf(paired(`1,8:00,8:45,周一,1-18,301,七1,英语,T0123,${pair}`))).toMatchObject([{ line: 2, column }]);
  });
});

describe('lessons from CSV', () => {
  it('take what a row says', () => {
    const { timetable, notices } = imported(lessons(maths));
    expect(timetable.lessons).toEqual([
      {
        weekday: 1,
        weeks: Array.from({ length: 18 }, (_, index) => index + 1),
        start: '08:00',
        end: '08:45',
        period: 1,
        className: '高一(3)班',
        subject: '数学',
        teacherId: 'T0123',
      },
    ]);
    expect(timetable).toMatchObject({ version: 1, room: 'r301', timeZone: 'Asia/Shanghai' });
    expect(notices).toEqual([]);
  });

  it('are the same in each encoding, line ending and delimiter schools have', () => {
    const text = `${[head, maths].join('\n')}\n`;
    const { timetable } = imported(lessons(maths));
    const utf16 = Uint8Array.from(Buffer.from(`\uFEFF${text.replaceAll(',', '\t')}`, 'utf16le'));
    for (const [what, bytes] of [
      ['UTF-8', Buffer.from(text)],
      ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
      ['GB18030', gb18030(text)],
      ['UTF-16 with tabs', utf16],
      ['old Macintosh lines', Buffer.from(text.replaceAll('\n', '\r'))],
      ['semicolons', Buffer.from(text.replaceAll(',', ';'))],
    ] as const) {
      expect(imported({ name: 'a.csv', bytes }).timetable, what).toEqual(timetable);
    }
  });

  it('may be headed in English, in any order, below a title, with blanks and full-width letters', () => {
    const source = utf8(
      'english.csv',
      'No. 3 Middle School,,,,,,,,',
      '',
      ' Class ,Subject,Week Day,Weeks,Start time,End time,Period,Teacher ID,Room',
      '７Ａ,Maths,Mon,1-18,８：００,8:45 AM,１,T1,３０１',
      ',,,,,,,,',
    );
    expect(imported(source).timetable.lessons).toMatchObject([
      { weekday: 1, start: '08:00', end: '08:45', period: 1, className: '7A', subject: 'Maths', teacherId: 'T1' },
    ]);
  });

  it('take times from the periods, by week where those change, a double lesson as two', () => {
    const periods = utf8(
      '作息.csv',
      '节次,开始时间,结束时间,周次',
      '1,8:00,8:45,1-5',
      '1,8:30,9:15,6-20',
      '2,9:30,10:15,',
    );
    const { timetable } = imported(lessons('1-2,,,周三,4-7,301,高一3班,物理,'), { periods });
    expect(timetable.lessons.map(({ period, start, end, weeks }) => [period, start, end, weeks])).toEqual([
      [1, '08:00', '08:45', [4, 5]],
      [1, '08:30', '09:15', [6, 7]],
      [2, '09:30', '10:15', [4, 5, 6, 7]],
    ]);
    expect(problemsOf(lessons('3,,,周三,,301,高一3班,物理,'), { periods })).toMatchObject(
      [{ line: 2, column: '节次', en: /period 3 has no times in week 1/ }].map((each) => ({
        ...each,
        en: expect.stringMatching(each.en),
      })),
    );
    const twice = utf8('p.csv', '节次,时间', '1,8:00-8:45', '2,8:40-9:20');
    expect(problemsOf(lessons(maths), { periods: twice })).toMatchObject([{ file: 'p.csv', line: 3 }]);
  });

  it('without a column of rooms are all of the room, with a note', () => {
    const { timetable, notices } = imported(utf8('r.csv', '节次,时间,星期,科目', '1,8:00-8:45,周一,数学'));
    expect(timetable.lessons).toHaveLength(1);
    expect(notices[0]?.en).toMatch(/every row/);
  });

  it('note columns that are not used', () => {
    const { notices } = imported(utf8('r.csv', `${head},人数`, `${maths},45`));
    expect(notices).toMatchObject([{ line: 1, column: '人数' }]);
  });
});

describe('rows that are wrong', () => {
  it('are all listed, each with its line and column, and nothing is taken', () => {
    const source = lessons(
      maths,
      '2,9:00,,周八,1-18,301,高一3班,语文,T1',
      '"3","10:00","10:45",周二,"1-8,\n10-30",301,高一3班,语文,T1',
      '',
      '4,11:00,11:45,周三,,,高一3班,语文,王小明',
      '5,13:00,13:45,周三,,301,,,',
    );
    expect(problemsOf(source).map(({ file, line, column }) => [file, line, column])).toEqual([
      ['课表.csv', 3, '星期'],
      ['课表.csv', 3, '开始时间'],
      ['课表.csv', 4, '周次'],
      ['课表.csv', 7, '教师编号'],
      ['课表.csv', 7, '教室'],
      ['课表.csv', 8, undefined],
    ]);
  });

  it('of other rooms count as well', () => {
    expect(problemsOf(lessons(maths, '1,8:00,7:00,周一,,302,高一4班,数学,'))).toMatchObject([{ line: 3 }]);
  });

  it('beyond a hundred are only counted', () => {
    const rows = Array.from({ length: 250 }, () => '1,8:00,8:45,周八,,301,一班,数学,');
    try {
      imported(lessons(...rows));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'TIMETABLE_INVALID', more: 250 - MOST_PROBLEMS });
      expect((error as TimetableError).problems).toHaveLength(MOST_PROBLEMS);
      expect((error as TimetableError).message).toMatch(/250 problems[\s\S]*150 more/);
    }
  });

  it('that overlap in a room name each other; the same time in another week or room is fine', () => {
    const overlap = '2,8:40,9:20,周一,2-4双周,301,高一3班,语文,';
    expect(problemsOf(lessons(maths, overlap))).toMatchObject([
      { line: 3, en: expect.stringMatching(/week 2.*08:40–09:20, 08:00–08:45 \(see line 2\)/) },
    ]);
    expect(problemsOf(lessons('1,8:00,8:45,周一,,302,一班,数学,', overlap.replace('301', '302'), maths))).toHaveLength(
      1,
    );
    const touching = ['2,8:45,9:20,周一,,301,高一3班,语文,', '1,8:00,8:45,周一,19-20,301,一班,语文,'];
    expect(imported(lessons(maths, ...touching)).timetable.lessons).toHaveLength(3);
  });

  it('with a column of names refuse the file, whatever is in it, and say what to do', () => {
    for (const column of ['教师', '教师姓名', '任课教师', '上课老师', '姓名', 'Teacher name']) {
      const [problem, ...rest] = problemsOf(utf8('n.csv', `${head},${column}`, `${maths},王小明`));
      expect(problem).toMatchObject({ line: 1, column, en: expect.stringMatching(/delete it, or put .*pseudonymous/) });
      expect(rest).toEqual([]);
    }
  });

  it.each([
    ['an empty file', [''], /empty/],
    ['no headings', ['a,b', '1,2'], /has no column "星期 weekday", "节次 period" or "开始时间 start"/],
    ['a grid', ['节次,周一,周二,周三,周四,周五', '1,数学,语文,英语,物理,化学'], /grid/],
    ['two columns for one thing', [`${head},课程`, `${maths},数学`], /keep one of the two/],
    ['a stray quote', [head, '1,"8:00,8:45'], /stray quote/],
  ])('%s', (_what, lines, message) => {
    expect(problemsOf(utf8('x.csv', ...lines))[0]?.en).toMatch(message);
  });

  it('that are no text at all', () => {
    const bytesOf = (...bytes: number[]): SourceFile => ({ name: 'x', bytes: Uint8Array.from(bytes) });
    expect(problemsOf(bytesOf(0x50, 0x4b, 3, 4, 0, 0))[0]?.en).toMatch(/Excel workbook/);
    expect(problemsOf(bytesOf(0xff, 0xff, 0x80, 0xff))[0]?.en).toMatch(/neither UTF-8 nor GB18030/);
    expect(problemsOf(bytesOf(0x61, 0, 0x62))[0]?.en).toMatch(/neither/);
  });

  it('of no lesson in the room tell which rooms there are', () => {
    expect(problemsOf(lessons(maths), {}, { roomName: '303' })[0]?.en).toMatch(/its rooms are 301/);
  });

  it('at a time that the clock skips', () => {
    const zone = { timeZone: 'Europe/Berlin', term: { start: '2026-03-02', weeks: 20 } };
    expect(problemsOf(lessons('1,2:10,2:50,周日,,301,夜班,数学,'), {}, zone)).toMatchObject([
      { line: 2, en: expect.stringMatching(/2026-03-29: clocks go forward/) },
    ]);
  });
});
