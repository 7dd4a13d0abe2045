/*
 * The reference firmware on a PC, for tests: `host-board <port> [down]` speaks on a serial port, hears `down` and `up` of its button on
 * standard input, and says on standard output what its lamp shows. With `down` its button is held when it starts.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "lectern-board/lectern_board.h"

static int port;

static uint32_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint32_t)(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

static void write_line(void *self, const char *line) {
  (void)self;
  if (write(port, line, strlen(line)) < 0) perror("write");
}

static void show_lamp(void *self, lb_light light, lb_blink blink) {
  static int shown = -1;
  (void)self;
  int now = (int)light * 3 + (int)blink;
  if (now == shown) return;
  shown = now;
  printf("%d %d\n", (int)light, (int)blink);
  fflush(stdout);
}

static const char *lamp_health(void *self) {
  (void)self;
  return "good";
}

int main(int count, char **arguments) {
  if (count < 2 || (port = open(arguments[1], O_RDWR | O_NOCTTY)) < 0) {
    perror("host-board: cannot open its port");
    return 1;
  }
  struct termios raw;
  tcgetattr(port, &raw);
  cfmakeraw(&raw);
  tcsetattr(port, TCSANOW, &raw);
  lb_wiring wiring = {0, write_line, show_lamp, lamp_health, "host-board", "1", "1.0.0"};
  lb_board board;
  lb_begin(&board, wiring, (uint32_t)getpid(), now_ms());
  struct pollfd sources[] = {{port, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  bool is_down = count > 2 && strcmp(arguments[2], "down") == 0;
  for (;;) {
    char bytes[256];
    poll(sources, 2, 5);
    if (sources[0].revents & (POLLERR | POLLHUP)) return 0;
    if (sources[0].revents & POLLIN) {
      ssize_t length = read(port, bytes, sizeof bytes);
      if (length <= 0) return 0;
      for (ssize_t i = 0; i < length; i++) lb_byte(&board, bytes[i], now_ms());
    }
    if (sources[1].revents & (POLLIN | POLLHUP)) {
      ssize_t length = read(STDIN_FILENO, bytes, sizeof bytes - 1);
      if (length <= 0) return 0;
      bytes[length] = '\0';
      is_down = strstr(bytes, "down") != NULL;
    }
    lb_tick(&board, is_down, now_ms());
  }
}
