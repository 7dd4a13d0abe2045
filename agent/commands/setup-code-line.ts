import type { Logger } from 'pino';
import type { Access } from '../screen/access/access.ts';

/** Logs the code that opens the IT area for the first time: whoever reads the machine's log is at its console. */
export function tellSetupCode(access: Access, screen: string | undefined, log: Logger): void {
  try {
    const setupCode = access.codeForSetUp();
    if (setupCode === undefined) return;
    log.info({ setupCode, page: `${screen}/it.html` }, 'school IT opens its area with this code');
  } catch (error) {
    log.warn(`no set-up code: ${(error as Error).message}`);
  }
}
