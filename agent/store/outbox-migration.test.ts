import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { onWire } from '../../provisioning/contract/cloud-event.ts';
import { readMessage } from '../../provisioning/contract/messages.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { openStore } from './agent-store.ts';

const migrations = new URL('./migrations/', import.meta.url);
const BEFORE = 6;

const waitedOverUpdate: Fault = {
  part: 'package',
  kind: 'lost',
  fault: 'the program is updated while lessons wait for the hub',
  seen: 'nothing',
  lost: 'nothing',
  recovers: 'they are sent by the new program',
};
it('lessons that waited when the room was updated are ones that the hub takes', shows(waitedOverUpdate), () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-migration-'));
  const old = new Database(join(folder, 'lectern.db'));
  for (const file of readdirSync(migrations).sort().slice(0, BEFORE)) {
    old.exec(readFileSync(new URL(file, migrations), 'utf8'));
  }
  old.pragma(`user_version = ${BEFORE}`);
  const [id, lessonId] = [uuidv7(), uuidv7()];
  const payload = JSON.stringify({
    ...{ specversion: '1.0', id, source: '/lectern/310104/2131000000/r301', type: 'lectern.lesson.v1' },
    ...{
      time: '2026-09-01T08:45:00.000Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:lectern:schema:lesson:1',
    },
    data: { lessonId, startedAt: '2026-09-01T08:00:00.000Z', durationS: 2700, indicators: [], models: {} },
  });
  old.prepare("INSERT INTO lesson (id, started_at_ms, duration_ms, report) VALUES (?, 0, 1, '{}')").run(lessonId);
  const columns = 'id, lesson_id, channel, payload, created_at_ms';
  old.prepare(`INSERT INTO outbox (${columns}) VALUES (?, ?, 'lesson', ?, 5)`).run(id, lessonId, payload);
  old
    .prepare(`INSERT INTO lesson_message (${columns}, hold_left_ms, hold_noted_ms) VALUES (?, ?, 'lesson', ?, 5, 0, 5)`)
    .run(id, lessonId, payload);
  old.close();

  const store = openStore(folder);
  const [row] = store.outbox.pending(10);
  const sent = onWire(row!.payload, { stream: store.outbox.stream, sequence: row!.sequence, backfill: true });
  expect(readMessage('lesson', Buffer.from(sent)).message?.data.revision).toBe(1);
  expect(store.messages.of(lessonId)?.payload).toBe(row!.payload);
  expect(store.outbox.backlog().bytes).toBe(Buffer.byteLength(row!.payload));
  store.close();
  rmSync(folder, { recursive: true });
});
