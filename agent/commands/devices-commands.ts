import type { Command } from 'commander';
import { type DevicesOptions, devicesHelp, listDevices, listMaps, listPanels } from './devices.ts';
import { type SimulateOptions, simulateDevices } from './devices-simulate.ts';
import { numberBetween } from './number-between.ts';
import { stopSignal } from './stop-signal.ts';

/** Adds `lectern devices …`. */
export function addDevicesCommands(program: Command): void {
  const devices = program
    .command('devices')
    .description('设备: the serial ports of this machine, what hangs on them and how to bind it')
    .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
    .option('--port <number>', 'port of the running agent’s screen (default: as configured)', numberBetween(1, 65535))
    .option('--probe', 'ask what hangs on the ports that are not configured')
    .option('--json', 'print one JSON document instead of text')
    .addHelpText('after', devicesHelp)
    .action((options: DevicesOptions) => listDevices(options, stopSignal()));

  devices
    .command('maps')
    .description('list the sensors whose registers are known')
    .option('--maps <file>', 'with register maps of your own')
    .action(({ maps }: { maps?: string }) => listMaps(maps));

  devices
    .command('panels')
    .description('list the panels and projectors whose commands on a serial line are known')
    .option('--commands <file>', 'with command sets of your own')
    .action(({ commands }: { commands?: string }) => listPanels(commands));

  devices
    .command('simulate')
    .description('simulate one device of each kind on a port of its own, to try out or develop against; needs socat')
    .option('--folder <folder>', 'links to the ports are put there', '/tmp/lectern-devices')
    .action((options: SimulateOptions) => simulateDevices(options, stopSignal()));
}
