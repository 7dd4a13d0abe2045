/*
 * Reference firmware of the board with the privacy button and the lamp: protocol 1 of docs/devices/board.md, without anything of
 * a certain chip. The sketch beside it puts it on an Arduino; a test of the agent runs it on a PC.
 */
#ifndef LECTERN_BOARD_H
#define LECTERN_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LB_PROTOCOL 1
/* A line without its `$`, `*`, check and line break. */
#define LB_MOST_CHARACTERS 80
/* Not told for so long what to show, the lamp goes out. */
#define LB_LAMP_HOLDS_MS 3000u
#define LB_DEBOUNCE_MS 30u
/* Held for so long is a long press; pressed again within so long a double one. */
#define LB_LONG_MS 1500u
#define LB_DOUBLE_MS 400u
/* A press is said again until it is heard, and forgotten after so long: late, it would surprise. */
#define LB_SAY_AGAIN_MS 200u
#define LB_FORGET_MS 3000u

typedef enum { LB_OFF, LB_SENSING, LB_LESSON } lb_light;
typedef enum { LB_STEADY, LB_FAULT, LB_IDENTIFY } lb_blink;

typedef struct {
  void *self;
  void (*write)(void *self, const char *line);
  /* What the lamp is to show at this moment: blinking is done by whoever lights it. */
  void (*show)(void *self, lb_light light, lb_blink blink);
  /* "good", "broken", or "unknown" where the board cannot measure its lamp. */
  const char *(*lamp_health)(void *self);
  /* No spaces, at most 24 characters of letters, digits, `-`, `.`, `_`. */
  const char *model;
  const char *serial;
  const char *firmware;
} lb_wiring;

typedef struct {
  lb_wiring wiring;
  uint32_t boot;
  /* The line that comes in; length is LB_MOST_CHARACTERS + 1 when it is too long. */
  char line[LB_MOST_CHARACTERS + 8];
  uint8_t length;
  bool in_line;
  lb_light light;
  lb_blink blink;
  uint32_t told_ms;
  /* The button; it counts once it was seen up for LB_DEBOUNCE_MS: what holds it down at the start is no press. */
  bool is_armed, raw_down, down, is_long;
  uint32_t raw_since_ms, down_since_ms, up_since_ms;
  uint8_t clicks;
  /* The press that was not heard yet. */
  const char *press;
  uint32_t press_count, pressed_ms, said_ms;
  uint8_t press_number;
} lb_board;

/* boot: another number after each start. */
void lb_begin(lb_board *board, lb_wiring wiring, uint32_t boot, uint32_t now_ms);
/* A byte has come in. */
void lb_byte(lb_board *board, char byte, uint32_t now_ms);
/* To be called often, with whether the button is down. */
void lb_tick(lb_board *board, bool is_down, uint32_t now_ms);

#ifdef __cplusplus
}
#endif
#endif
