import { type Check, fail, ok, warn } from './check.ts';
import type { RunCommand } from './run-command.ts';

const NODE_MAJOR = 24;
/** 4.4 is Debian 11's; older ones lack options that the argument lists use. */
const FFMPEG_LEAST = { major: 4, minor: 4 };

/** @param version `process.versions.node` */
export function nodeCheck(version: string): Check {
  return {
    id: 'node',
    zh: 'Node 版本',
    en: 'Node version',
    examine: async () =>
      Number(version.split('.')[0]) === NODE_MAJOR
        ? ok(version)
        : fail(
            version,
            `须为 Node ${NODE_MAJOR}；请用安装包自带的：sudo lectern doctor；仍不对时：sudo apt-get install --reinstall lectern`,
            `must be Node ${NODE_MAJOR}; use the one that was installed along: sudo lectern doctor; if that is another: sudo apt-get install --reinstall lectern`,
          ),
  };
}

/** ffmpeg decodes cameras and microphones, ffprobe looks what is in them. */
export function mediaProgramCheck(program: 'ffmpeg' | 'ffprobe', run: RunCommand): Check {
  const { major, minor } = FFMPEG_LEAST;
  return {
    id: program,
    zh: `${program} 已安装`,
    en: `${program} is installed`,
    examine: async (signal) => {
      const { missing, status, stdout } = await run(program, ['-version'], signal);
      const install = 'sudo apt-get install ffmpeg';
      if (missing) return fail('not found', `请安装：${install}`, `install it: ${install}`);
      const said = stdout.split('\n')[0]?.slice(0, 120) ?? '';
      const version = /^ff\w+ version (\S+)/.exec(said)?.[1];
      if (status !== 0 || !version)
        return fail(said || `ended with code ${status}`, `请重新安装：${install}`, `install it again: ${install}`);
      const [, foundMajor, foundMinor] = (/^n?(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
      if (foundMajor === undefined || foundMinor === undefined)
        return warn(
          version,
          `版本号无法识别，须不低于 ${major}.${minor}`,
          `the version is not a number; it must be ${major}.${minor} or newer`,
        );
      const isEnough = foundMajor > major || (foundMajor === major && foundMinor >= minor);
      if (isEnough) return ok(version);
      return fail(
        version,
        `版本过旧，须不低于 ${major}.${minor}；请升级系统后：${install}`,
        `is too old, ${major}.${minor} is needed; upgrade the system, then: ${install}`,
      );
    },
  };
}
