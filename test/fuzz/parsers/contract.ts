import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { parseConfig } from '../../../agent/config/config.ts';
import { withRegion } from '../../../agent/config/region-settings.ts';
import { regionChecks } from '../../../agent/region/region-checks.ts';
import { RegionLink } from '../../../agent/region/region-link.ts';
import { CommandAnswers } from '../../../agent/store/command-answers.ts';
import { openInMemory } from '../../../agent/store/database.ts';
import { DesiredStore } from '../../../agent/store/desired-store.ts';
import { LessonMessages } from '../../../agent/store/lesson-messages.ts';
import { Outbox } from '../../../agent/store/outbox.ts';
import { traceParent } from '../../../agent/sync/trace-parent.ts';
import { entryOf, rowsOf } from '../../../hub/ingest/rows.ts';
import type { DesiredKind } from '../../../provisioning/contract/desired-messages.ts';
import { readMessage } from '../../../provisioning/contract/messages.ts';
import {
  type Channel,
  channels,
  downChannels,
  placeOfTopic,
  topic,
  upChannels,
} from '../../../provisioning/contract/topics.ts';
import { regionMessage } from '../../fixtures/region-message.ts';
import { r301 } from '../../fixtures/room-messages.ts';
import { type FuzzedParser, must } from '../engine/fuzzed-parser.ts';

const RECORDED = join(import.meta.dirname, '../../../provisioning/contract/recorded');
const recordedText = (channel: Channel) => {
  const name = `${channel.replace('/', '-')}.json`;
  const names = readdirSync(RECORDED);
  // A message of many figures is changed in the same places as one of few, and slower.
  return names.includes(name) ? short(readFileSync(join(RECORDED, name), 'utf8')) : undefined;
};

/** Lists of many alike keep three. */
const short = (text: string) =>
  JSON.stringify(JSON.parse(text), (_, value: unknown) => (Array.isArray(value) ? value.slice(0, 3) : value));

const wire = (channel: Channel): FuzzedParser => ({
  name: `message-${channel.replace('/', '-')}`,
  reads: `messages on ${channel}: ${channels[channel].direction === 'up' ? 'whatever a room sends the hub' : 'whatever the broker hands a room'}`,
  form: 'json',
  covers: [
    'provisioning/contract/messages.ts#readMessage',
    ...(channels[channel].direction === 'up'
      ? ['hub/ingest/read-arrival.ts#readArrival', 'hub/ingest/rows.ts#entryOf']
      : []),
  ],
  seeds: () => [recordedText(channel)!],
  open: () => ({
    parse: (bytes) => {
      const { message, problem } = readMessage(channel, bytes);
      if (problem !== undefined)
        must(/^[^\p{Cc}\p{Cs}]{1,500}$/u.test(problem), 'a problem is one line that can be printed');
      if (channels[channel].direction === 'down') return;
      const { taken, refusal, rows } = entryOf({ topic: topic(roomOf(message) ?? r301, channel), payload: bytes });
      must((taken === undefined) !== (refusal === undefined), 'taken or refused');
      for (const { values } of taken ? rowsOf(taken) : []) must(canBeHeld(values), 'PostgreSQL can hold it');
      for (const { cells } of rows) must(canBeHeld(cells), 'PostgreSQL can hold it as text');
    },
  }),
});

/** No NUL and no half of a pair, in names and texts alike. */
function canBeHeld(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, each]) => canBeHeld(name) && canBeHeld(each));
}

function roomOf(message: { source?: string } | undefined) {
  const [, region, school, room] = /^\/lectern\/(\d{6})\/(\d{10})\/(.+)$/.exec(message?.source ?? '') ?? [];
  return region && school && room ? { region, school, room } : undefined;
}

const config = parseConfig(
  'version: 1\nroom: { region: "310104", school: "2131000000", room: r301 }\nsources: { microphone: "pulse:room" }\n',
  '/etc/lectern/lectern.yaml',
  {},
);
const wish = (kind: string, data: object) => JSON.stringify({ kind, message: regionMessage(kind, data) });

