import fc from 'fast-check';
import mqtt from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { AckMessage } from '../../provisioning/contract/ack-message.ts';
import { jsonSchemas } from '../../provisioning/contract/json-schemas.ts';
import { topic } from '../../provisioning/contract/topics.ts';
import { newAjv } from '../../test/contract/check-contract.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { changedJson } from '../../test/fixtures/changed-json.ts';
import { MosquittoBroker } from '../../test/fixtures/mosquitto-broker.ts';
import { systemClock } from '../lesson/clock.ts';
import { openInMemory } from '../store/database.ts';
import { Outbox } from '../store/outbox.ts';
import { OutboxDrain } from './outbox-drain.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const CASES = 8_000;
const ROWS = 400;

const broker = new MosquittoBroker();
beforeAll(() => broker.start());
afterAll(() => broker.remove());

const damagedAcks: Fault = {
  part: 'hub',
  kind: 'wrong',
  fault: 'it answers with thousands of damaged receipts',
  seen: 'the log has each',
  lost: 'nothing: a lesson leaves the room only by a receipt that is whole',
  recovers: 'by itself, with the first right receipt',
};
it(
  'whatever comes as an acknowledgement: a row goes only when the published schema lets one say so',
  shows(damagedAcks, { timeout: 120_000 }),
  async () => {
    const database = openInMemory();
    const outbox = new Outbox(database);
    const ids = Array.from({ length: ROWS }, () => uuidv7());
    for (const id of ids) outbox.add({ id, channel: 'audit', payload: '{"a":1}', createdAtMs: 0 });
    const warning = vi.fn();
    const drain = new OutboxDrain({
      ...{ outbox, room, clock: systemClock, hub: { brokers: [broker.url] } },
      events: { acknowledged: () => {}, connection: () => {}, warning },
    });
    drain.start();
    await vi.waitFor(() => expect(drain.connected).toBe(true), { timeout: 10_000 });
    const hub = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
    const isAllowed = newAjv().compile<AckMessage>(jsonSchemas().get('ack')!);
    const messages = ids.map((eventId, i) => ({
      specversion: '1.0',
      id: uuidv7(),
      source: '/lectern/hub/ingest',
      type: 'lectern.ack.v1',
      time: '2026-09-01T08:45:00.000Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:lectern:schema:ack:1',
      data: { events: [{ eventId, ...(i % 4 ? { status: 'accepted' } : { status: 'refused', reason: 'too new' }) }] },
    }));
    const [gone, refused] = [new Set<string>(), new Set<string>()];
    // A broker drops what a room cannot take at once, so it is given time now and then.
    const heardAll = async () => {
      warning.mockClear();
      await hub.publishAsync(topic(room, 'ack'), 'no JSON', { qos: 1 });
      await vi.waitFor(() => expect(warning).toHaveBeenCalledWith(expect.stringContaining('not JSON')), {
        timeout: 20_000,
        interval: 2,
      });
    };
    for (const [i, text] of fc.sample(changedJson(messages), CASES).entries()) {
      const json: unknown = JSON.parse(text);
      if (isAllowed(json)) {
        for (const { eventId, status } of json.data.events) {
          if (status === 'accepted') gone.add(eventId);
          else if (!gone.has(eventId)) refused.add(eventId);
        }
      }
      await hub.publishAsync(topic(room, 'ack'), text, { qos: 1 });
      if (i % 200 === 199) await heardAll();
    }
    await heardAll();
    const left = new Set(database.prepare('SELECT id FROM outbox').pluck().all() as string[]);
    const kept = new Set(database.prepare('SELECT id FROM outbox WHERE refused_because IS NOT NULL').pluck().all());
    expect(new Set(ids.filter((id) => !left.has(id)))).toEqual(new Set(ids.filter((id) => gone.has(id))));
    for (const id of kept) expect(refused).toContain(id);
    expect(gone.size).toBeGreaterThan(100);
    await hub.endAsync();
    await drain.stop();
    database.close();
  },
);
