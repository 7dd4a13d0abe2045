import { systemClock } from '../../lesson/clock.ts';
import { Absence } from '../process/absence.ts';
import { openLiveSources } from '../process/live-sources.ts';
import type { LiveMedia } from '../process/sensor-message.ts';
import type { SensorOutput, SensorResult } from '../process/sensor-process.ts';
import type { Ear } from './ear.ts';
import { Hearing } from './hearing.ts';
import { LiveTalk } from './live-talk.ts';
import { SoundJoin } from './sound-join.ts';

/** A microphone that is away for this long is missed. */
const MISSED_MS = 2_000;
/** Sound that came is worked on at least this often. */
const TICK_MS = 250;

/** Hears one or two microphones, and tells every few seconds who talked, until it is told to stop. */
export async function hearLive(
  media: LiveMedia,
  open: () => Promise<Ear>,
  output: SensorOutput,
  signal: AbortSignal,
): Promise<SensorResult> {
  const nowMs = () => systemClock.monotonicMs() - media.zeroMs;
  let room: LiveRoom | undefined;
  // Microphones that are missed while the models are still loaded.
  const missed = new Map<number, number>();
  const absences = media.sources.map(
    (_, microphone) =>
      new Absence(MISSED_MS, (atMs) => {
        const sinceMs = Math.max(0, atMs - media.zeroMs);
        if (room) room.lost(microphone, sinceMs);
        else missed.set(microphone, sinceMs);
      }),
  );
  // The microphones are opened while the models are loaded; what is heard meanwhile waits.
  const captures = openLiveSources(media, { kind: 'sound' }, output, signal, (microphone, state) =>
    absences[microphone]!.note(state, systemClock.monotonicMs()),
  );
  const ear = await open();
  output.ready(ear.models, null);
  room = new LiveRoom(media.sources.length, ear, output, nowMs);
  for (const [microphone, sinceMs] of missed) room.lost(microphone, sinceMs);
  const reading = Promise.all(
    captures.map(async (capture, microphone) => {
      for (let sounds = await capture.nextSounds(); sounds; sounds = await capture.nextSounds()) {
        for (const { atMs, channels, isBroken } of sounds)
          room.add(microphone, atMs - media.zeroMs, channels, isBroken);
      }
    }),
  );
  let isOver = false;
  const ended = reading.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, TICK_MS))]);
    await room.work();
  }
  for (const absence of absences) absence.end();
  // What was heard is judged while the microphones are closed.
  await room.conclude();
  await Promise.all(captures.map((capture) => capture.stop()));
  return { mediaMs: room.reachedMs, sessionsMs: ear.sessionsMs() };
}

/** What is heard of the room as it comes. */
class LiveRoom {
  readonly #microphones: number;
  readonly #ear: Ear;
  readonly #output: SensorOutput;
  readonly #nowMs: () => number;
  #join: SoundJoin | undefined;
  #hearing: Hearing | undefined;
  #talk: LiveTalk | undefined;
  #channels: 1 | 2 = 1;
  /** Lost before anything was heard. */
  readonly #lostAtFirst = new Map<number, number>();
  readonly #away = new Set<number>();

  constructor(microphones: number, ear: Ear, output: SensorOutput, nowMs: () => number) {
    this.#microphones = microphones;
    this.#ear = ear;
    this.#output = output;
    this.#nowMs = nowMs;
  }

  /** Lesson time up to which was heard. */
  get reachedMs(): number {
    return this.#hearing?.reachedMs ?? 0;
  }

  add(microphone: number, atMs: number, channels: readonly Float32Array[], isBroken: boolean): void {
    // Before the lesson's first moment there is no lesson.
    if (atMs < 0) return;
    this.#channels = this.#join ? this.#channels : this.#microphones === 2 || channels.length === 2 ? 2 : 1;
    this.#join ??= new SoundJoin(this.#microphones, this.#channels);
    this.#join.add(microphone, atMs, channels, isBroken);
  }

  lost(microphone: number, sinceMs: number): void {
    this.#away.add(microphone);
    if (!this.#hearing) {
      this.#lostAtFirst.set(microphone, sinceMs);
      for (const channel of this.#channelsOf(microphone))
        this.#output.observe({ kind: 'microphone', atMs: sinceMs, channel, state: 'lost' });
    } else for (const channel of this.#channelsOf(microphone)) this.#hearing.lost(channel, sinceMs);
  }

  /** Listens to what came, and tells of it when it is time to. */
  async work(): Promise<void> {
    if (!this.#join) return;
    for (const { atMs, channels, present, isBroken } of this.#join.blocks(this.#nowMs())) {
      const hearing = this.#hearingFrom(atMs);
      if (isBroken) hearing.jump(Math.max(atMs, hearing.reachedMs));
      for (const [microphone, is] of present.entries()) {
        if (!is || !this.#away.delete(microphone)) continue;
        for (const channel of this.#channelsOf(microphone)) hearing.found(channel, atMs);
      }
      await hearing.listen(channels);
    }
    this.#output.progress(this.reachedMs, this.#ear.sessionsMs());
    await this.#talk?.tellWhenDue();
  }

  /** What was heard to the end, judged as a whole. */
  async conclude(): Promise<void> {
    await this.work();
    await this.#talk?.review();
  }

  #hearingFrom(atMs: number): Hearing {
    if (this.#hearing) return this.#hearing;
    const { voice, classifier } = this.#ear;
    const { observe } = this.#output;
    const hearing = new Hearing({ channels: this.#channels, startMs: atMs, voice, observe });
    for (const [microphone, sinceMs] of this.#lostAtFirst)
      for (const channel of this.#channelsOf(microphone)) hearing.lost(channel, sinceMs, true);
    this.#hearing = hearing;
    this.#talk = new LiveTalk(hearing, classifier, atMs, observe);
    return hearing;
  }

  /** Which of the channels are a microphone's. */
  #channelsOf(microphone: number): number[] {
    if (this.#microphones === 2) return [microphone];
    return Array.from({ length: this.#channels }, (_, channel) => channel);
  }
}
