import { type Browser, chromium, type Page } from 'playwright-core';

/** The browser of the tests; `CHROMIUM` names another one than Debian's. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
}

/**
 * What a page writes that it must never write, errors and warnings; grows as the page goes on.
 * @param isExpected whether the browser's own line about an address is expected, such as one about a 404 that is meant
 */
export function faultsOf(page: Page, isExpected: (url: string) => boolean = () => false): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isExpected(message.location().url))
      faults.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => faults.push(error.message));
  return faults;
}
