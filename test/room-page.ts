import type { Locator, Page } from 'playwright-core';
import type { LessonReport } from '../agent/indicators/indicator.ts';
import type { RoomState } from '../agent/lesson/room-state.ts';
import { SampleAccess } from '../agent/screen/sample-access.ts';
import { sourceOf } from '../agent/screen/sample-report.ts';
import { sampleReview } from '../agent/screen/sample-review.ts';
import { SampleRoom } from '../agent/screen/sample-room.ts';
import { ScreenServer } from '../agent/screen/server.ts';
import { faultsOf } from './chromium.ts';
import { PageBrowser } from './page-browser.ts';

/** The page of a room in a browser: one browser for a file of tests, a room and a page of its own for each of them. */
export class RoomPage extends PageBrowser {
  room!: SampleRoom;
  reports!: LessonReport[];
  access!: SampleAccess;
  page!: Page;
  screen!: ScreenServer;
  /** What the page wrote that it must never write: errors, warnings. */
  faults: string[] = [];

  async begin(reports: LessonReport[]): Promise<void> {
    this.room = new SampleRoom();
    this.reports = reports;
    this.access = new SampleAccess();
    await this.serve();
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
    this.page = await context.newPage();
    // The list may ask in the very moment in which a lesson locks it, and the browser writes a line about the refusal.
    this.faults = faultsOf(this.page, (url) => url.endsWith('/api/lessons'));
  }

  async end(): Promise<void> {
    await this.page.context().close();
    await this.screen.stop();
  }

  /** Serves the page; reports that are added later are served too. */
  async serve(port = 0): Promise<void> {
    const reports = sourceOf(this.reports);
    this.screen = new ScreenServer({
      review: sampleReview,
      reports,
      access: this.access,
      room: this.room,
      port,
      pageDir: this.pageDir,
    });
    await this.screen.start();
  }

  /**
   * As a teacher who has signed in.
   * @param hash which page, such as `#/lessons/ID`
   */
  async open(now: RoomState = this.room.now, hash = '', language = 'zh'): Promise<void> {
    this.room.now = now;
    await this.page.goto('about:blank');
    // The screen sees what the room does now, which may lock whoever was there before.
    await fetch(`${this.screen.address}/api/session`);
    await this.page.context().addCookies([this.access.browserCookie()]);
    await this.#show(hash, language);
  }

  /** As nobody. */
  async openLocked(now: RoomState = this.room.now, hash = '', language = 'zh'): Promise<void> {
    this.room.now = now;
    await this.page.goto('about:blank');
    await this.page.context().clearCookies();
    await this.#show(hash, language);
  }

  async #show(hash: string, language: string): Promise<void> {
    await this.page.goto(`${this.screen.address}/?lang=${language}${hash}`);
    await this.page.locator('.room-headline').waitFor();
  }

  readonly headline = (): Promise<string | null> => this.page.locator('.room-headline').textContent();
  readonly detail = (): Promise<string | null> => this.page.locator('.room-detail').textContent();
  readonly button = (name: string): Locator => this.page.getByRole('button', { name, exact: true });
}
