"""A clock for the hub and its learners that a test can move, while the machine's own stands firm.

Every machine in this one shares the kernel's clock, so a test may not touch it. A small library,
loaded before all others, adds what one file says to each answer about the time of day.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

PLACE = Path("/opt/clock")
AHEAD = PLACE / "ahead"  # seconds
LIBRARY = PLACE / "clock.so"
SOURCE = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static long ahead(void) {
  char text[24] = {0};
  int file = open("/opt/clock/ahead", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t got = read(file, text, sizeof text - 1);
  close(file);
  return got > 0 ? atol(text) : 0;
}
int clock_gettime(clockid_t id, struct timespec *at) {
  int failed = syscall(SYS_clock_gettime, id, at);
  if (!failed && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) at->tv_sec += ahead();
  return failed;
}
int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  int failed = clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return failed;
}
time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
"""


def make() -> dict[str, str]:
    """Make the clock; returns what a program needs in its environment to go by it."""
    PLACE.mkdir(exist_ok=True)
    move(0)
    source = PLACE / "clock.c"
    source.write_text(SOURCE)
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O2", "-w", "-o", str(LIBRARY), str(source)], check=True
    )
    return {"LD_PRELOAD": str(LIBRARY)}


def move(seconds: int) -> None:
    """Set the clock so far ahead of the machine's."""
    AHEAD.write_text(str(seconds))
    AHEAD.chmod(0o644)
