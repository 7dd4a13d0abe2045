import { describe, expect, it } from 'vitest';
import { microphoneStates } from '../lesson/observation.ts';
import { microphoneFaultText, microphoneNews } from './microphone-words.ts';

describe('what is said of the microphone', () => {
  it('while it happens is what is wrong, since when, and what to do', () => {
    expect(microphoneNews({ kind: 'microphone', channel: 0, atMs: 90_000, state: 'dead' })).toEqual({
      zh: '麦克风第 1 声道:自 1:30 起没有声音;请检查麦克风的开关、电池、接线和输入音量',
      en: 'microphone, channel 1: the sound is dead since 1:30; check its switch, battery, cable and plug, and the input level',
    });
    expect(microphoneNews({ kind: 'microphone', channel: 1, atMs: 0, state: 'ok' })).toEqual({
      zh: '麦克风第 2 声道:自 0:00 起正常',
      en: 'microphone, channel 2: the sound is in order since 0:00',
    });
  });

  it('afterwards is for how long', () => {
    for (const state of microphoneStates.filter((name) => name !== 'ok')) {
      const { zh, en } = microphoneFaultText({ channel: 1, state, startMs: 61_000, endMs: 3_725_000 });
      expect(en).toMatch(/^microphone, channel 2: the sound was .+ from 1:01 to 62:05, .+; .+/);
      expect(zh).toMatch(/^麦克风第 2 声道:1:01 至 62:05 .+,.+;请.+/);
    }
  });
});
