import { fetchText, until } from './tried-agent.ts';
import type { TriedMachine } from './tried-machine.ts';
import type { TryTable } from './try-table.ts';

/** Upgrade, downgrade across a change of the database, and a change of a conffile: data is in place each time. */
export async function tryDataKept(machine: TriedMachine, table: TryTable): Promise<void> {
  const note = (what: string, isGood: boolean, detail = '') => table.note(machine.suite, what, isGood, detail);
  const isReady = () => machine.run(fetchText('/api/state')).status === 0;
  const day = machine.run('TZ=Asia/Shanghai date +%F').stdout.trim();
  const lessons = () =>
    machine.run(`lectern export --from ${day} --to ${day} --format json | grep -c lessonId`).stdout.trim();
  const before = lessons();
  const change = async (version: string) => {
    const pid = machine.run('systemctl show lectern -P MainPID').stdout;
    const { status, stderr } = machine.run(
      `apt-get install -y -qq --no-install-recommends --allow-downgrades -o Dpkg::Options::=--force-confold lectern=${version}`,
    );
    await until(isReady);
    const isNew = machine.run('systemctl show lectern -P MainPID').stdout !== pid;
    const isSame = lessons() === before && before === '1';
    const detail = status === 0 ? `lessons: ${lessons()}` : stderr;
    return {
      isGood: status === 0 && isNew && isSame && machine.run('lectern --version').stdout.trim() === version,
      detail,
    };
  };
  machine.run('echo "# mine" >> /etc/default/lectern');
  const up = await change('0.2.0');
  note('upgrade: the agent is the new one, the lesson is there', up.isGood, up.detail);
  note(
    '… and a conffile that was changed stays as it is',
    machine.run('grep -q mine /etc/default/lectern').status === 0,
  );
  const down = await change('0.1.0');
  note('downgrade: the same', down.isGood, down.detail);

  // As if a newer Lectern had changed the tables.
  const ofDatabase = (what: string) =>
    `/usr/lib/lectern/node/bin/node -e "const D = require('/usr/lib/lectern/node_modules/better-sqlite3'); const d = new D('/var/lib/lectern/lectern.db'); ${what}; d.close()"`;
  const schema = machine.run(ofDatabase("console.log(d.pragma('user_version', { simple: true }))")).stdout.trim();
  const setSchema = (number: string) => {
    machine.run(`systemctl stop lectern; ${ofDatabase(`d.pragma('user_version = ${number}')`)}`);
    machine.run('chown lectern:lectern /var/lib/lectern/lectern.db*; systemctl start lectern');
  };
  setSchema('999');
  await until(isReady);
  const state = machine.run(fetchText('/api/state')).stdout;
  note('a database of a newer Lectern is refused, and said so', /newer Lectern/.test(state), state);
  setSchema(schema);
  await until(isReady);
  note('… and nothing of it was lost', lessons() === before, lessons());
}
