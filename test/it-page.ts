import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { systemClock } from '../agent/lesson/clock.ts';
import { Access } from '../agent/screen/access/access.ts';
import { SampleRoom } from '../agent/screen/sample-room.ts';
import { ScreenServer } from '../agent/screen/server.ts';
import { contentHash } from '../agent/setup/config-file.ts';
import { LogRing } from '../agent/setup/log-ring.ts';
import { RoomSetup } from '../agent/setup/room-setup.ts';
import { type AgentStore, openStore } from '../agent/store/agent-store.ts';
import { faultsOf } from './chromium.ts';
import { film } from './cli.ts';
import { PageBrowser } from './page-browser.ts';

/** Where somebody is signed in to the IT area of a machine that was just put up; its set-up is the agent's own. */
export class ItPage extends PageBrowser {
  room!: PreviewedRoom;
  store!: AgentStore;
  setup!: RoomSetup;
  page!: Page;
  screen!: ScreenServer;
  folder!: string;
  log!: LogRing;
  faults: string[] = [];
  /** The settings that are in effect, as text. */
  applied = '';
  /** The pictures and the sound of the lesson film stand for devices. */
  readonly sources = {
    studentCamera: { address: join(film, 'student.mp4'), loop: true },
    teacherCamera: { address: join(film, 'teacher.mp4'), loop: true },
    microphone: [{ address: join(film, 'room.opus'), loop: true }],
  };
  #access!: Access;

  async begin(viewport = { width: 1280, height: 800 }): Promise<void> {
    this.folder = mkdtempSync(join(tmpdir(), 'lectern-it-page-'));
    this.store = openStore(this.folder);
    this.room = new PreviewedRoom();
    this.log = new LogRing(Date.now);
    this.applied = '';
    const { accounts, accessLog: log, setupCode } = this.store;
    this.#access = new Access({ accounts, log, setupCode, clock: systemClock });
    const appliedHash = () => (this.applied === '' ? null : contentHash(this.applied));
    this.setup = new RoomSetup({
      ...{ room: this.room, store: this.store, folder: this.folder, port: 8080, clock: systemClock, hub: null },
      ...{ configFile: this.configFile, version: '1.2.3', modelsFolder: join(this.folder, 'none'), log: this.log },
      get appliedHash() {
        return appliedHash();
      },
      doctor: async () => [
        { id: 'node', zh: 'Node.js 版本', en: 'Node.js version', state: 'ok', detail: '24', remedy: null },
        {
          ...{ id: 'clock', zh: '校时', en: 'clock', state: 'fail', detail: 'no' },
          remedy: { zh: '请运行：timedatectl', en: 'run: timedatectl' },
        },
      ],
      hasRecordings: () => false,
      apply: () => {
        this.applied = readFileSync(this.configFile, 'utf8');
      },
      note: (what, subject) => this.#access.note('it', what, subject),
    });
    this.screen = new ScreenServer({
      ...{ reports: this.store.lessons, access: this.#access, room: this.room, setup: this.setup },
      ...{ port: 0, pageDir: this.pageDir },
    });
    await this.screen.start();
    const context = await this.browser.newContext({ viewport, locale: 'zh-CN' });
    this.page = await context.newPage();
    // A browser writes a line about each refusal, and refusals are what some tests are about.
    this.faults = faultsOf(this.page, (url) => url.includes('/api/setup/'));
  }

  async end(): Promise<void> {
    await this.page.context().close();
    this.setup.stop();
    await this.screen.stop();
    this.store.database.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get configFile(): string {
    return join(this.folder, 'lectern.yaml');
  }

  /** @param hash which page, such as `#/health` */
  async open(hash = '', language = 'zh'): Promise<void> {
    await this.page.context().addCookies([
      {
        ...{ name: 'lectern', value: this.#access.sessions.begin({ kind: 'it' }) },
        ...{ domain: '127.0.0.1', path: '/', sameSite: 'Strict' },
      },
    ]);
    await this.page.goto('about:blank');
    await this.page.goto(`${this.screen.address}/it.html?lang=${language}${hash}`);
    await this.page.locator('main.it h1').waitFor();
  }

  /** What somebody else has set up before. */
  given(changes: Parameters<RoomSetup['configuration']['change']>[0]['changes'], isApplied = true): void {
    const { hash } = this.setup.configuration.read();
    this.setup.configuration.change({ hash, changes, logins: {} });
    if (isApplied) this.applied = readFileSync(this.configFile, 'utf8');
  }

  readonly button = (name: string): Locator => this.page.getByRole('button', { name, exact: true });
  readonly field = (name: string): Locator => this.page.getByLabel(name, { exact: true });
}

/** A sample room that is told of previews. */
export class PreviewedRoom extends SampleRoom {
  previewed: boolean[] = [];

  setPreviewed(isPreviewed: boolean): void {
    this.previewed.push(isPreviewed);
  }
}

export const roomCodes = { region: '310104', school: '2131000000', room: 'r301' };
