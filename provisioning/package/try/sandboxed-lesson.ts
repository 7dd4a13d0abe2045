import { setTimeout as delay } from 'node:timers/promises';
import { filmFolder, readFilmTruth, trueFigures } from '../../../agent/demo/lesson-film.ts';
import { catalogueEntry } from '../../../agent/indicators/catalogue.ts';
import { fetchText, parsed, setUp, statusOf, until } from './tried-agent.ts';
import type { TriedMachine } from './tried-machine.ts';
import type { TryTable } from './try-table.ts';

/** The film lasts 150 s, and begins again then. */
const LESSON_MS = 149_000;
const SLOT_MS = 30_000;
/** Its sources begin some seconds apart, and the first second of a loop may be in it twice. */
const TOLERANCE = 0.05;
/** Shares of the film's five slots of 30 s: a slot that begins a second later may be another's. */
const OF_FEW_SLOTS = /^st\./;

/** What the kernel says to whom it refuses something, as programs write it down. */
const DENIED = 'EPERM|EACCES|EROFS|not permitted|[Pp]ermission denied|Read-only';

interface Exported {
  lessons?: { durationS: number; figures: { id: string; value: number | null }[] }[];
}

/** A whole lesson within the sandbox of the unit, and updates that keep their hands off it. */
export async function tryLesson(machine: TriedMachine, table: TryTable): Promise<void> {
  const note = (what: string, isGood: boolean, detail = '') => table.note(machine.suite, what, isGood, detail);
  setUp(machine);
  await until(() => machine.run('lectern status').status === 0);
  const begun = machine.run('lectern lesson start --class 7-3 --subject French');
  note('a lesson begins', begun.status === 0, begun.stderr);
  const startedMs = performance.now();
  const locked = await until(() => machine.run('/usr/lib/lectern/systemd/scripts/no-lesson').status !== 0);
  note('the agent holds the lock', locked, machine.run('cat /run/lectern/lesson.lock').stdout);

  const pid = machine.run('systemctl show lectern -P MainPID').stdout;
  const upgraded = machine.run('apt-get install -y -qq --no-install-recommends lectern=0.2.0');
  const words = upgraded.stdout + upgraded.stderr;
  const told = /a lesson is on/.test(words) && /正在上课/.test(words);
  note('apt upgrade during a lesson is refused, and says why', upgraded.status !== 0 && told, words);
  const version = machine.run('lectern --version; dpkg -s lectern | grep ^Status').stdout;
  note('… the version before is installed whole', version === '0.1.0\nStatus: install ok installed\n', version);
  note('… and the lesson’s agent was not touched', machine.run('systemctl show lectern -P MainPID').stdout === pid);
  const skipped = machine.run('systemctl start apt-daily-upgrade.service; systemctl show apt-daily-upgrade -P Result');
  note('apt-daily-upgrade does not start', skipped.stdout.trim() === 'exec-condition', skipped.stdout);

  await delay(Math.max(0, LESSON_MS - (performance.now() - startedMs)));
  const status = machine.run(fetchText('/api/state')).stdout;
  const { sources = [] } = parsed<{ sources?: { name: string; state: string }[] }>(status, {});
  note(
    'three sources are seen and heard',
    sources.length === 3 && sources.every(({ state }) => state === 'live'),
    status,
  );
  machine.run('lectern lesson end');
  await until(() => machine.run('/usr/lib/lectern/systemd/scripts/no-lesson').status === 0);
  const day = machine.run('TZ=Asia/Shanghai date +%F').stdout.trim();
  const exported = machine.run(`lectern export --from ${day} --to ${day} --format json`);
  const figures = parsed<Exported>(exported.stdout, {}).lessons?.[0]?.figures ?? [];
  const compared = trueFigures(readFilmTruth(filmFolder), SLOT_MS).flatMap(({ id, value }) => {
    const measured = figures.find((figure) => figure.id === id)?.value;
    if (
      catalogueEntry(id).unit !== 'share' ||
      OF_FEW_SLOTS.test(id) ||
      typeof value !== 'number' ||
      typeof measured !== 'number'
    )
      return [];
    return [{ id, off: Math.abs(measured - value) }];
  });
  const worst = compared.sort((a, b) => b.off - a.off)[0];
  const result = `${compared.length} shares, at most ${worst?.off.toFixed(3)} off (${worst?.id})`;
  note(
    'the lesson’s shares are the film’s',
    compared.length > 3 && worst!.off <= TOLERANCE,
    compared.length > 0 ? result : exported.stderr,
  );
  const denied = machine.run(`journalctl -u lectern -o cat --no-pager | grep -E '${DENIED}'`).stdout;
  note('nothing was denied that it needed', denied === '', denied || statusOf(machine));
}
