import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import { addHubEstCommands } from './hub-est-commands.ts';
import { type HubIngestOptions, hubIngest } from './hub-ingest.ts';
import { type HubQuarantineOptions, hubQuarantineList, hubQuarantineRetry } from './hub-quarantine.ts';
import { type HubVoiceOptions, hubAsk, hubBrokerRules, hubWish } from './hub-region.ts';
import { type HubAccessOptions, hubAccessGrant, hubAccessList, hubAccessRevoke } from './hub-room-access.ts';
import { type HubSchemaOptions, hubSchema } from './hub-schema.ts';
import { type HubSimulateOptions, hubSimulate } from './hub-simulate.ts';
import { numberBetween } from './number-between.ts';

const help = `
Database: postgres://user@host:5432/lectern?sslmode=verify-full for a server, a folder for the embedded one (one process),
          memory: for one that is forgotten. Keep passwords out of the command line: PGPASSWORD, ~/.pgpass, or the whole
          URL in LECTERN_HUB_DATABASE.
Broker:   mqtts://host:8883 with --ca, --cert and --key, which are read anew for each connection; wss:// as well. A
          password for --username comes from LECTERN_HUB_BROKER_PASSWORD.`;

/** Adds what a region runs to receive: `lectern hub …`. */
export function addHubCommands(program: Command): void {
  const hub = program
    .command('hub')
    .description('区域接收端: what a region runs to receive what its rooms send')
    .addHelpText('after', help);
  const withDatabase = (command: Command) =>
    command.addOption(
      new Option('--database <url or folder>', 'where it is kept')
        .env('LECTERN_HUB_DATABASE')
        .default('/var/lib/lectern-hub'),
    );
  const withBroker = (command: Command) =>
    command
      .option('--broker <url>', 'the region’s MQTT 5 broker', 'mqtt://127.0.0.1:1883')
      .option('--ca <file>', 'who has signed the broker’s certificate (PEM)')
      .option('--cert <file>', 'the hub’s own certificate (PEM)')
      .option('--key <file>', 'its key (PEM)')
      .option('--username <name>', 'for brokers that ask for one');

  withBroker(withDatabase(hub.command('ingest')))
    .description('接收: bring what rooms send into the database; runs until it is stopped')
    .option('--workers <number>', 'processes, 1 to 64; several need a PostgreSQL server', numberBetween(1, 64), 1)
    .option('--name <name>', 'this ingest’s name; each needs its own', hostname().replaceAll(/[^A-Za-z0-9_.-]/g, '-'))
    .addOption(
      new Option('--group <name>', 'all ingests of a region have the same; let it be one that nobody can guess')
        .env('LECTERN_HUB_GROUP')
        .default('ingest'),
    )
    .option('--metrics-port <number>', 'counts for Prometheus, on the loopback', numberBetween(0, 65535))
    .addHelpText('after', help)
    .action((options: HubIngestOptions) => hubIngest(options));

  withDatabase(hub.command('schema'))
    .description('数据库结构: bring the database to this version’s schema, as its owner; again it does nothing')
    .option('--print', 'print the SQL instead, for whoever applies it by hand')
    .addHelpText('after', help)
    .action((options: HubSchemaOptions) => hubSchema(options));

  const quarantine = hub.command('quarantine').description('隔离: what could not be taken, and why; for operators');
  withDatabase(quarantine.command('list'))
    .description('print it, the latest first')
    .option('--school <code>', 'of this school only')
    .option('--most <number>', 'so many at most', numberBetween(1, 100_000), 50)
    .option('--json', 'print one JSON document instead of text')
    .action((options: HubQuarantineOptions) => hubQuarantineList(options));
  withDatabase(quarantine.command('retry'))
    .description('try it again, for example after an update; what is taken leaves the quarantine')
    .option('--school <code>', 'of this school only')
    .action((options: HubQuarantineOptions) => hubQuarantineRetry(options));

  const access = hub.command('room-access').description('权限: which login of the database may read which rooms');
  withDatabase(access.command('grant'))
    .description('let a login read a region or a school')
    .requiredOption('--role <name>', 'the login, a role of the database')
    .option('--region <digits>', 'first 2, 4 or 6 digits of the administrative code: province, city, county')
    .option('--school <code>', 'or one school, by its 10 digits (学校标识码)')
    .option('--aggregates', 'only medians and counts, no lessons and no devices')
    .action((options: HubAccessOptions) => hubAccessGrant(options));
  withDatabase(access.command('revoke'))
    .description('take it away again')
    .requiredOption('--role <name>', 'the login')
    .option('--region <digits>', 'this region (default: all that it may read)')
    .option('--school <code>', 'or this school')
    .action((options: HubAccessOptions) => hubAccessRevoke(options));
  withDatabase(access.command('list'))
    .description('print who may read what')
    .option('--json', 'print one JSON document instead of text')
    .action((options: HubAccessOptions & { json?: boolean }) => hubAccessList(options));

  const withRooms = (command: Command) =>
    withBroker(command)
      .option('--room <region/school/room>', 'this room; may be given again', gathered)
      .option('--rooms <file>', 'the rooms of a file, one in each line')
      .option('--seconds <number>', 'how long a room may take to answer', numberBetween(0, 3600), 10)
      .option('--json', 'print one JSON document instead of text');
  withRooms(hub.command('wish <kind> <file>'))
    .description(
      '下发: what rooms are to have: config, models, timetable, rules or resources; kept for rooms that are away',
    )
    .requiredOption('--number <version>', 'higher than the last one of this kind', numberBetween(1, 2_000_000_000))
    .action((kind: string, file: string, options: HubVoiceOptions & { number: number }) =>
      hubWish(kind, file, options),
    );
  withRooms(hub.command('ask <command>'))
    .description('指令: ask rooms for something once: ping, report-state, identify, resend-lesson or restart')
    .option('--lesson <id>', 'which lesson is to be sent again')
    .action((command: string, options: HubVoiceOptions & { lesson?: string }) => hubAsk(command, options));
  hub
    .command('broker-rules')
    .description('权限规则: print Mosquitto’s acl_file: what each room, and the hub, may tell and hear')
    .option('--user <name>', 'common name of a certificate of the hub’s; may be given again', gathered, [])
    .action((options: { user: string[] }) => hubBrokerRules(options));

  addHubEstCommands(hub);

  withBroker(hub.command('simulate'))
    .description('模拟: rooms that do not exist tell a broker of school days, for trying a hub out; never a real one')
    .option('--rooms <number>', 'how many', numberBetween(1, 1_000_000), 100)
    .option('--from <time>', 'where the school’s time begins (ISO 8601; default: now)')
    .option('--minutes <number>', 'for so long in the school’s time', numberBetween(1, 1_000_000), 60)
    .option(
      '--speed <number>',
      'minutes of school a minute; 0: as fast as the broker takes it',
      numberBetween(0, 1e6),
      1,
    )
    .option('--connections <number>', 'over so many connections', numberBetween(1, 1000), 4)
    .option('--seed <number>', 'the same number, the same days', numberBetween(0, 1e9), 1)
    .action((options: HubSimulateOptions) => hubSimulate(options));
}

const gathered = (one: string, before: string[] | undefined): string[] => [...(before ?? []), one];
