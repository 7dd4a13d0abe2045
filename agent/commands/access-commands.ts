import type { Command } from 'commander';
import { systemClock } from '../lesson/clock.ts';
import { teacherIdPattern } from '../lesson/timetable/timetable.ts';
import { Access } from '../screen/access/access.ts';
import { openStore } from '../store/agent-store.ts';
import { becomeOwnerOf } from './as-owner.ts';
import { configIfThere, dataFolderOf } from './data-folder.ts';
import { UsageError } from './exit-code.ts';

interface Place {
  config: string;
  data?: string;
}

/** Adds what school IT does at the machine itself about who gets in: `lectern setup-code` and `lectern pin …`. */
export function addAccessCommands(program: Command): void {
  const withData = (command: Command) =>
    command
      .option('-c, --config <file>', 'configuration (YAML)', '/etc/lectern/lectern.yaml')
      .option('--data <folder>', 'where the agent keeps its data (default: as configured)');

  withData(program.command('setup-code'))
    .description('print the code with which school IT opens its area on the screen for the first time')
    .option('--new', 'forget the password of the IT area and make a new code')
    .action(({ new: isNew, ...place }: Place & { new?: boolean }) =>
      withAccess(place, (access) => {
        if (isNew) access.resetIt('console');
        const code = access.codeForSetUp();
        console.log(code ?? '密码已设 a password is set; for a new code: lectern setup-code --new');
      }),
    );

  const pin = program.command('pin').description('give teachers their first PIN, or take it away');
  withData(pin.command('give'))
    .description('print a new number and PIN; its teacher chooses another at the first opening')
    .option('--teacher <pseudonym>', 'whose (default: the lessons of this room whose teacher is not known)', '')
    .action(({ teacher, ...place }: Place & { teacher: string }) =>
      withAccess(place, async (access) => {
        const { number, pin: given } = await access.givePin(checked(teacher), 'console');
        console.log(`编号 number ${String(number).padStart(2, '0')}\nPIN ${given}`);
      }),
    );
  withData(pin.command('remove'))
    .description('take a PIN away; the lessons stay')
    .option('--teacher <pseudonym>', 'whose (default: the lessons of this room whose teacher is not known)', '')
    .action(({ teacher, ...place }: Place & { teacher: string }) =>
      withAccess(place, (access) => {
        access.removePin(checked(teacher), 'console');
        console.log('已取消 removed');
      }),
    );
}

function checked(teacher: string): string {
  if (teacher === '' || teacherIdPattern.test(teacher)) return teacher;
  throw new UsageError(`${teacher}: is no pseudonym; it has letters and digits, with at least one digit`);
}

/** The agent may run meanwhile: it looks at the same database each time somebody signs in, and has to be able to write it. */
async function withAccess({ config, data }: Place, act: (access: Access) => void | Promise<void>): Promise<void> {
  const folder = dataFolderOf(data, configIfThere(config));
  becomeOwnerOf(folder);
  const { database, accounts, accessLog: log, setupCode } = openStore(folder);
  try {
    await act(new Access({ accounts, log, setupCode, clock: systemClock }));
  } finally {
    database.close();
  }
}
