import { parsed } from './tried-agent.ts';
import type { TriedMachine } from './tried-machine.ts';
import type { TryTable } from './try-table.ts';

const FIRST = '0.1.0';

/** What needs no systemd that runs: installation, the demo, the units as they are written. */
export function tryAsChroot(machine: TriedMachine, table: TryTable): void {
  const { suite } = machine;
  const note = (what: string, isGood: boolean, detail = '') => table.note(suite, what, isGood, detail);

  machine.run('cp /srv/repository/lectern.sources /etc/apt/sources.list.d/');
  const updated = machine.run('apt-get update -qq');
  note('apt takes the signed repository', updated.status === 0, updated.stderr);
  const startedMs = performance.now();
  const installed = machine.run(`apt-get install -y -qq --no-install-recommends lectern=${FIRST}`);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  const tells = /it\.html/.test(installed.stdout);
  note(
    'apt install, without systemd',
    installed.status === 0 && tells,
    installed.status === 0 ? `${seconds} s` : installed.stderr,
  );
  note('the page is named at the end', tells);
  const version = machine.run('lectern --version').stdout.trim();
  note('lectern --version', version === FIRST, version);
  const enabled = machine.run('test -L /etc/systemd/system/multi-user.target.wants/lectern.service');
  note('the service is enabled', enabled.status === 0);
  const modes = machine.run('stat -c "%n %a %U:%G" /etc/lectern /var/lib/lectern /etc/credstore/lectern').stdout;
  const expected =
    '/etc/lectern 2770 root:lectern\n/var/lib/lectern 750 lectern:lectern\n/etc/credstore/lectern 700 root:root\n';
  note('folders have their owners', modes === expected, modes);

  const doctor = machine.run('lectern doctor --json');
  const { checks = [] } = parsed<{ checks?: { id: string; state: string; detail: string }[] }>(doctor.stdout, {});
  const fails = checks.filter(({ state }) => state === 'fail').map(({ id }) => id);
  // Without a configuration and an agent there is something to do.
  note(
    'lectern doctor',
    checks.length > 5 && !fails.some((id) => /^(node|ff|models|data)/.test(id)),
    `to do: ${fails.join(' ')}`,
  );

  machine.run('useradd -m somebody');
  const demo = machine.run('su somebody -s /bin/sh -c "lectern demo --exit --json --port 0"');
  const result = parsed<{ indicators?: unknown[]; wallS?: number }>(demo.stdout, {});
  const words = `${result.indicators?.length ?? 0} figures in ${result.wallS?.toFixed(0)} s`;
  note('lectern demo --exit as a user, without a broker', demo.status === 0, demo.status === 0 ? words : demo.stderr);

  const units = 'lectern.service lectern-kiosk.service';
  const verified = machine.run(`cd /usr/lib/systemd/system && systemd-analyze verify --man=no ${units}`);
  note('systemd-analyze verify says nothing', verified.status === 0 && verified.stderr === '', verified.stderr);
  const security = machine.run('systemd-analyze security --offline=true --threshold=15 --no-pager lectern.service');
  const score = /Overall exposure level[^:]*: (\S+)/.exec(security.stdout)?.[1];
  note('systemd-analyze security is 1.5 or less', security.status === 0, score);
  if (machine.run('udevadm verify --help').status === 0) {
    const rules = machine.run('udevadm verify /usr/lib/udev/rules.d/70-lectern.rules');
    note('udevadm verify', rules.status === 0, rules.stderr || rules.stdout);
  } else note('udevadm verify: this Debian’s udev has none; see the newer one', true);
  // For what comes when systemd runs, where there is no network.
  const unattended = machine.run('apt-get install -y -qq --no-install-recommends unattended-upgrades');
  note('unattended-upgrades can be installed beside it', unattended.status === 0, unattended.stderr);
  const conffiles = machine.run('dpkg -s lectern').stdout;
  note('conffiles', conffiles.includes('/etc/default/lectern') && conffiles.includes('52lectern'));
}
