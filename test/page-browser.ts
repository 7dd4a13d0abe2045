import type { Browser } from 'playwright-core';
import { type BuiltPage, buildPage } from './built-page.ts';
import { launchChromium } from './chromium.ts';

/** The built page and a browser, once for a file of tests. */
export class PageBrowser {
  #built: BuiltPage | undefined;
  #browser: Browser | undefined;

  async launch(): Promise<void> {
    this.#built = await buildPage();
    this.#browser = await launchChromium();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    this.#built?.remove();
  }

  protected get pageDir(): string {
    return this.#built!.folder;
  }

  protected get browser(): Browser {
    return this.#browser!;
  }
}
