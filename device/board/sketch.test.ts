import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeBoardFrame } from './board-frame.ts';

const sketch = join(import.meta.dirname, 'firmware/lectern-board');
const folder = mkdtempSync(join(tmpdir(), 'lectern-sketch-'));
const program = join(folder, 'sketch');

/** An Arduino of which only the pins, the clock, the serial port and the watchdog are there. */
const ARDUINO = `
#include <cstdint>
#include <string>
#define LOW 0
#define HIGH 1
#define INPUT_PULLUP 2
#define OUTPUT 1
inline uint32_t nowMs = 0;
inline int pins[20];
inline std::string heard;
inline int watchdogMs = -1;
inline uint32_t quietedMs = 0;
inline uint32_t millis() { return nowMs; }
inline void pinMode(int, int) {}
inline int digitalRead(int) { return HIGH; }
inline void digitalWrite(int pin, bool level) { pins[pin] = level; }
struct Port {
  void begin(long) {}
  void print(const char *) {}
  int available() { return (int)heard.size(); }
  int read() { char byte = heard[0]; heard.erase(0, 1); return byte; }
};
inline Port Serial;
`;
const EEPROM =
  'struct Memory { void get(int, uint32_t &v) { v = 1; } void put(int, uint32_t) {} }; inline Memory EEPROM;';
const WDT = `
#define WDTO_2S 2000
inline void wdt_enable(int ms) { watchdogMs = ms; }
inline void wdt_reset() { quietedMs = nowMs; }
`;
/** Prints how often each colour was lit in 2 s of 10 ms, and the watchdog's time with its longest pause. */
const MAIN = `
#include "Arduino.h"
#include <cstdio>
#include "lectern-board.ino"
int main(int, char **arguments) {
  setup();
  heard = std::string(arguments[1]) + "\\n";
  int lit[3] = {0, 0, 0};
  uint32_t longestMs = 0;
  for (int i = 0; i < 200; i++, nowMs += 10) {
    uint32_t beforeMs = quietedMs;
    loop();
    if (quietedMs - beforeMs > longestMs) longestMs = quietedMs - beforeMs;
    for (int j = 0; j < 3; j++) lit[j] += pins[9 + j];
  }
  printf("%d %d %d %d %d", lit[0], lit[1], lit[2], watchdogMs, (int)longestMs);
}
`;

beforeAll(() => {
  mkdirSync(join(folder, 'avr'));
  const sources = { 'Arduino.h': ARDUINO, 'EEPROM.h': EEPROM, 'avr/wdt.h': WDT, 'main.cpp': MAIN };
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
  const board = join(folder, 'lectern_board.o');
  execFileSync('gcc', ['-std=c11', '-c', '-o', board, join(sketch, 'lectern_board.c')], { stdio: 'inherit' });
  const strict = ['-std=c++17', '-D__AVR__', '-Wall', '-Wextra', '-Werror', `-I${folder}`, `-I${sketch}`];
  execFileSync('g++', [...strict, '-o', program, join(folder, 'main.cpp'), board], { stdio: 'inherit' });
});
afterAll(() => rmSync(folder, { recursive: true }));

function shown(line: string): number[] {
  return execFileSync(program, [line], { encoding: 'utf8' }).split(' ').map(Number);
}
const lamp = (light: string, blink: string) =>
  encodeBoardFrame({ number: 1, words: ['LAMP', light, blink] })
    .toString()
    .trim();

it.each([
  ['sensing', 'none', [200, 0, 0]],
  ['lesson', 'none', [0, 200, 0]],
  // Whoever is looked at sees it without a pause, whatever else is wrong.
  ['sensing', 'fault', [200, 0, 100]],
  ['lesson', 'fault', [0, 200, 100]],
  ['off', 'fault', [0, 0, 100]],
  ['off', 'none', [0, 0, 0]],
])('the sketch lights %s, %s', (light, blink, lit) => {
  expect(shown(lamp(light, blink)).slice(0, 3)).toEqual(lit);
});

it('the sketch has the chip watch it, and is never silent for as long as that', () => {
  const [watchdogMs, longestMs] = shown(lamp('off', 'none')).slice(3);
  expect(watchdogMs).toBe(2000);
  expect(longestMs).toBe(10);
});
