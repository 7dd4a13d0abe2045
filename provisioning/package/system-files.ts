import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import packageJson from '../../package.json' with { type: 'json' };
import { filled } from './control-files.ts';
import { type PackagedFile, PROGRAM } from './packaged-file.ts';

export interface SystemFacts {
  version: string;
  /** Seconds since 1970, of the commit. */
  epochS: number;
  commit: string;
  /** The copyright file. */
  copyright: string;
}

/** Where the files of `systemd/` are looked for on a machine. */
const UNITS: Record<string, string> = {
  'lectern.service': 'usr/lib/systemd/system/lectern.service',
  'lectern-kiosk.service': 'usr/lib/systemd/system/lectern-kiosk.service',
  'apt-daily-upgrade.service.conf': 'usr/lib/systemd/system/apt-daily-upgrade.service.d/lectern.conf',
  'apt-daily-upgrade.timer.conf': 'usr/lib/systemd/system/apt-daily-upgrade.timer.d/lectern.conf',
  'lectern.sysusers.conf': 'usr/lib/sysusers.d/lectern.conf',
  'lectern.tmpfiles.conf': 'usr/lib/tmpfiles.d/lectern.conf',
  '70-lectern.rules': 'usr/lib/udev/rules.d/70-lectern.rules',
  'apt-origins.conf': 'etc/apt/apt.conf.d/52lectern',
  'README.md': 'usr/share/doc/lectern/README.md',
};

/** Of `docs/`: what whoever looks after a room's machine reads. */
const DOCUMENTS = ['configuration.md', 'devices', 'guide.md', 'install.md', 'panel.png', 'security.md', 'set-up.png'];
/** What is loaded into the board with button and lamp. */
const FIRMWARE = 'device/board/firmware/lectern-board';

/** What lies outside of the program's folder: units, rules, launcher, documentation. */
export function systemFiles(repository: string, { version, epochS, commit, copyright }: SystemFacts): PackagedFile[] {
  const date = new Date(epochS * 1000);
  const text = (path: string, content: string | Uint8Array): PackagedFile => ({
    path,
    source: { content },
    mode: 0o644,
  });
  const changelog = `lectern (${version}) stable; urgency=medium\n\n  * Built of commit ${commit}.\n\n -- Lectern <lectern@lectern.invalid>  ${date.toUTCString().replace('GMT', '+0000')}\n`;
  const { name, description, license, type } = packageJson;
  return [
    ...Object.entries(UNITS).map(([unit, path]) => text(path, readFileSync(join(repository, 'systemd', unit)))),
    { ...text('usr/bin/lectern', filled('lectern-launcher', {})), mode: 0o755 },
    text('etc/default/lectern', filled('default', {})),
    text(`${PROGRAM}/package.json`, `${JSON.stringify({ name, version, description, license, type }, null, 2)}\n`),
    ...DOCUMENTS.flatMap((name) => filesUnder(join(repository, 'docs', name), `usr/share/doc/lectern/${name}`)),
    ...filesUnder(join(repository, FIRMWARE), 'usr/share/doc/lectern/firmware/lectern-board'),
    text('usr/share/doc/lectern/copyright', copyright),
    text('usr/share/doc/lectern/changelog.gz', gzip(changelog)),
    text('usr/share/man/man1/lectern.1.gz', gzip(manPage(repository, version, date))),
    text('usr/share/lintian/overrides/lectern', filled('lintian-overrides', {})),
  ];
}

/** A file, or every file of a folder. */
function filesUnder(source: string, path: string): PackagedFile[] {
  if (!statSync(source).isDirectory()) return [{ path, source: { content: readFileSync(source) }, mode: 0o644 }];
  return readdirSync(source)
    .sort()
    .flatMap((name) => filesUnder(join(source, name), `${path}/${name}`));
}

/** Without a time or a name in it: the same text gives the same bytes. */
const gzip = (content: string) => gzipSync(content, { level: 9 });

function manPage(repository: string, version: string, date: Date): string {
  const help = execFileSync(process.execPath, [join(repository, 'agent/cli.ts'), '--help'], { encoding: 'utf8' });
  const [, commands = '', exit = ''] = /Commands:\n(.*)\n\n(Exit codes:.*)$/s.exec(help) ?? [];
  const asIs = (lines: string) =>
    `.nf\n${lines.trimEnd().replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^\./gm, '\\&.')}\n.fi`;
  return filled('lectern.1', {
    DATE: date.toISOString().slice(0, 10),
    VERSION: version,
    COMMANDS: asIs(commands),
    EXIT: asIs(
      exit
        .replaceAll(' · ', '\n')
        .replace(/^Exit codes: /, '')
        .replace(/^ +/gm, ''),
    ),
  });
}

/** The units that the package installs, by their file in `systemd/`. */
export const installedUnits = Object.keys(UNITS);

/** Every file of `systemd/` that somebody must install. */
export const unitSources = (repository: string) =>
  readdirSync(join(repository, 'systemd'), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md' && !entry.name.endsWith('.test.ts'))
    .map(({ name }) => name);
