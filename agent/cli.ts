import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { type AnalyzeOptions, analyze } from './commands/analyze.ts';
import {
  type CamerasDiscoverOptions,
  type CamerasShowOptions,
  camerasDiscover,
  camerasHelp,
  camerasShow,
} from './commands/cameras.ts';
import { type DemoOptions, demo } from './commands/demo.ts';
import { type DoctorOptions, doctor, doctorHelp } from './commands/doctor.ts';
import { exitCodeHelp, exitCodeOf, exitCodes } from './commands/exit-code.ts';
import { type RunOptions, run } from './commands/run.ts';
import {
  type TimetableImportOptions,
  type TimetableShowOptions,
  timetableHelp,
  timetableImport,
  timetableShow,
} from './commands/timetable.ts';

const repository = join(import.meta.dirname, '..');

/** Ctrl-C and systemd's stop end a lesson in order; a second Ctrl-C ends the program at once. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stopping.signal.aborted) process.exit(exitCodes.interrupted);
      stopping.abort();
    });
  }
  return stopping.signal;
}

function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  };
}

const program = new Command('lectern')
  .description('讲台 Lectern: measures what can be counted in a lesson and shows it to the teacher.')
  .version(packageJson.version)
  .addHelpText('after', exitCodeHelp)
  .showHelpAfterError('(try: lectern --help)')
  .exitOverride();

program
  .command('run')
  .description('run the agent with a configuration file')
  .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
  .addOption(
    new Option('--log-level <level>', 'least level that is logged')
      .choices(['debug', 'info', 'warn', 'error'])
      .default('info'),
  )
  .action((options: RunOptions) => run(options, stopSignal()));

program
  .command('analyze')
  .description('measure a recorded lesson from files; any subset of the three sources')
  .option('--student-camera <file>', 'video of the class')
  .option('--teacher-camera <file>', 'video of the board and the podium')
  .option('--microphone <file>', 'sound of the room (any audio, or a video with sound)')
  .option('--room-plan <file>', 'where board, podium and cameras are (JSON); without it there are no teacher zones')
  .option('--out <file>', 'write the whole report there (JSON)')
  .addOption(new Option('--slot <seconds>', 'length of an S-T slot').choices(['10', '15', '30']).default('30'))
  .option('--samples-per-s <number>', 'looks a second at each camera, 0.1 to 5', numberBetween(0.1, 5), 1)
  .action((options: AnalyzeOptions & { slot: string }) =>
    analyze({ ...options, slot: Number(options.slot) }, stopSignal()),
  );

program
  .command('demo')
  .description('measure the embedded lesson film, send its summary to a demo hub and show the report')
  .option('--port <number>', 'port of the classroom screen; 0 takes a free one', numberBetween(0, 65535), 8080)
  .option('--data <folder>', 'where the lessons are kept', join(repository, '.lectern/demo'))
  .option('--exit', 'end when the hub has acknowledged, instead of staying up')
  .option('--json', 'print one JSON document instead of text')
  .action((options: DemoOptions) => demo(options, stopSignal()));

const timetable = program.command('timetable').description('课表: import a school’s timetable for a room, or show one');

timetable
  .command('import')
  .description('make a room’s timetable from CSV (UTF-8 or GB18030, as Excel saves it) or iCalendar files')
  .argument('<file...>', 'lessons: one a row (节次 星期 周次 教室 班级 科目 教师编号), or events')
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

const cameras = program
  .command('cameras')
  .description('find the cameras of the network (ONVIF) and their streams')
  .addHelpText('after', camerasHelp);

cameras
  .command('discover')
  .description('list the cameras of the network; with credentials also their streams')
  .option('--seconds <number>', 'how long answers are waited for, 1 to 60', numberBetween(1, 60), 5)
  .option('--interface <name>', 'search this network interface only, such as eth1 (default: all)')
  .option('--credentials <file>', 'ask each camera for its streams, with the user and password in this file')
  .option('--json', 'print one JSON document instead of text')
  .addHelpText('after', camerasHelp)
  .action((options: CamerasDiscoverOptions) => camerasDiscover(options, stopSignal()));

cameras
  .command('show')
  .description('print what a camera is, its streams, and the lines for the configuration')
  .argument('<address>', 'the camera, as discover lists it: host, host:port or http address')
  .option('--port <number>', 'port of its ONVIF service (default: 80)', numberBetween(1, 65535))
  .option('--credentials <file>', 'the user and password are in this file')
  .option('--json', 'print one JSON document instead of text')
  .addHelpText('after', camerasHelp)
  .action((address: string, options: CamerasShowOptions) => camerasShow(address, options, stopSignal()));

program
  .command('doctor')
  .description('check this machine: each line is done, or says what to do')
  .option('--data <folder>', 'where the lessons are kept, as in the configuration', '/var/lib/lectern')
  .option('--port <number>', 'port of the classroom screen, as in the configuration', numberBetween(1, 65535), 8080)
  .option('--json', 'print one JSON document instead of text')
  .addHelpText('after', doctorHelp)
  .action((options: DoctorOptions) => doctor(options));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what is wrong; help and version are no errors.
    process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
  } else {
    const known = error instanceof Error && 'code' in error;
    console.error(`lectern: ${error instanceof Error ? (known ? error.message : error.stack) : String(error)}`);
    process.exitCode = exitCodeOf(error);
  }
}
