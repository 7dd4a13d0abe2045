import type { Command } from 'commander';
import {
  type HubEstCodeOptions,
  type HubEstListOptions,
  type HubEstOptions,
  type HubEstServeOptions,
  hubEstApprove,
  hubEstCode,
  hubEstCodes,
  hubEstInit,
  hubEstList,
  hubEstRevoke,
  hubEstServe,
  hubEstServerPair,
} from './hub-est.ts';
import { numberBetween } from './number-between.ts';

const help = `
The folder holds the region's authority (ca.pem, ca-key.pem), the register of rooms (rooms.sqlite) and the list of revoked
certificates (crl.pem, for the broker; Mosquitto: crlfile). Back it up: with another authority every room must enrol again.`;

/** Adds the region's certificates for its rooms: `lectern hub est …`. */
export function addHubEstCommands(hub: Command): void {
  const est = hub
    .command('est')
    .description('证书: the region’s certificates for its rooms, by EST (RFC 7030)')
    .addHelpText('after', help);
  const withFolder = (command: Command) =>
    command.option('--folder <folder>', 'where authority and register are kept', '/var/lib/lectern-hub/est');
  const withList = (command: Command) =>
    withFolder(command).option(
      '--crl <file>',
      'where a copy of the list of revoked certificates is written, for the broker',
    );
  const withCodes = (command: Command) =>
    withFolder(command)
      .requiredOption('--server <url>', 'where rooms enrol: https://name:port of lectern hub est serve')
      .option('--broker <url>', 'the region’s broker, for the QR code and the file: mqtts://name:port')
      .option('--days <number>', 'for so long the code serves', numberBetween(1, 365), 30)
      .option('--approval', 'somebody has to approve the room before it gets its certificate');

  withFolder(est.command('init'))
    .description('make the region’s authority, once')
    .requiredOption('--name <name>', 'of the region, as people read it')
    .option('--years <number>', 'for so long it is valid', numberBetween(1, 30), 15)
    .action((options: HubEstOptions & { name: string; years: number }) => hubEstInit(options));
  withList(est.command('serve'))
    .description('give and renew certificates; runs until it is stopped')
    .requiredOption('--host <name>', 'a name or address under which rooms reach it; may be given again', gathered)
    .option('--port <number>', 'its port', numberBetween(0, 65535), 8443)
    .option('--address <address>', 'of this machine on which it answers (default: all)')
    .option('--life-days <number>', 'for so long a room’s certificate is valid', numberBetween(1, 3650), 90)
    .option(
      '--grace-days <number>',
      'for so long after that it still serves for getting another',
      numberBetween(0, 3650),
      30,
    )
    .option('--binding', 'take only requests made for their own connection (RFC 9266); some foreign clients cannot')
    .action((options: HubEstServeOptions) => hubEstServe(options));
  withCodes(est.command('code <region/school/room>'))
    .description('print a claim code for one room; the one it had is worth nothing any more')
    .option('--json', 'print one JSON document instead of text')
    .action((room: string, options: HubEstCodeOptions & { json?: boolean }) => hubEstCode(room, options));
  withCodes(est.command('codes'))
    .description('claim codes for many rooms: a sheet for printing and a file for a USB stick')
    .requiredOption(
      '--rooms <file>',
      'CSV with the columns region, school, room and, if wanted, machine (serial or MAC)',
    )
    .requiredOption('--out <folder>', 'where the two are written; what was there of that name is replaced')
    .action((options: HubEstCodeOptions & { rooms: string; out: string }) => hubEstCodes(options));
  withFolder(est.command('approve <rooms...>'))
    .description('let rooms that wait have their certificates')
    .action((rooms: string[], options: HubEstOptions) => hubEstApprove(rooms, options));
  withList(est.command('revoke <rooms...>'))
    .description('take the certificates of rooms back, and write the list for the broker')
    .action((rooms: string[], options: HubEstListOptions) => hubEstRevoke(rooms, options));
  withFolder(est.command('list'))
    .description('print every room with its code and certificate')
    .option('--json', 'print one JSON document instead of text')
    .action((options: HubEstOptions & { json?: boolean }) => hubEstList(options));
  withFolder(est.command('server-pair'))
    .description('a certificate with its key for the region’s broker')
    .requiredOption('--host <name>', 'its name; may be given again', gathered)
    .requiredOption('--out <folder>', 'where server.pem and server-key.pem are written')
    .option('--years <number>', 'for so long it is valid', numberBetween(1, 10), 2)
    .action((options: HubEstOptions & { host: string[]; out: string; years: number }) => hubEstServerPair(options));
}

const gathered = (one: string, before: string[] | undefined): string[] => [...(before ?? []), one];
