import type { Command } from 'commander';
import {
  type CamerasDiscoverOptions,
  type CamerasShowOptions,
  camerasDiscover,
  camerasHelp,
  camerasShow,
} from './cameras.ts';
import { numberBetween } from './number-between.ts';
import { stopSignal } from './stop-signal.ts';

/** Adds `lectern cameras …`. */
export function addCamerasCommands(program: Command): void {
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
}
