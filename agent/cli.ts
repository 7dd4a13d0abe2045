import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addAccessCommands } from './commands/access-commands.ts';
import type { RunOptions } from './commands/agent-life.ts';
import { type AnalyzeOptions, analyze } from './commands/analyze.ts';
import { addBackupCommands } from './commands/backup-commands.ts';
import { addCamerasCommands } from './commands/cameras-commands.ts';
import { addConfigCommands } from './commands/config-commands.ts';
import { type DemoOptions, demo } from './commands/demo.ts';
import { demoDevices } from './commands/demo-devices.ts';
import { addDevicesCommands } from './commands/devices-commands.ts';
import { type DoctorOptions, doctor, doctorHelp } from './commands/doctor.ts';
import { addEnrolCommands } from './commands/enrol-commands.ts';
import { addEraseCommand } from './commands/erase-command.ts';
import { exitCodeHelp, exitCodeOf, exitCodes } from './commands/exit-code.ts';
import { addExportCommand } from './commands/export-command.ts';
import { addFindingsCommands } from './commands/findings-commands.ts';
import { addHubCommands } from './commands/hub-commands.ts';
import { addIndicatorsCommand } from './commands/indicators-command.ts';
import { addModelsCommands } from './commands/models-commands.ts';
import { networkPolicy } from './commands/network-policy.ts';
import { numberBetween } from './commands/number-between.ts';
import { addRoomCommands } from './commands/room-commands.ts';
import { runAgent } from './commands/run-agent.ts';
import { stopSignal } from './commands/stop-signal.ts';
import { makeSupportBundle, type SupportBundleOptions } from './commands/support-bundle.ts';
import { addTimetableCommands } from './commands/timetable-commands.ts';
import { addValidateCommands } from './commands/validate-commands.ts';
import { demoFolder } from './demo/demo-folder.ts';

const repository = join(import.meta.dirname, '..');

const program = new Command('lectern')
  .description('讲台 Lectern: measures what can be counted in a lesson and shows it to the teacher.')
  .version(packageJson.version)
  .addHelpText('after', exitCodeHelp)
  .showHelpAfterError('(try: lectern --help)')
  .exitOverride();

program
  .command('run')
  .description('run the agent with a configuration file; without one it comes up to be set up on its screen')
  .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
  .addOption(
    new Option('--log-level <level>', 'least level that is logged')
      .choices(['debug', 'info', 'warn', 'error'])
      .default('info'),
  )
  .option('--data <folder>', 'while there is no configuration: where the lessons will be kept')
  .option('--port <number>', 'while there is no configuration: port of the screen', numberBetween(0, 65535))
  .action((options: RunOptions) => runAgent(options, stopSignal()));

addRoomCommands(program);
addAccessCommands(program);

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
  .option('--data <folder>', 'where the lessons are kept', demoFolder(repository))
  .option('--devices', 'a live lesson of two minutes with simulated hardware: button, lamp, sensors, PTZ camera, panel')
  .option('--exit', 'end when the hub has acknowledged, instead of staying up')
  .option('--json', 'print one JSON document instead of text')
  .action((options: DemoOptions & { devices?: true }) =>
    options.devices ? demoDevices(options, stopSignal()) : demo(options, stopSignal()),
  );

addIndicatorsCommand(program);
addExportCommand(program);
addTimetableCommands(program);
addFindingsCommands(program);
addValidateCommands(program);
addCamerasCommands(program);
addDevicesCommands(program);
addEnrolCommands(program);
addConfigCommands(program);
addModelsCommands(program);
addBackupCommands(program);
addEraseCommand(program);
addHubCommands(program);

program
  .command('doctor')
  .description('check this machine and its room: each line is done, or says what to do')
  .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
  .option('--data <folder>', 'where the lessons are kept (default: as configured)')
  .option('--port <number>', 'port of the classroom screen (default: as configured)', numberBetween(1, 65535))
  .option('--json', 'print one JSON document instead of text')
  .option('--no-speed', 'leave out how fast the models are, which takes half a minute of the whole processor')
  .addHelpText('after', doctorHelp)
  .action((options: DoctorOptions) => doctor(options));

program
  .command('support-bundle')
  .description('技术支持包: what support needs to know of this machine, without pictures, reports, names or passwords')
  .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
  .option('--data <folder>', 'where the lessons are kept (default: as configured)')
  .option('--out <file>', 'write it there', `lectern-support-${new Date().toISOString().slice(0, 10)}.tar.gz`)
  .action((options: SupportBundleOptions) => makeSupportBundle(options));
program
  .command('network-policy')
  .description('print a drop-in for the service by which the agent may speak only to whom its configuration names')
  .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
  .action((options: { config: string }) => networkPolicy(options));

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
