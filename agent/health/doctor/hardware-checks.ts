import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temperatures } from '../machine-figures.ts';
import { type Check, fail, ok, warn } from './check.ts';

const LEAST_CORES = 2;
const GIB = 1024 ** 3;
/** The agent with two cameras and a microphone takes some 1.5 GiB, the desktop with the browser about as much. */
const LEAST_MEMORY_BYTES = 1.8 * GIB;
const ENOUGH_MEMORY_BYTES = 3.6 * GIB;
/** Above this a processor of a mini-PC slows itself down soon. */
const WARM_CELSIUS = 85;
const HOT_CELSIUS = 95;
/** The two clocks are read one after the other, and the hardware's knows whole seconds. */
const MOST_RTC_DIFFERENCE_S = 5;

/**
 * Cores, and whether the processor calculates with many numbers at once: without that the models are several times slower.
 * @param file `/proc/cpuinfo`
 */
export function processorCheck(cores: number, arch: string, file = '/proc/cpuinfo'): Check {
  return {
    id: 'processor',
    zh: '处理器',
    en: 'processor',
    examine: async () => {
      const text = await readFile(file, 'utf8');
      const name = /^model name\s*:\s*(.+)$/m.exec(text)?.[1]?.trim() ?? arch;
      const flags = new Set((/^(?:flags|Features)\s*:\s*(.+)$/m.exec(text)?.[1] ?? '').split(/\s+/));
      const known = ['avx512f', 'avx2', 'avx', 'asimd'].find((flag) => flags.has(flag));
      const detail = `${name}, ${cores} cores, ${known ?? 'no AVX'}`;
      if (arch !== 'x64' && arch !== 'arm64')
        return fail(
          detail,
          '不支持这种处理器；请用 64 位 Intel/AMD 或 ARM',
          'is not supported; use a 64-bit Intel, AMD or ARM',
        );
      if (cores < LEAST_CORES)
        return warn(
          detail,
          '只有一个核心，只能带一路摄像机；请换双核以上的机器',
          'one core serves one camera at best; use a machine with two or more',
        );
      if (known === undefined || known === 'avx')
        return warn(
          detail,
          '没有 AVX2，模型会慢几倍；虚拟机请把处理器类型设为 host，否则请换机器',
          'has no AVX2, so models are several times slower; in a virtual machine choose the processor type “host”, else use another machine',
        );
      return ok(detail);
    },
  };
}

/** @param bytes main memory of the machine */
export function memoryCheck(bytes: number): Check {
  return {
    id: 'memory',
    zh: '内存',
    en: 'memory',
    examine: async () => {
      const detail = `${(bytes / GIB).toFixed(1)} GiB`;
      if (bytes >= ENOUGH_MEMORY_BYTES) return ok(detail);
      const zh = '内存偏少；建议 4 GiB 以上，在此之前请少接一路摄像机';
      const en = 'is little; 4 GiB or more are better, until then use one camera less';
      return bytes < LEAST_MEMORY_BYTES ? fail(detail, zh, en) : warn(detail, zh, en);
    },
  };
}

/** @param folder `/sys/class/thermal` */
export function temperatureCheck(folder = '/sys/class/thermal'): Check {
  return {
    id: 'temperature',
    zh: '温度',
    en: 'temperature',
    examine: async () => {
      const zones = [...(await temperatures(folder))].sort(([, a], [, b]) => b - a);
      const [hottest] = zones;
      if (!hottest) return ok('this machine does not tell');
      const [zone, celsius] = hottest;
      const detail = `${zone} ${celsius.toFixed(0)} °C`;
      if (celsius < WARM_CELSIUS) return ok(detail);
      const zh = '过热，会自动降速；请清灰，确认风扇转动、四周通风';
      const en = 'is hot and will slow down; clean it, see that the fan turns and air can pass';
      return celsius >= HOT_CELSIUS ? fail(detail, zh, en) : warn(detail, zh, en);
    },
  };
}

/**
 * Whether the machine has a clock of its own that goes on without power: without one, and without a network, it wakes in the
 * wrong year.
 * @param folder `/sys/class/rtc`
 */
export function hardwareClockCheck(wallMs: () => number, folder = '/sys/class/rtc'): Check {
  return {
    id: 'hardware-clock',
    zh: '硬件时钟',
    en: 'hardware clock',
    examine: async () => {
      const [clock] = (await readdir(folder).catch(() => [])).sort();
      if (clock === undefined)
        return warn(
          'none',
          '没有硬件时钟：断电后须联网才知道时间；请确保能访问时间服务器，或加装 RTC 模块',
          'none: after a power cut it knows the time only from the network; make sure it reaches a time server, or add an RTC module',
        );
      const seconds = Number(await readFile(join(folder, clock, 'since_epoch'), 'utf8').catch(() => Number.NaN));
      if (!Number.isFinite(seconds)) return ok(`${clock}: does not tell`);
      const differenceS = Math.round(seconds - wallMs() / 1000);
      if (Math.abs(differenceS) <= MOST_RTC_DIFFERENCE_S) return ok(`${clock}: right`);
      return warn(
        `${clock}: ${differenceS} s from the system’s clock`,
        '硬件时钟不准：请运行 sudo hwclock --systohc；若再次出现，请更换主板电池',
        'is wrong: run sudo hwclock --systohc; if that happens again, replace the board’s battery',
      );
    },
  };
}
