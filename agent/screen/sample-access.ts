import { systemClock } from '../lesson/clock.ts';
import { AccessLog } from '../store/access-log.ts';
import { AccountStore } from '../store/account-store.ts';
import { openInMemory } from '../store/database.ts';
import { SetupCode } from '../store/setup-code.ts';
import { Access } from './access/access.ts';
import type { SignedIn } from './access/who.ts';

/** Ways in for the tests of the screen, kept in memory. */
export class SampleAccess extends Access {
  readonly store: AccountStore;
  readonly log: AccessLog;

  constructor(folder = '/nonexistent', clock = systemClock) {
    const database = openInMemory();
    const [accounts, log] = [new AccountStore(database), new AccessLog(database)];
    super({ accounts, log, setupCode: new SetupCode(folder), clock });
    this.store = accounts;
    this.log = log;
  }

  /** The cookie of somebody who is signed in; by default whoever knows the room's PIN. */
  cookie(signedIn: SignedIn = { kind: 'teacher', owner: '' }): string {
    return `lectern=${this.sessions.begin(signedIn)}`;
  }

  /** The same for a browser on this machine. */
  browserCookie(signedIn: SignedIn = { kind: 'teacher', owner: '' }) {
    return {
      name: 'lectern',
      value: this.sessions.begin(signedIn),
      domain: '127.0.0.1',
      path: '/',
      sameSite: 'Strict' as const,
    };
  }
}
