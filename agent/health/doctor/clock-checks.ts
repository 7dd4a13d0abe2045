import { type Check, fail, ok, warn } from './check.ts';
import type { RunCommand } from './run-command.ts';

/** No device is older; an empty clock battery says 1970 or the year the board was made. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

/** Whether the wall clock can be right and is kept so. Lessons are found by it in the timetable. */
export function clockCheck(run: RunCommand, wallMs: () => number): Check {
  const command = 'sudo timedatectl set-ntp true';
  return {
    id: 'clock',
    zh: '时钟可信并自动校时',
    en: 'the clock can be right and is kept so',
    examine: async (signal) => {
      const nowMs = wallMs();
      const now = new Date(nowMs).toISOString().slice(0, 19);
      if (nowMs < EARLIEST_MS || nowMs > LATEST_MS)
        return fail(
          `${now}Z`,
          `时间不对；请校时：${command}，并检查主板电池`,
          `cannot be right; set it: ${command}, and check the board’s battery`,
        );
      const { status, stdout } = await run('timedatectl', ['show', '-p', 'NTPSynchronized'], signal);
      const synchronized = status === 0 ? /^NTPSynchronized=(yes|no)$/m.exec(stdout)?.[1] : undefined;
      if (synchronized === undefined)
        return warn(
          `${now}Z, not known whether synchronised`,
          '时间可信，但未见校时服务；请安装：sudo apt-get install systemd-timesyncd',
          'can be right, but nothing was found that keeps it so; install: sudo apt-get install systemd-timesyncd',
        );
      if (synchronized === 'yes') return ok(`${now}Z, synchronised`);
      return warn(
        `${now}Z, not synchronised`,
        `尚未与时间服务器同步；请运行：${command}，并确认网络允许 UDP 123`,
        `is not synchronised with a time server; run: ${command}, and check that the network lets UDP port 123 through`,
      );
    },
  };
}

/** @param timeZone of this machine: `Intl.DateTimeFormat().resolvedOptions().timeZone` */
export function timeZoneCheck(timeZone: string): Check {
  const command = 'sudo timedatectl set-timezone Asia/Shanghai';
  return {
    id: 'time-zone',
    zh: '时区',
    en: 'time zone',
    examine: async () =>
      // What a machine says that nobody has told where it is.
      /^(Etc\/)?(UTC|UCT|GMT|Universal|Zulu)$/.test(timeZone)
        ? warn(timeZone, `请设为学校所在时区：${command}`, `set the school’s: ${command}`)
        : ok(timeZone),
  };
}
