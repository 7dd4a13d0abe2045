import { setTimeout as delay } from 'node:timers/promises';
import { tryDataKept } from './data-kept.ts';
import { tryLesson } from './sandboxed-lesson.ts';
import { fetchText, parsed, statusOf, until } from './tried-agent.ts';
import type { TriedMachine } from './tried-machine.ts';
import type { TryTable } from './try-table.ts';

/** The newest version of the repository. */
const NEWEST = '0.3.0';
/** Seconds: WatchdogSec, and as long again for the end and the pause. */
const WATCHDOG_TRIES = 150;

/** What a machine with systemd as process 1 goes through: the agent in the sandbox of its unit, updates, crashes, the package's end. */
export async function tryAsMachine(machine: TriedMachine, table: TryTable): Promise<void> {
  const { suite } = machine;
  const note = (what: string, isGood: boolean, detail = '') => table.note(suite, what, isGood, detail);
  const active = () => machine.run('systemctl is-active lectern').stdout.trim();

  note('the service starts by itself, in its sandbox', active() === 'active', statusOf(machine));
  const process = machine.run('cat /proc/$(systemctl show lectern -P MainPID)/status').stdout;
  const bound = /NoNewPrivs:\s*1[\s\S]*Seccomp:\s*2/.test(process) && /CapEff:\s*0000000000000000/.test(process);
  note('no privileges, no capabilities, seccomp filter', bound);
  const root = machine.run(
    'nsenter -t $(systemctl show lectern -P MainPID) -m touch /usr/lib/lectern/x /etc/x /root/x',
  );
  note('the system is read-only for it', /Read-only/.test(root.stderr), root.stderr.split('\n')[0]);
  const inService = 'nsenter -t $(systemctl show lectern -P MainPID) -m runuser -u lectern --';
  const written = machine.run(
    `${inService} touch /etc/lectern/.probe /var/lib/lectern/.probe && rm /etc/lectern/.probe /var/lib/lectern/.probe`,
  );
  note('but for its configuration and its data', written.status === 0, written.stderr);
  const code = machine.run('lectern setup-code').stdout;
  note('sudo lectern setup-code tells the code', /[A-Z0-9]{4}-[A-Z0-9]{4}/.test(code), code);
  const journal = machine.run('journalctl -u lectern -p warning -o cat --no-pager').stdout;
  note('journalctl -p warning has warnings only', journal.includes('"level":40') && !journal.includes('"level":30'));
  const fields = machine.run('journalctl -u lectern -o json -n 1 LECTERN_FORMAT=json --no-pager').stdout;
  note('the journal’s entries have their field', fields.includes('"LECTERN_FORMAT":"json"'));

  await tryLesson(machine, table);
  await tryCredentials(machine, table);
  await tryDataKept(machine, table);
  await tryCrashes(machine, table);
  await tryWatchdog(machine, table);
  await tryUnattended(machine, table);
  await tryEnd(machine, table);
}

/** systemd hands over what root has put down, and starts the agent also where there is no such folder. */
async function tryCredentials(machine: TriedMachine, table: TryTable): Promise<void> {
  machine.run('printf "user: it\\npassword: secret\\n" > /etc/credstore/lectern/door && systemctl restart lectern');
  const read = 'cat /run/credentials/lectern.service/lectern_door';
  const inService = machine.run(`nsenter -t $(systemctl show lectern -P MainPID) -m ${read}`);
  table.note(
    machine.suite,
    'a credential is handed over as lectern_NAME',
    inService.stdout.includes('secret'),
    inService.stderr,
  );
  machine.run('rm -r /etc/credstore/lectern && systemctl restart lectern');
  const { stdout } = machine.run('systemctl is-active lectern');
  table.note(
    machine.suite,
    'without the folder of credentials it starts too',
    stdout.trim() === 'active',
    statusOf(machine),
  );
  machine.run('systemd-tmpfiles --create lectern.conf');
}

