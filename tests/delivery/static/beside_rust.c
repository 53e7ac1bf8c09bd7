/*
 * This library and another Rust archive in one program, each with a Rust
 * runtime of its own. Built with every_platform.c, whose main is
 * send_every_platform here.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

uint32_t other_rust_squares(uint32_t count);
int send_every_platform(void);

int main(void)
{
  int sent;
  uint32_t before = other_rust_squares(5);

  sent = send_every_platform();
  if (before != 30 || other_rust_squares(6) != 55) {
    fputs("the other library counts wrong\n", stderr);
    return EXIT_FAILURE;
  }
  return sent;
}
