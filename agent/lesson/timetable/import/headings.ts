/** What a column of a school's table can hold. */
export type Field =
  | 'period'
  | 'start'
  | 'end'
  | 'oldStart'
  | 'weekday'
  | 'weeks'
  | 'room'
  | 'className'
  | 'subject'
  | 'teacherId'
  | 'pairId'
  | 'role'
  | 'date'
  | 'lastDate'
  | 'type'
  | 'as'
  | 'name';

/** How schools head these columns; the first Chinese and the first English one are those that messages name. */
const headings: Record<Field, readonly string[]> = {
  period: ['节次', 'period', '节', '课节', '课次', '第几节', 'periodno', 'lesson', 'lessonno'],
  start: ['开始时间', 'start', '开始', '起始时间', '上课时间', '时间', '起止时间', 'starttime', 'from', 'time'],
  end: ['结束时间', 'end', '结束', '下课时间', 'endtime', 'to', 'finish'],
  oldStart: ['原开始时间', 'oldstart', '原时间', 'originalstart'],
  weekday: ['星期', 'weekday', '周几', '星期几', '上课星期', 'day', 'dayofweek'],
  weeks: ['周次', 'weeks', '上课周次', '周', '教学周', '起止周', 'week'],
  room: ['教室', 'room', '上课地点', '地点', '上课教室', '教室名称', '教室编号', '场地', 'classroom', 'location'],
  className: ['班级', 'class', '班', '行政班', '教学班', '班级名称', '上课班级', 'classname', 'group'],
  subject: ['科目', 'subject', '课程', '学科', '课程名称', '课程名', '科目名称', 'course', 'coursename'],
  teacherId: [
    ...['教师编号', 'teacher', '教师代码', '教师代号', '教师工号', '教师id', '老师编号', '任课教师编号', '工号'],
    ...['teacherid', 'teachercode', 'teacherno', 'teachernumber', 'staffid'],
  ],
  pairId: ['双师编号', 'pair', '双师', '双师课堂', '双师课编号', '配对编号', 'pairid'],
  role: ['双师角色', 'role', '角色', '主讲或听课', 'pairrole'],
  date: ['日期', 'date', '开始日期', '起始日期', 'startdate', 'firstdate'],
  lastDate: ['结束日期', 'enddate', '截止日期', '终止日期', 'lastdate'],
  type: ['类型', 'type', '安排', 'kind'],
  as: ['按…上课', 'as', '按上课', '按', '补课内容', '上哪天的课', '调至', 'taughtas', 'planof'],
  name: ['名称', 'name', '节日', '假期', '说明', '备注', 'holiday', 'note'],
};

/** Excel's stray blanks, brackets and their notes, full-width letters: `教师编号 （化名）` is `教师编号`. */
function plain(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[([].*?[)\]]/g, '')
    .replace(/[\s_\-.…:*#]+/g, '');
}

const fieldOfHeading = new Map(
  Object.entries(headings).flatMap(([field, names]) => names.map((name) => [plain(name), field as Field] as const)),
);

/** What a column with this heading holds, of what its kind of file may hold. */
export function fieldOf(heading: string, allowed: readonly Field[]): Field | undefined {
  const field = fieldOfHeading.get(plain(heading)) ?? (/^按.*上课$/.test(plain(heading)) ? 'as' : undefined);
  return field && allowed.includes(field) ? field : undefined;
}

/** Whether a column is headed as one with people's names; such a file is refused, whatever the column holds. */
export function headsNames(heading: string): boolean {
  const text = plain(heading);
  return fieldOfHeading.get(text) !== 'teacherId' && /教师|老师|姓名|班主任|teacher|staff|fullname/.test(text);
}

/** Whether a column is headed by a weekday: then the file is a grid, not a list. */
export function headsWeekday(heading: string): boolean {
  return /^(周|星期|礼拜)[一二三四五六日天]$|^(mon|tues|wednes|thurs|fri)day$/.test(plain(heading));
}

/** How messages call a column: `周次 weeks`. */
export function headingOf(field: Field): string {
  return headings[field].slice(0, 2).join(' ');
}
