// The sketch for an Arduino Uno, Nano, Leonardo or Pro Micro: button from pin 2 to ground, lamp as three LEDs (or one with three
// colours) from pins 9, 10 and 11 to ground, each with its resistor (330 ohm). Board and lamp are described in docs/devices/board.md.
#include <EEPROM.h>
#ifdef __AVR__
#include <avr/wdt.h>
#endif
#include "lectern_board.h"

static const uint8_t BUTTON = 2, WHITE = 9, GREEN = 10, AMBER = 11;
static const uint32_t FAULT_MS = 500, IDENTIFY_MS = 150;

static lb_board board;
static lb_light light = LB_OFF;
static lb_blink blink = LB_STEADY;

static void writeLine(void *, const char *line) { Serial.print(line); }
static void showLamp(void *, lb_light newLight, lb_blink newBlink) {
  light = newLight;
  blink = newBlink;
}
// This board cannot measure whether its lamp lights; one with a resistor to ground and an analogue input can.
static const char *lampHealth(void *) { return "unknown"; }

// A sketch that hangs is started anew after 2 s by the chip itself, and its lamp goes out with that.
static void beginWatchdog() {
#ifdef __AVR__
  wdt_enable(WDTO_2S);
#endif
}
static void keepWatchdogQuiet() {
#ifdef __AVR__
  wdt_reset();
#endif
}

void setup() {
  pinMode(BUTTON, INPUT_PULLUP);
  pinMode(WHITE, OUTPUT);
  pinMode(GREEN, OUTPUT);
  pinMode(AMBER, OUTPUT);
  Serial.begin(115200);
  // Counts the starts, so that the agent can tell a new press from one that was said again.
  uint32_t boot = 0;
  EEPROM.get(0, boot);
  boot = (boot + 1) & 0x7fffffff;
  EEPROM.put(0, boot);
  lb_wiring wiring = {0, writeLine, showLamp, lampHealth, "lectern-board", "1", "1.0.0"};
  lb_begin(&board, wiring, boot, millis());
  beginWatchdog();
}

void loop() {
  keepWatchdogQuiet();
  uint32_t now = millis();
  while (Serial.available() > 0) lb_byte(&board, (char)Serial.read(), now);
  lb_tick(&board, digitalRead(BUTTON) == LOW, now);
  bool on = blink == LB_STEADY || (now / (blink == LB_FAULT ? FAULT_MS : IDENTIFY_MS)) % 2 == 0;
  // What is open is shown without a pause: while something is to be mended only amber blinks.
  bool open = on || blink == LB_FAULT;
  digitalWrite(WHITE, open && (light == LB_SENSING || blink == LB_IDENTIFY));
  digitalWrite(GREEN, open && light == LB_LESSON);
  digitalWrite(AMBER, on && blink == LB_FAULT);
}
