import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fault, shows } from '../test/faults/fault.ts';

const units = import.meta.dirname;
const root = mkdtempSync(join(tmpdir(), 'lectern-units-'));
const folder = join(root, 'usr/lib/systemd/system');

beforeAll(() => {
  // Of a machine what the units name; the targets are systemd's own.
  cpSync('/usr/lib/systemd/system', folder, { recursive: true, dereference: false });
  for (const name of ['lectern.service', 'lectern-kiosk.service']) cpSync(join(units, name), join(folder, name));
  for (const name of ['service', 'timer']) {
    mkdirSync(join(folder, `apt-daily-upgrade.${name}.d`), { recursive: true });
    cpSync(join(units, `apt-daily-upgrade.${name}.conf`), join(folder, `apt-daily-upgrade.${name}.d/lectern.conf`));
  }
  for (const program of [
    'usr/bin/lectern',
    'usr/bin/env',
    'usr/bin/kill',
    'usr/lib/lectern/systemd/scripts/no-lesson',
  ]) {
    mkdirSync(join(root, program, '..'), { recursive: true });
    writeFileSync(join(root, program), '#!/bin/sh\n', { mode: 0o755 });
  }
  mkdirSync(join(root, 'usr/share/doc/lectern'), { recursive: true });
  writeFileSync(join(root, 'usr/share/doc/lectern/README.md'), '');
});
afterAll(() => rmSync(root, { recursive: true }));

it.each(['lectern.service', 'lectern-kiosk.service'])('systemd has nothing to say against %s', (name) => {
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', `--root=${root}`, name], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it('the agent’s service is hardly exposed', () => {
  const args = ['security', '--offline=true', '--threshold=15', '--no-pager', join(units, 'lectern.service')];
  const { status, stdout } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  expect(stdout).toMatch(/Overall exposure level for lectern\.service: 1\.[0-5] OK/);
  expect(status).toBe(0);
});

const browserEnds: Fault = {
  part: 'screen',
  kind: 'killed',
  fault: 'its browser ends',
  seen: 'the screen is dark for some seconds',
  lost: 'nothing',
  recovers: 'systemd starts it again, as often as it ends',
};
it('the screen’s browser is started again for ever', shows(browserEnds), () => {
  const text = readFileSync(join(units, 'lectern-kiosk.service'), 'utf8');
  expect(text).toMatch(/^Restart=always$/m);
  // systemd gives up a service that it starts five times in ten seconds.
  expect(Number(/^RestartSec=(\d+)$/m.exec(text)?.[1])).toBeGreaterThan(2);
});

it('V8 may compile, and nothing that may never come is waited for', () => {
  const text = readFileSync(join(units, 'lectern.service'), 'utf8');
  expect(text).not.toMatch(/^MemoryDenyWriteExecute/m);
  expect(text).not.toMatch(/^(After|Wants|Requires)=.*(network-online|time-sync)\.target/m);
  expect(text).toMatch(/^StartLimitIntervalSec=0$/m);
});

it('memory with pictures and sound in it never goes to the disk: no core dump, no swap', () => {
  const text = readFileSync(join(units, 'lectern.service'), 'utf8');
  for (const line of ['LimitCORE=0', 'MemorySwapMax=0']) expect(text).toMatch(new RegExp(`^${line}$`, 'm'));
});

it('udev’s rules name devices by port and by number, after what they are was found out', () => {
  const rules = readFileSync(join(units, '70-lectern.rules'), 'utf8');
  const lines = rules.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const term = String.raw`[A-Z]+(\{\w+\})?(==|=|\+=|!=)"[^"]*"`;
  for (const line of lines) expect(line).toMatch(new RegExp(`^${term}(, ${term})*$`));
  expect(rules.match(/SYMLINK\+="lectern\//g)).toHaveLength(4);
});

it.each(['no-lesson'])('%s is a sound shell script', (name) => {
  const { status, stdout } = spawnSync('shellcheck', [join(units, 'scripts', name)], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
