import pino from 'pino';
import { expect, it } from 'vitest';
import { LogRing } from './log-ring.ts';

const HOUR_MS = 3_600_000;

it('tells what pino wrote, oldest first', () => {
  const ring = new LogRing(() => 1000);
  const log = pino({ name: 'lectern', level: 'debug' }, ring);
  log.info({ source: 'microphone' }, 'opening');
  log.warn('lost');
  expect(ring.lines()).toEqual([
    { atMs: 1000, level: 'info', message: 'opening', facts: '{"source":"microphone"}' },
    { atMs: 1000, level: 'warn', message: 'lost', facts: '' },
  ]);
});

it('forgets after an hour, and holds no more than 2 MiB', () => {
  let nowMs = 0;
  const ring = new LogRing(() => nowMs);
  ring.write('{"level":30,"msg":"old"}');
  nowMs = HOUR_MS;
  ring.write('{"level":30,"msg":"new"}');
  nowMs = HOUR_MS + 1;
  expect(ring.lines().map(({ message }) => message)).toEqual(['new']);
  nowMs = 3 * HOUR_MS;
  expect(ring.lines()).toEqual([]);
  const line = JSON.stringify({ level: 30, msg: 'x'.repeat(10_000) });
  for (let i = 0; i < 300; i++) ring.write(line);
  expect(ring.text().length).toBeLessThanOrEqual(2 * 1024 ** 2 + 300);
  expect(ring.lines().length).toBeGreaterThan(150);
});

it('cuts an entry that would push out all others, and still tells its beginning', () => {
  const ring = new LogRing(() => 0);
  ring.write(JSON.stringify({ level: 40, msg: 'begins '.padEnd(100_000, 'x') }));
  const [line] = ring.lines();
  expect(line!.message).toContain('begins');
  expect(line!.message.length).toBeLessThan(20_000);
});

it('holds no secret, and no pseudonym in what is sent to support', () => {
  const ring = new LogRing(() => 0);
  const log = pino({}, ring);
  log.info({ url: 'rtsp://it:hidden@10.0.0.9/1', password: 'hid"den', setupCode: 'ABCD-hidden' }, 'token=hidden ok');
  log.info({ labels: { className: '3', teacherId: 'T0123' } }, 'lesson begun');
  expect(JSON.stringify(ring.lines())).not.toMatch(/hidden|hid\\/);
  expect(ring.text()).not.toMatch(/hidden|T0123/);
  expect(ring.text()).toContain('"className":"3"');
});
