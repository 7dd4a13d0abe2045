import type { Command } from 'commander';
import { type ClaimOptions, type EnrolOptions, enrol, enrolForget, enrolRenew, enrolStatus } from './enrol.ts';

const help = `
The code is what stands on the room's sheet: 40 characters in groups of five, or all that its QR code holds. Without one the file
lectern-enrolment.yaml of a mounted USB stick is looked for (below /media, /run/media and /mnt), and what was begun and ended by a
power cut goes on. The key is made on this machine and never leaves it.`;

/** Adds how a room gets its certificate: `lectern enrol …`. */
export function addEnrolCommands(program: Command): void {
  const withConfig = (command: Command) =>
    command
      .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
      .option('--data <folder>', 'where the agent keeps its data (default: as configured)');
  const enrolling = withConfig(program.command('enrol'))
    .description('注册: get this room’s certificate from its region, by a claim code')
    .argument('[code]', 'claim code, or what its QR code holds')
    .option('--server <url>', 'the region’s EST server (default: as the QR code or the configuration says)')
    .option('--from <file>', 'claim codes of many rooms, as on the USB stick')
    .option(
      '--room <room>',
      'which of them this is: r301, or region/school/room (default: as configured, or by this machine)',
    )
    .addHelpText('after', help)
    .action((code: string | undefined, _: unknown, command: Command) =>
      enrol(code, command.optsWithGlobals<ClaimOptions>()),
    );
  enrolling
    .command('status')
    .description('print which certificate the room has, and until when')
    .option('--json', 'print one JSON document instead of text')
    .action((_: unknown, command: Command) =>
      enrolStatus(command.optsWithGlobals<EnrolOptions & { json?: boolean }>()),
    );
  enrolling
    .command('renew')
    .description('get another certificate now; the agent does so by itself in time')
    .action((_: unknown, command: Command) => enrolRenew(command.optsWithGlobals<EnrolOptions>()));
  enrolling
    .command('forget')
    .description('give up an enrolment that was begun')
    .action((_: unknown, command: Command) => enrolForget(command.optsWithGlobals<EnrolOptions>()));
}
