#include "lectern_board.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const light_names[] = {"off", "sensing", "lesson"};
static const char *const blink_names[] = {"none", "fault", "identify"};

/* CRC-16/CCITT-FALSE. */
static uint16_t crc16(const char *text, uint8_t length) {
  uint16_t crc = 0xffff;
  for (uint8_t i = 0; i < length; i++) {
    crc ^= (uint16_t)((uint8_t)text[i]) << 8;
    for (uint8_t bit = 0; bit < 8; bit++) crc = (crc & 0x8000) ? (uint16_t)((crc << 1) ^ 0x1021) : (uint16_t)(crc << 1);
  }
  return crc;
}

static void say(lb_board *board, uint8_t number, const char *words) {
  char text[LB_MOST_CHARACTERS + 1];
  char line[LB_MOST_CHARACTERS + 10];
  int length = snprintf(text, sizeof text, "%u %s", (unsigned)number, words);
  if (length < 0 || length > LB_MOST_CHARACTERS) return;
  snprintf(line, sizeof line, "$%s*%04X\n", text, (unsigned)crc16(text, (uint8_t)length));
  board->wiring.write(board->wiring.self, line);
}

static void show(lb_board *board, lb_light light, lb_blink blink) {
  board->light = light;
  board->blink = blink;
  board->wiring.show(board->wiring.self, light, blink);
}

static int place_of(const char *name, const char *const *names) {
  for (int i = 0; i < 3; i++)
    if (strcmp(name, names[i]) == 0) return i;
  return -1;
}

static void answer_lamp(lb_board *board, uint8_t number, const char *light_name, const char *blink_name, uint32_t now_ms) {
  char words[LB_MOST_CHARACTERS];
  int light = light_name ? place_of(light_name, light_names) : -1;
  int blink = blink_name ? place_of(blink_name, blink_names) : -1;
  if (light < 0 || blink < 0) {
    say(board, number, "NO words");
    return;
  }
  board->told_ms = now_ms;
  show(board, (lb_light)light, (lb_blink)blink);
  snprintf(words, sizeof words, "LIT %s %s %s", light_name, blink_name, board->wiring.lamp_health(board->wiring.self));
  say(board, number, words);
}

static void answer_hello(lb_board *board, uint8_t number, const char *protocol) {
  char words[LB_MOST_CHARACTERS];
  const lb_wiring *wiring = &board->wiring;
  if (!protocol || atoi(protocol) != LB_PROTOCOL) {
    say(board, number, "NO protocol");
    return;
  }
  snprintf(words, sizeof words, "BOARD %d %s %s %s %lu", LB_PROTOCOL, wiring->model, wiring->serial, wiring->firmware,
           (unsigned long)board->boot);
  say(board, number, words);
}

/* line: from behind `$`, without its end. */
static void take(lb_board *board, char *line, uint32_t now_ms) {
  char *star = strrchr(line, '*');
  char *end;
  if (!star || strlen(star) != 5) return;
  *star = '\0';
  unsigned long check = strtoul(star + 1, &end, 16);
  if (*end != '\0' || check != crc16(line, (uint8_t)strlen(line))) return;
  long number = strtol(line, &end, 10);
  if (end == line || *end != ' ' || number < 0 || number > 255) return;
  const char *word = strtok(end, " ");
  const char *first = word ? strtok(NULL, " ") : NULL;
  const char *second = first ? strtok(NULL, " ") : NULL;
  if (!word) return;
  if (strcmp(word, "HELLO") == 0) answer_hello(board, (uint8_t)number, first);
  else if (strcmp(word, "LAMP") == 0) answer_lamp(board, (uint8_t)number, first, second, now_ms);
  else if (strcmp(word, "HEARD") == 0) {
    if (board->press && number == board->press_number) board->press = NULL;
  } else say(board, (uint8_t)number, "NO word");
}

void lb_begin(lb_board *board, lb_wiring wiring, uint32_t boot, uint32_t now_ms) {
  memset(board, 0, sizeof *board);
  board->wiring = wiring;
  board->boot = boot;
  board->told_ms = now_ms;
  /* Until it is seen up: many boards start anew when their port is opened, whatever the button does then. */
  board->raw_down = true;
  show(board, LB_OFF, LB_STEADY);
}

void lb_byte(lb_board *board, char byte, uint32_t now_ms) {
  if (byte == '$') {
    board->in_line = true;
    board->length = 0;
  } else if (!board->in_line || byte == '\r') {
    return;
  } else if (byte == '\n') {
    board->in_line = false;
    board->line[board->length] = '\0';
    take(board, board->line, now_ms);
  } else if (board->length < sizeof board->line - 1) {
    board->line[board->length++] = byte;
  } else {
    board->in_line = false;
  }
}

static void say_press(lb_board *board, uint32_t now_ms) {
  char words[LB_MOST_CHARACTERS];
  board->said_ms = now_ms;
  snprintf(words, sizeof words, "PRESS %lu %lu %s", (unsigned long)board->boot, (unsigned long)board->press_count, board->press);
  say(board, board->press_number, words);
}

static void press(lb_board *board, const char *kind, uint32_t now_ms) {
  board->press = kind;
  board->press_count++;
  board->press_number++;
  board->pressed_ms = now_ms;
  say_press(board, now_ms);
}

static void look_at_button(lb_board *board, bool is_down, uint32_t now_ms) {
  if (is_down != board->raw_down) {
    board->raw_down = is_down;
    board->raw_since_ms = now_ms;
  }
  if (!board->is_armed) {
    board->is_armed = !board->raw_down && now_ms - board->raw_since_ms >= LB_DEBOUNCE_MS;
    return;
  }
  if (board->raw_down != board->down && now_ms - board->raw_since_ms >= LB_DEBOUNCE_MS) {
    board->down = board->raw_down;
    if (board->down) {
      board->down_since_ms = now_ms;
      board->is_long = false;
    } else {
      board->up_since_ms = now_ms;
      if (!board->is_long) board->clicks++;
    }
  }
  if (board->down && !board->is_long && now_ms - board->down_since_ms >= LB_LONG_MS) {
    board->is_long = true;
    board->clicks = 0;
    press(board, "long", now_ms);
  }
  if (board->clicks >= 2) {
    board->clicks = 0;
    press(board, "double", now_ms);
  } else if (board->clicks == 1 && !board->down && now_ms - board->up_since_ms >= LB_DOUBLE_MS) {
    board->clicks = 0;
    press(board, "short", now_ms);
  }
}

void lb_tick(lb_board *board, bool is_down, uint32_t now_ms) {
  look_at_button(board, is_down, now_ms);
  if (board->press) {
    if (now_ms - board->pressed_ms >= LB_FORGET_MS) board->press = NULL;
    else if (now_ms - board->said_ms >= LB_SAY_AGAIN_MS) say_press(board, now_ms);
  }
  if ((board->light != LB_OFF || board->blink != LB_STEADY) && now_ms - board->told_ms >= LB_LAMP_HOLDS_MS)
    show(board, LB_OFF, LB_STEADY);
}
