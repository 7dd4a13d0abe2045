import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SimulatedRoom } from '../../device/simulation/simulated-room.ts';
import { desiredKinds } from '../../provisioning/contract/desired-messages.ts';
import { type Channel, channels } from '../../provisioning/contract/topics.ts';
import { sampleWishes } from '../fixtures/region-wishes.ts';
import { RoomInRegion, room } from '../fixtures/room-in-region.ts';
import { recordedFileOf, recordedFolder } from './published-contract.ts';

const LESSON_S = 60;
/** Words that come once a minute. */
const minutely = ['health', 'environment'] as const;
const MINUTE_PATIENCE_S = 90;

/** Runs a room and its region for a minute of the lesson film and keeps a message of each channel as it went over the wire. */
export async function recordMessages(say: (text: string) => void): Promise<void> {
  const at = new RoomInRegion();
  const folder = mkdtempSync(join(tmpdir(), 'lectern-hardware-'));
  const hardware = new SimulatedRoom({ folder: join(folder, 'ports') });
  try {
    say('a room and its region begin');
    await hardware.start();
    await at.start([hardware.settings]);
    // A room that is not connected yet does not hear it.
    await at.agent.until(() => at.agent.stderr.includes('connected to the hub'));
    await at.voice.ask(room, { command: 'ping' });
    say(`a lesson of ${LESSON_S} s`);
    await at.teach(LESSON_S);
    say('the region wishes');
    const wishes = await sampleWishes();
    for (const kind of desiredKinds) await at.voice.wish(room, kind, wishes[kind] as never);
    await at.agent.until(() => at.agent.stderr.includes('settings are taken over'));
    const isMissing = () => minutely.some((channel) => !at.heard.has(channel));
    for (let waited = 0; isMissing() && waited < MINUTE_PATIENCE_S; waited++) await delay(1000);
    // What was applied is told again by the agent that has begun anew.
    await delay(2000);
    mkdirSync(recordedFolder, { recursive: true });
    for (const channel of Object.keys(channels) as Channel[]) {
      const text = at.heard.get(channel)?.at(-1)?.text;
      if (text === undefined) throw new Error(`nothing was heard of ${channel}`);
      writeFileSync(new URL(recordedFileOf(channel), recordedFolder), `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    }
  } finally {
    await at.stop();
    await hardware.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