/** An agent that ends again and again serves its page and says why; one that hangs is started again. */
async function tryCrashes(machine: TriedMachine, table: TryTable): Promise<void> {
  const { suite } = machine;
  const isReady = () => machine.run(`${fetchText('/api/state')}`).status === 0;
  for (let crash = 0; crash < 5; crash++) {
    await until(isReady);
    machine.run('systemctl kill -s KILL --kill-whom=main lectern');
    await delay(4_000);
  }
  await until(isReady);
  const { stdout } = machine.run(fetchText('/api/state'));
  const { problems = [] } = parsed<{ problems?: { code: string; message: string }[] }>(stdout, {});
  const safe = problems.find(({ code }) => code === 'AGENT_SAFE_MODE');
  table.note(suite, 'after five crashes: safe mode, the page says why', safe !== undefined, safe?.message ?? stdout);
  machine.run('systemctl restart lectern');
  await until(isReady);
  const after = machine.run(fetchText('/api/state')).stdout;
  table.note(suite, 'a restart by hand leaves safe mode', !after.includes('AGENT_SAFE_MODE'));
}

/** An agent that lives and does nothing is ended by the watchdog, and started again. */
async function tryWatchdog(machine: TriedMachine, table: TryTable): Promise<void> {
  const restarts = () => Number(machine.run('systemctl show lectern -P NRestarts').stdout);
  const before = restarts();
  machine.run('systemctl kill -s STOP --kill-whom=main lectern');
  await until(() => restarts() > before, WATCHDOG_TRIES);
  await until(() => machine.run(fetchText('/api/state')).status === 0);
  const said = machine.run('journalctl -u lectern --no-pager | grep -c "Watchdog timeout"').stdout.trim();
  table.note(
    machine.suite,
    'an agent that hangs is started again by the watchdog',
    restarts() > before && said === '1',
    said,
  );
}

/** What apt-daily-upgrade.service runs when no lesson is on. */
async function tryUnattended(machine: TriedMachine, table: TryTable): Promise<void> {
  const { stdout, stderr } = machine.run('unattended-upgrade -v');
  const version = machine.run('lectern --version').stdout.trim();
  await until(() => machine.run(fetchText('/api/state')).status === 0);
  const isActive = machine.run('systemctl is-active lectern').stdout.trim() === 'active';
  table.note(
    machine.suite,
    'unattended-upgrades takes it from the repository',
    version === NEWEST && isActive,
    stdout + stderr,
  );
}

/** Removed and purged, data stays until somebody says otherwise. */
async function tryEnd(machine: TriedMachine, table: TryTable): Promise<void> {
  const { suite } = machine;
  const note = (what: string, isGood: boolean, detail = '') => table.note(suite, what, isGood, detail);
  const data = () =>
    machine.run('test -s /var/lib/lectern/lectern.db && test -s /etc/lectern/lectern.yaml').status === 0;
  const removed = machine.run('apt-get remove -y -qq lectern');
  const left = machine.run('find /usr/lib/lectern /usr/bin/lectern 2>/dev/null').stdout;
  note(
    'apt remove: the program goes, data stays',
    removed.status === 0 && data() && left === '',
    removed.stderr || left,
  );
  note('… and /etc/default/lectern, a conffile, stays', machine.run('grep -q mine /etc/default/lectern').status === 0);
  const purged = machine.run('apt-get purge -y -qq lectern');
  note(
    'apt purge, nobody to ask: data stays, and it is said',
    purged.status === 0 && data() && /保留/.test(purged.stdout + purged.stderr),
    purged.stderr,
  );
  const again = machine.run('apt-get install -y -qq --no-install-recommends lectern');
  await until(() => machine.run(fetchText('/api/state')).status === 0);
  const state = machine.run(fetchText('/api/state')).stdout;
  note('installed anew it finds its room', again.status === 0 && !state.includes('ROOM_NOT_SET_UP'), state);
  const answered = 'echo "lectern lectern/purge-data boolean true" | debconf-set-selections';
  machine.run(`apt-get remove -y -qq lectern; ${answered}`);
  machine.run('apt-get purge -y -qq lectern', { DEBCONF_NONINTERACTIVE_SEEN: 'false' });
  const gone = machine.run('ls -d /var/lib/lectern /etc/lectern /etc/default/lectern /var/cache/lectern').stdout;
  note('purged with the answer yes nothing is left', gone === '', gone);
}
