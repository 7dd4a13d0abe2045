import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { DeviceFault } from '../../device/device-fault.ts';
import { type DeviceSettings, deviceSettingsSchema } from '../../device/device-settings.ts';
import { type FoundPort, listPorts } from '../../device/discovery/port-list.ts';
import { recognise } from '../../device/discovery/recognise.ts';
import { loadRegisterMaps } from '../../device/environment/maps/read-register-maps.ts';
import type { RegisterMap } from '../../device/environment/maps/register-map.ts';
import { HotPlug } from '../../device/line/hot-plug.ts';
import { portPath } from '../../device/line/port-path.ts';
import { makeDriver } from '../../device/make-driver.ts';
import { loadCommandSets } from '../../device/panel/commands/read-command-sets.ts';
import { type Config, configText, parseConfig } from '../config/config.ts';
import type { DeviceStatus } from '../lesson/room-state.ts';
import { RoomClient } from './room-client.ts';
import { AgentUnreachableError } from './room-client-error.ts';
import { deviceLines } from './room-words.ts';
import { textTable } from './text-table.ts';

export interface DevicesOptions {
  config: string;
  /** Of the screen of the agent that runs. */
  port?: number;
  /** Ask what hangs on ports that nobody uses. */
  probe?: boolean;
  json?: boolean;
}

export const devicesHelp = `
Without --probe nothing is written to any port. With it, ports that the configuration does not name are asked as a button board, a
VISCA camera and each known sensor would be: only questions, but a device of another kind may not understand them.

Settings of each kind: docs/devices/ (installed: /usr/share/doc/lectern/devices/).`;

/** A board begins anew when its port is opened, and needs two seconds. */
const PROBE_PATIENCE_MS = 3_500;

/** A port and what is known of it. */
interface ListedPort extends FoundPort {
  /** By this name it is in the configuration. */
  usedBy: string | null;
  recognised: DeviceSettings | null;
  identity: string | null;
  /** Why it could not be asked. */
  trouble: string | null;
}

/** `lectern devices`: the serial ports, what was recognised on them, how to bind it, and how the room's devices are. */
export async function listDevices(options: DevicesOptions, signal: AbortSignal): Promise<void> {
  const config = configOf(options.config);
  const found = listPorts();
  const listed: ListedPort[] = [];
  for (const port of found) listed.push(await looked(port, config, options.probe === true, signal));
  const statuses = await statusesOf(options.port ?? config?.screen.port);
  if (options.json) {
    console.log(JSON.stringify({ ports: listed, devices: statuses }, null, 1));
    return;
  }
  console.log(portLines(listed).join('\n'));
  if (statuses) console.log(`\n${deviceLines(statuses).join('\n')}`);
  else if (config && Object.keys(config.devices).length > 0)
    console.log('\n程序没有运行，不知道设备的状态 the agent does not run, so nobody knows how its devices are');
  const free = listed.filter(({ usedBy }) => usedBy === null);
  if (free.length > 0) console.log(`\n${bindingLines(free, options.probe === true).join('\n')}`);
}

/** `lectern devices maps`: the sensors whose registers are known. */
export function listMaps(file: string | undefined): void {
  const rows = [...loadRegisterMaps(file)].map(([model, { name, registers }]) => [
    model,
    name,
    registers.map(({ quantity }) => quantity).join(' '),
  ]);
  console.log(textTable(['model', '名称 name', '测量 measures'], rows));
}

/** `lectern devices panels`: the panels and projectors whose commands on a serial line are known. */
export function listPanels(file: string | undefined): void {
  const rows = [...loadCommandSets(file)].map(([model, { name, sources }]) => [
    model,
    name,
    Object.keys(sources).join(' '),
  ]);
  console.log(textTable(['model', '名称 name', '信号源 sources'], rows));
}

/** null where there is none, or none that this user may read: ports can be listed without. */
function configOf(file: string): Config | null {
  if (!existsSync(file)) return null;
  try {
    return parseConfig(configText(file), file);
  } catch (error) {
    console.error(`lectern: 注意 note: ${(error as Error).message}`);
    return null;
  }
}

async function statusesOf(port = 8080): Promise<DeviceStatus[] | null> {
  try {
    return (await new RoomClient(port).state()).devices ?? [];
  } catch (error) {
    if (error instanceof AgentUnreachableError) return null;
    throw error;
  }
}

