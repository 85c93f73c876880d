/* What happens to a call: it is told, slowed down, failed, or the last one. */
#define _GNU_SOURCE
#include "shim.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct control *control;
const char *directory;

void *real(const char *name) {
  return dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("STORAGE_SHIM_CONTROL");
  const char *where = getenv("STORAGE_SHIM_DIRECTORY");
  if (path == NULL || where == NULL) return;
  int fd = ((int (*)(const char *, int, ...))real("open"))(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) abort();
  void *mapped = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (mapped == MAP_FAILED) abort();
  control = mapped;
  memset(control->inside, 0, sizeof control->inside);
  control->commit_bytes = 0;
  directory = where;
}

static void enter(enum call call, enum file kind) {
  __atomic_add_fetch(&control->inside[kind][call], 1, __ATOMIC_SEQ_CST);
  __atomic_add_fetch(&control->calls[call], 1, __ATOMIC_SEQ_CST);
}

/* Says whether the process is to be killed in this call. */
static int is_last(void) {
  uint32_t left = __atomic_load_n(&control->kill_at, __ATOMIC_SEQ_CST);
  while (left > 0)
    if (__atomic_compare_exchange_n(&control->kill_at, &left, left - 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
      return left == 1;
  return 0;
}

void leave(enum call call, enum file kind, int was_failed) {
  int error = errno;
  if (was_failed) __atomic_add_fetch(&control->failed[call], 1, __ATOMIC_SEQ_CST);
  __atomic_sub_fetch(&control->inside[kind][call], 1, __ATOMIC_SEQ_CST);
  errno = error;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

void wait_a_while(void) {
  uint32_t ms = control->delay_ms;
  struct timespec left = {ms / 1000, (long)(ms % 1000) * 1000000};
  while (ms > 0 && nanosleep(&left, &left) != 0) {}
}

int begin_call(enum call call, enum file kind) {
  enter(call, kind);
  if (is_last()) die();
  if (call != CHANGE) wait_a_while();
  return (int)control->errors[call];
}

static int read_error(const char *path, int is_store) {
  if (control->only_store_reads && !is_store) return 0;
  size_t inside = strlen(directory);
  if (strncmp(path, directory, inside) != 0 || path[inside] != '/') return 0;
  if (strstr(path + inside, control->unreadable) == NULL) return 0;
  __atomic_add_fetch(&control->calls[READ], 1, __ATOMIC_SEQ_CST);
  __atomic_add_fetch(&control->failed[READ], 1, __ATOMIC_SEQ_CST);
  return (int)control->errors[READ];
}

int begin_opening(const char *path, int is_store) {
  if (control == NULL || control->errors[READ] == 0 || !control->fail_opening) return 0;
  return read_error(path, is_store);
}

/* The C library opens streams in ways that nobody sees: the system knows what a descriptor is. */
int begin_read(int fd, int is_store) {
  if (control == NULL || control->errors[READ] == 0 || control->fail_opening || fd < 0) return 0;
  char link[32], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return read_error(path, is_store);
}

static ssize_t put(int fd, const char *bytes, size_t size) {
  ssize_t written = ((ssize_t(*)(int, const void *, size_t))real("write"))(fd, bytes, size);
  if (written > 0 && kind_of_fd(fd) == COMMITS) control->commit_bytes += (uint32_t)written;
  return written;
}

/* A write of a stream, which a kill may leave half done. */
static ssize_t disturbed_write(int fd, const char *bytes, size_t size) {
  enum file kind = kind_of_fd(fd);
  enter(WRITE, kind);
  int last = is_last();
  if (last && control->kill_before) die();
  int error = (int)control->errors[WRITE];
  size_t wanted = error == 0 ? size : size * control->through / 2;
  if (control->short_writes && error == 0) wanted = (size + 1) / 2;
  ssize_t done = 0;
  if (last || control->delay_ms > 0) {
    done = put(fd, bytes, wanted / 2);
    if (last) die();
    wait_a_while();
  }
  if (done >= 0) {
    ssize_t rest = put(fd, bytes + done, wanted - (size_t)done);
    done = rest < 0 ? rest : done + rest;
  }
  if (error != 0) {
    errno = error;
    done = -1;
  }
  leave(WRITE, kind, error != 0);
  return done;
}

ssize_t write_all(int fd, const char *bytes, size_t size) {
  size_t done = 0;
  while (done < size) {
    ssize_t written = disturbed_write(fd, bytes + done, size - done);
    if (written < 0) break;
    done += (size_t)written;
  }
  return (ssize_t)done;
}
