/*
 * Stands between a process and the files of one directory, when it is preloaded (LD_PRELOAD): makes writes and syncs slow,
 * makes them and reads fail, and kills the process in the middle of one. What it does is said, and what it saw is told, in a file
 * that both sides map; storage-shim.ts knows its layout.
 *
 * LevelDB writes through stdio. The C library's own calls of write() can't be replaced, so a stream that is opened for
 * writing is one of fopencookie(), which writes by the function here.
 *
 *   STORAGE_SHIM_DIRECTORY  whose files; without a slash at the end
 *   STORAGE_SHIM_CONTROL    the mapped file
 */
#define _GNU_SOURCE
#include "shim.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* All else is hidden, so that it gets into nobody's way. */
#define REPLACES __attribute__((visibility("default")))

#define MOST_FILES 1024
#define MOST_STREAMS 64

static unsigned char file_of[MOST_FILES]; /* enum file, by descriptor */
static struct stream { FILE *stream; int fd; } streams[MOST_STREAMS];
static pthread_mutex_t streams_lock = PTHREAD_MUTEX_INITIALIZER;

static enum file kind_of(const char *path) {
  if (control == NULL || path == NULL) return NOT_OURS;
  size_t length = strlen(directory);
  if (strncmp(path, directory, length) != 0 || (path[length] != '/' && path[length] != '\0')) return NOT_OURS;
  const char *end = strrchr(path, '.');
  return end != NULL && strcmp(end, ".log") == 0 ? COMMITS : OTHER;
}

enum file kind_of_fd(int fd) {
  return fd >= 0 && fd < MOST_FILES ? file_of[fd] : NOT_OURS;
}

static void note_fd(int fd, enum file kind) {
  if (fd >= 0 && fd < MOST_FILES) file_of[fd] = kind;
}

static ssize_t write_stream(void *cookie, const char *bytes, size_t size) {
  return write_all((int)(intptr_t)cookie, bytes, size);
}

static int close_stream(void *cookie) {
  return close((int)(intptr_t)cookie);
}

static void note_stream(FILE *stream, int fd) {
  pthread_mutex_lock(&streams_lock);
  struct stream *slot = streams;
  while (slot < streams + MOST_STREAMS && slot->stream != NULL) slot += 1;
  if (slot == streams + MOST_STREAMS) abort();
  *slot = (struct stream){stream, fd};
  pthread_mutex_unlock(&streams_lock);
}

static int fd_of_stream(FILE *stream, int forget) {
  int fd = -1;
  pthread_mutex_lock(&streams_lock);
  for (struct stream *slot = streams; slot < streams + MOST_STREAMS; slot += 1) {
    if (slot->stream != stream || stream == NULL) continue;
    fd = slot->fd;
    if (forget) slot->stream = NULL;
  }
  pthread_mutex_unlock(&streams_lock);
  return fd;
}

REPLACES int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  int (*open_file)(const char *, int, ...) = real("open64");
  enum file kind = kind_of(path);
  if (kind == NOT_OURS) return open_file(path, flags, mode);
  int changes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
  /* Node.js has whatever it opens closed when another program is started; LevelDB does not. */
  int error = changes ? begin_call(CHANGE, kind) : begin_opening(path, (flags & O_CLOEXEC) == 0);
  int fd = error == 0 ? open_file(path, flags, mode) : -1;
  if (error != 0) errno = error;
  if (changes) leave(CHANGE, kind, error != 0);
  note_fd(fd, kind);
  return fd;
}

REPLACES FILE *fopen64(const char *path, const char *mode) {
  enum file kind = kind_of(path);
  if (kind == NOT_OURS || mode[0] == 'r') return ((FILE * (*)(const char *, const char *)) real("fopen64"))(path, mode);
  int fd = open64(path, O_WRONLY | O_CREAT | O_CLOEXEC | (mode[0] == 'a' ? O_APPEND : O_TRUNC), 0666);
  if (fd < 0) return NULL;
  FILE *stream = fopencookie((void *)(intptr_t)fd, mode, (cookie_io_functions_t){NULL, write_stream, NULL, close_stream});
  if (stream == NULL) abort();
  note_stream(stream, fd);
  return stream;
}

REPLACES int fclose(FILE *stream) {
  int (*close_file)(FILE *) = real("fclose");
  fd_of_stream(stream, 1);
  return close_file(stream);
}

REPLACES int fileno(FILE *stream) {
  int fd = fd_of_stream(stream, 0);
  return fd >= 0 ? fd : ((int (*)(FILE *))real("fileno"))(stream);
}

