import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { catalogue } from '../indicators/catalogue.ts';
import { PortTakenError, ScreenStartedError } from './errors.ts';
import { SampleAccess } from './sample-access.ts';
import { sampleFindings } from './sample-findings.ts';
import { emptyReport, filmReport, longReport, sourceOf } from './sample-report.ts';
import { ScreenServer } from './server.ts';

const film = filmReport();
const empty = emptyReport();
const reports = sourceOf([film, empty]);

const access = new SampleAccess();
let pageDir: string;
let screen: ScreenServer;

beforeEach(() => {
  pageDir = mkdtempSync(join(tmpdir(), 'screen-page-'));
  screen = new ScreenServer({ access, reports, port: 0, pageDir });
});

afterEach(async () => {
  await screen.stop();
  rmSync(pageDir, { recursive: true });
});

/** As a teacher who has signed in. */
const get = (path: string) => fetch(`${screen.address}${path}`, { headers: { cookie: access.cookie() } });

/** `fetch` does not let a test choose the Host header. */
function statusFor(host: string, path = '/api/health'): Promise<number | undefined> {
  const { hostname, port } = new URL(screen.address!);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('training material', () => {
  it('comes with the report whose findings it is for, and with no other', async () => {
    const found = { ...film, findings: sampleFindings };
    const material = {
      tag: sampleFindings[0]!.resourceTag,
      title: { zh: '候答时间', en: 'Wait time' },
      url: 'https://study.example.cn/1',
    };
    const other = { tag: 'of.nothing', title: { zh: '其他', en: 'Other' } };
    screen = new ScreenServer({
      ...{ access, pageDir, port: 0, reports: sourceOf([found, empty]) },
      training: () => [other, material],
    });
    await screen.start();
    expect(await (await get(`/api/lessons/${film.lesson.id}`)).json()).toEqual({ ...found, training: [material] });
    expect(await (await get(`/api/lessons/${empty.lesson.id}`)).json()).toEqual(empty);
  });
});

describe('the API', () => {
  beforeEach(() => screen.start());

  it('lists the lessons', async () => {
    const response = await get(`/api/lessons`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(reports.list(''));
  });

  it.each([
    ['a full report', film],
    ['a report of nulls', empty],
  ])('gives %s unchanged', async (_, report) => {
    const response = await get(`/api/lessons/${report.lesson.id}`);
    expect(await response.json()).toEqual(report);
  });

  it('gives why nothing was seen or heard, and a report from before the sensors were watched', async () => {
    await screen.stop();
    const whole = longReport();
    const { cameraFaults, microphoneFaults, ...old } = whole;
    expect(cameraFaults).toHaveLength(2);
    expect(microphoneFaults).toHaveLength(1);
    const reports = [whole, old];
    for (const report of reports) {
      screen = new ScreenServer({ access, reports: sourceOf([report]), port: 0, pageDir });
      await screen.start();
      const response = await get(`/api/lessons/${old.lesson.id}`);
      expect(await response.json()).toEqual(report);
      await screen.stop();
    }
  });

  it('gives the bookmarks, and a report from before there were any', async () => {
    await screen.stop();
    const whole = longReport();
    const { bookmarks, ...old } = whole;
    expect(bookmarks).toHaveLength(2);
    for (const report of [whole, old]) {
      screen = new ScreenServer({ access, reports: sourceOf([report]), port: 0, pageDir });
      await screen.start();
      const response = await get(`/api/lessons/${old.lesson.id}`);
      expect(await response.json()).toEqual(report);
      await screen.stop();
    }
  });

  it('gives a report from before syllables were counted', async () => {
    await screen.stop();
    const talk = film.talk.map(({ syllables, uncertain, ...segment }) => segment);
    screen = new ScreenServer({ access, reports: sourceOf([{ ...film, talk }]), port: 0, pageDir });
    await screen.start();
    const response = await get(`/api/lessons/${film.lesson.id}`);
    expect(await response.json()).toEqual({ ...film, talk });
  });

  it('does not let a field pass that nobody decided to show', async () => {
    await screen.stop();
    const more = { ...film, teacherName: 'somebody' };
    screen = new ScreenServer({ access, reports: sourceOf([more]), port: 0, pageDir });
    await screen.start();
    const response = await get(`/api/lessons/${film.lesson.id}`);
    expect(await response.text()).not.toContain('somebody');
  });

  it('gives the portrait up to a lesson, and none below three lessons', async () => {
    await screen.stop();
    const whole = longReport();
    for (const lessons of [1, 3]) {
      const reports = sourceOf(Array.from({ length: lessons }, () => whole));
      screen = new ScreenServer({ access, reports, port: 0, pageDir });
      await screen.start();
      const response = await get(`/api/lessons/${whole.lesson.id}/portrait`);
      expect(await response.json()).toEqual({ portrait: reports.portraitUpTo(whole) });
      await screen.stop();
    }
  });

  it('answers 404 for the portrait up to an unknown lesson', async () => {
    expect((await get(`/api/lessons/none/portrait`)).status).toBe(404);
  });

  it('answers 404 for an unknown lesson and an unknown path, as JSON', async () => {
    const lesson = await get(`/api/lessons/none`);
    expect(lesson.status).toBe(404);
    expect(await lesson.json()).toEqual({
      error: { code: 'SCREEN_LESSON_UNKNOWN', message: 'there is no lesson none of yours on this machine' },
    });
    const path = await fetch(`${screen.address}/api/nothing`);
    expect(path.status).toBe(404);
    expect(await path.json()).toMatchObject({ error: { code: 'SCREEN_NOT_FOUND' } });
  });

  it('gives the catalogue and its health', async () => {
    expect(await (await get(`/api/catalogue`)).json()).toEqual(catalogue);
    expect(await (await fetch(`${screen.address}/api/health`)).json()).toEqual({ status: 'ok' });
  });

  it('is not kept by any cache and allows nothing from elsewhere', async () => {
    const { headers } = await get(`/api/lessons`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it.each(['127.0.0.1', '127.0.0.1:8080', 'localhost:1', 'LOCALHOST', '[::1]:8080'])(
    'answers Host %s',
    async (host) => {
      expect(await statusFor(host)).toBe(200);
    },
  );

  const foreignHost: Fault = {
    part: 'screen',
    kind: 'wrong',
    fault: 'a page from elsewhere asks it under another name',
    seen: 'refused (403)',
    lost: 'nothing',
    recovers: 'nothing to recover',
  };
  it.each(['school.example', '127.0.0.1.example', 'localhost.example:8080', '192.168.1.9', 'evil@127.0.0.1'])(
    'refuses Host "%s", for the page and for unknown paths too',
    shows(foreignHost),
    async (host) => {
      for (const path of ['/api/lessons', '/', '/nothing']) expect(await statusFor(host, path)).toBe(403);
    },
  );
});

describe('the page', () => {
  it('is served with its security headers when it has been built', async () => {
    writeFileSync(join(pageDir, 'index.html'), '<title>built</title>');
    await screen.start();
    const response = await fetch(`${screen.address}/`);
    expect(await response.text()).toContain('built');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  const pageAbsent: Fault = {
    part: 'screen',
    kind: 'absent',
    fault: 'its page has not been built',
    seen: 'a sentence that says how to build it',
    lost: 'nothing of a lesson',
    recovers: 'once it is built',
  };
  it('says how to build it when it has not been built', shows(pageAbsent), async () => {
    await screen.start();
    const response = await fetch(`${screen.address}/`);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build:page');
  });
});

describe('starting and stopping', () => {
  const portTaken: Fault = {
    part: 'screen',
    kind: 'refused',
    fault: 'another program has its port',
    seen: { code: 'SCREEN_PORT_TAKEN' },
    lost: 'nothing of a lesson',
    recovers: 'when the port is free, or with another one',
  };
  it('names the port that is taken and what to do', shows(portTaken), async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const second = new ScreenServer({ access, reports, port, pageDir });
    const failure = await second.start().catch((error: unknown) => error);
    other.close();
    expect(failure).toBeInstanceOf(PortTakenError);
    expect(failure).toMatchObject({
      code: 'SCREEN_PORT_TAKEN',
      message:
        `port ${port} on 127.0.0.1 is already in use: stop the program that uses it ` +
        `(see it with: ss -ltnp 'sport = :${port}') or choose another with --port`,
    });
    expect(second.address).toBeUndefined();
  });

  it('releases the port when stopped, also while a browser holds a connection', async () => {
    await screen.start();
    const { port } = new URL(screen.address!);
    await (await fetch(`${screen.address}/api/health`)).text();
    await screen.stop();
    expect(screen.address).toBeUndefined();
    screen = new ScreenServer({ access, reports, port: Number(port), pageDir });
    await screen.start();
    expect(await statusFor('localhost')).toBe(200);
  });

  it('stops when its signal fires and can be started again', async () => {
    const stopping = new AbortController();
    await screen.start(stopping.signal);
    const address = screen.address;
    stopping.abort();
    await expect.poll(() => fetch(`${address}/api/health`).catch(() => 'closed')).toBe('closed');
    await screen.start();
    expect(await statusFor('localhost')).toBe(200);
  });

  it('refuses to start twice', async () => {
    await screen.start();
    await expect(screen.start()).rejects.toBeInstanceOf(ScreenStartedError);
  });
});