async function looked(
  port: FoundPort,
  config: Config | null,
  isProbed: boolean,
  signal: AbortSignal,
): Promise<ListedPort> {
  const usedBy = userOf(port, config);
  const listed: ListedPort = { ...port, usedBy, recognised: null, identity: null, trouble: null };
  if (usedBy !== null || !isProbed) return listed;
  console.error(`正在询问 asking ${port.port} …`);
  try {
    const options = { make: makeDriver, hotPlug: new HotPlug(), patienceMs: PROBE_PATIENCE_MS };
    const answered = await recognise(candidatesOn(port.port), options, signal);
    return { ...listed, recognised: answered?.settings ?? null, identity: answered?.identity ?? null };
  } catch (error) {
    if (error instanceof DeviceFault) return { ...listed, trouble: error.message };
    throw error;
  }
}

/** The name of the device that the configuration has on a port, by whatever name it calls the port. */
function userOf({ node, names }: FoundPort, config: Config | null): string | null {
  for (const [name, settings] of Object.entries(config?.devices ?? {})) {
    const path = settings.port !== undefined && !settings.port.startsWith('tcp://') ? portPath(settings.port) : null;
    if (path !== null && (basename(path) === node || names.includes(settings.port!))) return name;
  }
  return null;
}

/** What a port is asked as, the commonest first. */
export function candidatesOn(port: string): DeviceSettings[] {
  // A device refuses registers that it has not: the map that reaches furthest is asked for first.
  const furthest = ([, { registers }]: [string, RegisterMap]) => Math.max(...registers.map(({ address }) => address));
  const models = [...loadRegisterMaps()].sort((a, b) => furthest(b) - furthest(a)).map(([model]) => model);
  const sensors = models.flatMap((model) =>
    [9600, 4800].map((baud) => ({ kind: 'environment', port, baud, sensors: [{ model, address: 1 }], everyS: 1 })),
  );
  return [{ kind: 'board', port }, { kind: 'ptz', port }, ...sensors].map((each) => deviceSettingsSchema.parse(each));
}

function portLines(ports: readonly ListedPort[]): string[] {
  if (ports.length === 0)
    return [
      '没有找到串口 no serial port was found',
      '  插上 USB 转串口线后再试；网络设备（PJLink、VISCA over IP）直接写入配置',
      '  Plug in an adapter and try again; devices in the network (PJLink, VISCA over IP) go straight into the configuration.',
    ];
  const rows = ports.map(({ port, node, adapter, isStable, usedBy, recognised, identity, trouble }) => [
    port,
    node,
    adapter,
    usedBy ?? (recognised ? [recognised.kind, identity].filter((part) => part).join(' ') : '—'),
    trouble ?? (isStable ? '' : '换插口后名称会变 its name changes when it is plugged in anew'),
  ]);
  return [textTable(['端口 port', '节点 node', '适配器 adapter', '用作 used as', ''], rows)];
}

/** Lines to copy for what was recognised, and examples for what was not. */
function bindingLines(free: readonly ListedPort[], isProbed: boolean): string[] {
  const known = free.filter(({ recognised }) => recognised !== null);
  const lines = known.map(({ recognised }, i) => bindLine(`${recognised!.kind}-${i + 1}`, recognised!));
  if (known.length > 0) lines.unshift('绑定 to bind what was recognised:');
  const [other] = free.filter(({ recognised, trouble }) => recognised === null && trouble === null);
  if (!other) return lines;
  if (!isProbed) return [...lines, '识别设备 to have them recognised: sudo lectern devices --probe'];
  return [
    ...lines,
    `没有识别的端口可以手动绑定，例如 a port on which nothing was recognised can be bound by hand, for example:`,
    bindLine('air', { kind: 'environment', port: other.port, sensors: [{ model: 'xy-md02', address: 1 }] }),
    bindLine('panel', { kind: 'panel', port: other.port, model: '…' }),
  ];
}

/** Only what is not usual anyhow. */
function bindLine(name: string, settings: object): string {
  const { kind, port, baud, sensors, model } = settings as Record<string, unknown>;
  const usual = kind === 'board' ? 115_200 : 9600;
  const told = {
    kind,
    port,
    ...(baud !== undefined && baud !== usual && { baud }),
    ...(sensors !== undefined && { sensors }),
    ...(model !== undefined && { model }),
  };
  return `  sudo lectern config set devices.${name} '${JSON.stringify(told)}'`;
}