REPLACES int close(int fd) {
  note_fd(fd, NOT_OURS);
  return ((int (*)(int))real("close"))(fd);
}

static ssize_t real_write(int fd, const void *bytes, size_t size, off_t at) {
  if (at < 0) return ((ssize_t(*)(int, const void *, size_t))real("write"))(fd, bytes, size);
  return ((ssize_t(*)(int, const void *, size_t, off_t))real("pwrite64"))(fd, bytes, size, at);
}

/* Node.js writes small files in one go, of which a kill leaves all or nothing. */
static ssize_t whole_write(int fd, const void *bytes, size_t size, off_t at) {
  enum file kind = kind_of_fd(fd);
  if (kind == NOT_OURS) return real_write(fd, bytes, size, at);
  int error = begin_call(WRITE, kind);
  ssize_t written = error == 0 || control->through == 2 ? real_write(fd, bytes, size, at) : -1;
  if (error != 0) {
    errno = error;
    written = -1;
  }
  leave(WRITE, kind, error != 0);
  return written;
}

REPLACES ssize_t write(int fd, const void *bytes, size_t size) {
  return whole_write(fd, bytes, size, -1);
}

REPLACES ssize_t pwrite64(int fd, const void *bytes, size_t size, off_t at) {
  return whole_write(fd, bytes, size, at);
}

static int disturbed_sync(const char *name, int fd) {
  int (*sync_file)(int) = real(name);
  enum file kind = kind_of_fd(fd);
  if (kind == NOT_OURS) return sync_file(fd);
  int error = begin_call(SYNC, kind);
  int result = error == 0 || control->through > 0 ? sync_file(fd) : -1;
  if (error == 0) wait_a_while();
  else errno = error;
  if (error != 0) result = -1;
  leave(SYNC, kind, error != 0);
  return result;
}

REPLACES int fsync(int fd) {
  return disturbed_sync("fsync", fd);
}

REPLACES int fdatasync(int fd) {
  return disturbed_sync("fdatasync", fd);
}

REPLACES int rename(const char *from, const char *to) {
  int (*rename_file)(const char *, const char *) = real("rename");
  enum file kind = kind_of(to);
  if (kind == NOT_OURS) return rename_file(from, to);
  int error = begin_call(CHANGE, kind);
  int result = error == 0 ? rename_file(from, to) : -1;
  if (error != 0) errno = error;
  leave(CHANGE, kind, error != 0);
  return result;
}

REPLACES int unlink(const char *path) {
  int (*remove_file)(const char *) = real("unlink");
  enum file kind = kind_of(path);
  if (kind == NOT_OURS) return remove_file(path);
  int error = begin_call(CHANGE, kind);
  int result = error == 0 ? remove_file(path) : -1;
  if (error != 0) errno = error;
  leave(CHANGE, kind, error != 0);
  return result;
}

static size_t readable(int fd, size_t size) {
  return control != NULL && control->short_reads && kind_of_fd(fd) != NOT_OURS ? (size + 1) / 2 : size;
}

REPLACES ssize_t read(int fd, void *bytes, size_t size) {
  int error = begin_read(fd, 0);
  if (error == 0) return ((ssize_t(*)(int, void *, size_t))real("read"))(fd, bytes, readable(fd, size));
  errno = error;
  return -1;
}

REPLACES ssize_t pread64(int fd, void *bytes, size_t size, off_t at) {
  int error = begin_read(fd, 0);
  if (error == 0) return ((ssize_t(*)(int, void *, size_t, off_t))real("pread64"))(fd, bytes, readable(fd, size), at);
  errno = error;
  return -1;
}

#undef fread_unlocked

/* LevelDB reads its CURRENT file, its manifest and its logs so. */
REPLACES size_t fread_unlocked(void *bytes, size_t size, size_t count, FILE *stream) {
  int error = begin_read(fileno(stream), 1);
  if (error == 0) return ((size_t(*)(void *, size_t, size_t, FILE *))real("fread_unlocked"))(bytes, size, count, stream);
  errno = error;
  return 0;
}

/* And its tables so. Where the disk fails under a map, there is no call to fail: the process gets a SIGBUS. */
REPLACES void *mmap64(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
  void *(*map)(void *, size_t, int, int, int, off_t) = real("mmap64");
  if (begin_read(fd, 1) == 0) return map(at, size, protection, flags, fd, offset);
  int nothing = memfd_create("unreadable", MFD_CLOEXEC);
  void *mapped = map(at, size, protection, flags, nothing, 0);
  close(nothing);
  return mapped;
}
