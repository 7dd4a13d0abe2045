import type { Command } from 'commander';
import { numberBetween } from './number-between.ts';
import {
  type TimetableImportOptions,
  type TimetableShowOptions,
  timetableHelp,
  timetableImport,
  timetableShow,
} from './timetable.ts';

/** Adds `lectern timetable …`. */
export function addTimetableCommands(program: Command): void {
  const timetable = program
    .command('timetable')
    .description('课表: import a school’s timetable for a room, or show one');

  timetable
    .command('import')
    .description('make a room’s timetable from CSV (UTF-8 or GB18030, as Excel saves it) or iCalendar files')
    .argument('<file...>', 'lessons: one a row (节次 星期 周次 教室 班级 科目 教师编号 双师编号 双师角色), or events')
    .requiredOption('--room <id>', 'the room to keep, as in the configuration; other rooms’ rows are only checked')
    .option('--room-name <name>', 'how the files call that room (default: the same)')
    .requiredOption('--term-start <YYYY-MM-DD>', 'first day of lessons; week 1 is its week, Monday to Sunday')
    .option('--weeks <number>', 'weeks of the term, 1 to 60', numberBetween(1, 60), 20)
    .option('--time-zone <name>', 'where the school is', 'Asia/Shanghai')
    .option('--periods <file>', 'CSV 作息时间: 节次 开始时间 结束时间 [周次], for lessons without times')
    .option('--holidays <file>', 'CSV: 日期 类型 (放假, 调休, 补课) 按…上课')
    .option('--changes <file>', 'CSV of single days: 日期 类型 (停课, 加课, 调整) 节次 and what is new')
    .requiredOption('--out <file>', 'write the timetable there (JSON); untouched when anything is wrong')
    .addHelpText('after', timetableHelp)
    .action((files: string[], options: TimetableImportOptions) => timetableImport(files, options));

  timetable
    .command('show')
    .description('print the lessons of a day or a week; today’s by default')
    .argument('<file>', 'a timetable that import has written')
    .option('--date <YYYY-MM-DD>', 'the lessons of this date')
    .option('--week <number>', 'the lessons of this week of the term', numberBetween(1, 60))
    .action((file: string, options: TimetableShowOptions) => timetableShow(file, options));
}
