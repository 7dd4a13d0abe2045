import type { BrowserContextOptions, Page } from 'playwright-core';
import type { LessonReport } from '../agent/indicators/indicator.ts';
import type { SignedIn } from '../agent/screen/access/who.ts';
import { faultsOf } from './chromium.ts';
import { PageBrowser } from './page-browser.ts';
import { type KeptHow, ReviewedLessons } from './reviewed-lessons.ts';

const TEACHER: SignedIn = { kind: 'teacher', owner: 'T1' };

/** A teacher's lessons in a browser: one browser for a file of tests, lessons and a page of their own for each of them. */
export class ReportPage extends PageBrowser {
  kept!: ReviewedLessons;
  page!: Page;
  faults: string[] = [];

  async begin(options: BrowserContextOptions = {}): Promise<void> {
    this.kept = new ReviewedLessons(this.pageDir);
    await this.kept.screen.start();
    await this.renew(options);
  }

  /** Another context, as cold as a browser that was just started. */
  async renew(options: BrowserContextOptions = {}): Promise<void> {
    await this.page?.context().close();
    const context = await this.browser.newContext({
      viewport: { width: 1920, height: 1080 },
      locale: 'zh-CN',
      ...options,
    });
    await context.addCookies([this.kept.access.browserCookie(TEACHER)]);
    this.page = await context.newPage();
    this.faults = faultsOf(this.page);
  }

  async end(): Promise<void> {
    await this.page.context().close();
    await this.kept.screen.stop();
    this.kept.close();
  }

  /** Keeps a lesson of the teacher's. */
  keep(report: LessonReport, how?: KeptHow): void {
    const { lesson } = report;
    const labels = { ...lesson.labels, teacherId: 'T1' };
    this.kept.keep({ ...report, lesson: { ...lesson, labels } }, how);
  }

  /** @param hash which page, such as `/lessons/ID` */
  async open(hash: string, language: 'zh' | 'en' = 'zh'): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.goto(`${this.kept.screen.address}/?lang=${language}#${hash}`);
  }

  readonly button = (name: string | RegExp) => this.page.getByRole('button', { name, exact: true });
  readonly readout = (): Promise<string | null> => this.page.locator('.readout').textContent();
}