export const contractParsers: FuzzedParser[] = [
  ...[...upChannels, ...downChannels].map(wire),
  {
    name: 'topics',
    reads: 'names of topics that a broker brings',
    form: 'lines',
    covers: ['provisioning/contract/topics.ts#placeOfTopic', 'provisioning/contract/room-address.ts#roomAddressSchema'],
    seeds: () => [topic(r301, 'lesson'), topic(r301, 'config/reported'), topic(r301, 'command/request')],
    open: () => ({
      parse: (bytes) => {
        const name = bytes.toString('utf8');
        const place = placeOfTopic(name);
        if (place) must(topic(place.room, place.channel) === name, 'a topic is read as it would be written');
      },
    }),
  },
  {
    name: 'trace-parents',
    reads: 'traceparent of a command or wish',
    form: 'lines',
    covers: ['agent/sync/trace-parent.ts#traceParent'],
    seeds: () => ['00-cf77024dcb971e04ae3419e44b87c65e-017d09e2f18a94fe-01'],
    open: () => ({
      parse: (bytes) => {
        const made = traceParent(bytes.toString('utf8'));
        must(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/.test(made), 'what is told on is well formed');
      },
    }),
  },
  {
    name: 'region-wishes',
    reads: 'wishes and commands of a region, up to what is kept and in force',
    form: 'json',
    covers: [
      'agent/region/region-link.ts#RegionLink',
      'agent/sync/desired/desired-desk.ts#DesiredDesk',
      'agent/sync/command/command-desk.ts#CommandDesk',
    ],
    seeds: () => [
      wish('config', { version: 3, settings: { minGroup: 20, withholdHours: 8, healthEveryS: 30 } }),
      wish('models', { version: 3, models: [{ id: 'faces', sha256: 'a'.repeat(64) }] }),
      wish('timetable', { version: 3, text: '{}' }),
      wish('rules', { version: 3, text: '- id: a' }),
      wish('resources', {
        version: 3,
        resources: [{ tag: 'a.b', title: { zh: '一', en: 'one' }, url: 'https://a.example/b' }],
      }),
      JSON.stringify({
        kind: 'command/request',
        message: regionMessage('command', { command: 'resend-lesson', lessonId: uuidv7() }),
      }),
    ],
    open: () => {
      const database = openInMemory();
      const desired = new DesiredStore(database);
      const [outbox, commandAnswers] = [new Outbox(database), new CommandAnswers(database)];
      const link = new RegionLink({
        room: config.room,
        store: { desired, outbox, commandAnswers, messages: new LessonMessages(database) },
        checks: regionChecks(config, {
          installed: () => new Map(),
          wish: () => 'no bundles here',
          satisfied: () => {},
        }),
        clock: { monotonicMs: () => 0, wallMs: () => Date.UTC(2026, 8, 1, 9) },
        warning: () => {},
      });
      link.speakBy({ tellRetained: () => {}, tellState: () => {}, nudge: () => {} });
      link.start({ isBusy: () => false, identify: () => {}, beginAnew: () => {} }, AbortSignal.abort());
      const heard = downChannels.filter((channel) => channel !== 'ack');
      let count = 0;
      return {
        parse: (bytes) => {
          let kind: unknown = 'config';
          let payload = bytes;
          try {
            const parsed = JSON.parse(bytes.toString('utf8')) as { kind?: unknown; message?: unknown } | null;
            kind = parsed?.kind;
            payload = Buffer.from(JSON.stringify(parsed?.message) ?? '');
          } catch {
            // As it is, then.
          }
          if (++count % 200 === 0)
            database.exec('DELETE FROM desired; DELETE FROM outbox; DELETE FROM command_answered');
          link.hear(heard.find((channel) => channel === kind) ?? ('config' as DesiredKind), payload);
          const settings = desired.inForce('config') ?? '{}';
          const { sources, hub, secrets, store, privacy } = withRegion(config, {
            settings: (JSON.parse(settings) as { settings?: object }).settings ?? {},
          });
          must(
            JSON.stringify([sources, hub, secrets, store]) ===
              JSON.stringify([config.sources, config.hub, config.secrets, config.store]),
            'a region reaches no source, hub or secret',
          );
          must(
            privacy.minGroup >= config.privacy.minGroup && privacy.withholdHours >= config.privacy.withholdHours,
            'a region only makes it stricter',
          );
        },
        close: () => database.close(),
      };
    },
  },
];
