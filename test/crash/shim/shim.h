/* What the two halves of the shim share, and the layout of the mapped file. */
#include <stdint.h>
#include <sys/types.h>

enum call { CHANGE, WRITE, SYNC, READ, CALLS }; /* CHANGE makes, renames or removes a file */
enum file { NOT_OURS, COMMITS, OTHER, FILES }; /* COMMITS is the log, where LevelDB writes batches */

struct control {
  /* Said by the test. */
  uint32_t delay_ms;          /* what each call takes longer; a write is done in two halves with the delay between them */
  uint32_t errors[CALLS];     /* errno of calls that are to fail, 0: they work */
  uint32_t through;           /* how much of a failing write or sync is done all the same: 0 nothing, 1 half, 2 all */
  uint32_t short_writes;      /* no write takes more than half of what it is given */
  uint32_t short_reads;       /* no read of Node.js gives more than half of what it is asked for */
  uint32_t kill_at;           /* the process is killed in the so many-th call from now on, 0: in none */
  uint32_t kill_before;       /* before that call rather than in the middle of it */
  uint32_t only_store_reads;  /* reads of LevelDB alone are to fail, as if Node.js found everything in the page cache */
  uint32_t fail_opening;      /* such files can't even be opened for reading */
  char unreadable[16];        /* files with this in their names are those whose reads are to fail */
  /* Told by the shim. */
  uint32_t calls[CALLS];
  uint32_t failed[CALLS];     /* on purpose */
  uint32_t inside[FILES][CALLS]; /* calls that have begun and not returned: what a kill has hit */
  uint32_t commit_bytes;      /* written to the log */
};

/* NULL as long as nothing is to be disturbed. */
extern struct control *control;
extern const char *directory;

/* The function of this name that would be called without the shim. */
void *real(const char *name);

/* Whose file a descriptor is; intercept.c keeps account. */
enum file kind_of_fd(int fd);

/* Begins a call that is not a write. Returns 0 when it is to be done, else the error to fail with. */
int begin_call(enum call call, enum file kind);

/* Ends a call that was failed on purpose, or not; errno stays. */
void leave(enum call call, enum file kind, int was_failed);

/* Begins a read of a descriptor, of LevelDB or of Node.js. Returns 0 when it is to be done, else the error to fail with. */
int begin_read(int fd, int is_store);

/* The same of opening a file in order to read it. */
int begin_opening(const char *path, int is_store);

/* Takes as long as calls are to take longer. */
void wait_a_while(void);

/* Writes to a stream: as the C library does with a file, until all is written, or an error. */
ssize_t write_all(int fd, const char *bytes, size_t size);
