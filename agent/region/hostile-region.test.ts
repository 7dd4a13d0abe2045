import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { jsonSchemas, schemaNameOf } from '../../provisioning/contract/json-schemas.ts';
import { downChannels } from '../../provisioning/contract/topics.ts';
import { newAjv } from '../../test/contract/check-contract.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { changedJson } from '../../test/fixtures/changed-json.ts';
import { regionMessage } from '../../test/fixtures/region-message.ts';
import { parseConfig } from '../config/config.ts';
import { withRegion } from '../config/region-settings.ts';
import { CommandAnswers } from '../store/command-answers.ts';
import { openInMemory } from '../store/database.ts';
import { DesiredStore } from '../store/desired-store.ts';
import { LessonMessages } from '../store/lesson-messages.ts';
import { Outbox } from '../store/outbox.ts';
import { regionChecks } from './region-checks.ts';
import { RegionLink } from './region-link.ts';

/** In all, over every channel that a room hears but `ack`. */
const CASES = 102_000;

const config = parseConfig(
  `
version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: "pulse:room" }
privacy: { minGroup: 12, withholdHours: 4 }
`,
  '/etc/lectern/lectern.yaml',
);

const message = (name: string, data: object) => regionMessage(name, data, { timeMs: 1_790_000_000_000 });
const wishes = {
  config: [message('config', { version: 3, settings: { minGroup: 20, withholdHours: 8, healthEveryS: 30 } })],
  models: [message('models', { version: 3, models: [{ id: 'faces', sha256: 'a'.repeat(64) }] })],
  timetable: [message('timetable', { version: 3, text: null }), message('timetable', { version: 3, text: '{}' })],
  rules: [message('rules', { version: 3, text: null }), message('rules', { version: 3, text: '- id: a' })],
  resources: [
    message('resources', {
      version: 3,
      resources: [{ tag: 'a.b', title: { zh: '一', en: 'one' }, url: 'https://a.example/b' }],
    }),
  ],
  'command/request': [
    message('command', { command: 'ping' }),
    message('command', { command: 'restart' }),
    message('command', { command: 'resend-lesson', lessonId: uuidv7() }),
  ],
};
const heard = downChannels.filter((channel) => channel !== 'ack');

describe('whatever a region sends', () => {
  const database = openInMemory();
  const desired = new DesiredStore(database);
  const outbox = new Outbox(database);
  const commandAnswers = new CommandAnswers(database);
  const store = { desired, outbox, commandAnswers, messages: new LessonMessages(database) };
  let begunAnew = 0;
  const link = new RegionLink({
    room: config.room,
    store,
    checks: regionChecks(config, {
      installed: () => new Map([['faces', 'a'.repeat(64)]]),
      wish: () => 'no bundles here',
      satisfied: () => {},
    }),
    clock: { monotonicMs: () => 0, wallMs: () => 1_790_000_000_000 },
    warning: () => {},
  });
  link.speakBy({ tellRetained: () => {}, tellState: () => {}, nudge: () => {} });
  link.start({ isBusy: () => false, identify: () => {}, beginAnew: () => begunAnew++ }, AbortSignal.abort());
  const changes = database.prepare('SELECT total_changes()').pluck();
  let cleanAt = changes.get();
  const kept = (channel: string) =>
    database.prepare('SELECT count(*) FROM desired WHERE kind = ?').pluck().get(channel);
  const answered = () => database.prepare('SELECT count(*) FROM outbox WHERE payload LIKE \'%"done"%\'').pluck().get();

  const hostileRegion: Fault = {
    part: 'wishes',
    kind: 'overload',
    fault: 'a hundred thousand damaged wishes and commands',
    seen: 'the region: refused, with the reason',
    lost: 'nothing: no other source, hub or less strict privacy can be wished',
    recovers: 'by itself',
  };
  it.each(heard)(
    'on %s: it never throws, and nothing comes in that the published schema forbids',
    shows(hostileRegion, { timeout: 60_000 }),
    (channel) => {
      const isAllowed = newAjv().compile(jsonSchemas().get(schemaNameOf(channel))!);
      let allowed = 0;
      fc.assert(
        fc.property(changedJson(wishes[channel]), (text) => {
          if (changes.get() !== cleanAt) {
            database.exec('DELETE FROM desired; DELETE FROM outbox; DELETE FROM command_answered');
            cleanAt = changes.get();
          }
          link.hear(channel, Buffer.from(text));
          if (isAllowed(JSON.parse(text))) allowed++;
          // What was refused is put down in the outbox, and no wish is kept nor command done.
          else if (changes.get() !== cleanAt) expect([kept(channel), answered()], text).toEqual([0, 0]);
          const settings = desired.of('config')?.content;
          if (settings === undefined) return;
          const { sources, hub, secrets, privacy } = withRegion(config, JSON.parse(settings));
          expect({ sources, hub, secrets }).toEqual({
            sources: config.sources,
            hub: config.hub,
            secrets: config.secrets,
          });
          expect(privacy.minGroup).toBeGreaterThanOrEqual(config.privacy.minGroup);
        }),
        { numRuns: CASES / heard.length },
      );
      // Else this would only show that everything is refused.
      expect(allowed).toBeGreaterThan(1000);
      expect(begunAnew).toBe(0);
    },
  );

  it('as bytes: it never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...heard), fc.uint8Array({ maxLength: 400 }), (channel, bytes) => {
        link.hear(channel, bytes);
      }),
      { numRuns: 5000 },
    );
  });
});
