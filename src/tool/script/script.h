/* A script in packetdrill's language, as it was read: timed events in their order, each a socket call, a segment to
 * inject or a segment to expect.
 *
 * The language is a subset: sockets and TCP. Shell commands and code in a script are refused, never run. */
#ifndef SYNFIN_SCRIPT_H
#define SYNFIN_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCRIPT_OPTIONS 24              /* of a segment: options that fit into 40 octets, and more need not be told */
#define SCRIPT_ARGUMENTS 6
#define SCRIPT_WARNINGS 8
#define SCRIPT_EXCEPTIONS 8

/* When an event takes place, in microseconds: since the script began, or since the event before it. */
struct script_time {
  enum { TIME_ABSOLUTE, TIME_RELATIVE, TIME_ABSOLUTE_RANGE, TIME_RELATIVE_RANGE, TIME_ANY } kind;
  int64_t at, to;                      /* `to` of a range only */
};

/* An option as it is written. Values: MSS 1, window scale 1, timestamps 2 (val, ecr), SACK 2 for each block. */
struct script_option {
  uint8_t kind;                        /* SYNFIN_KIND_ */
  uint8_t values;
  uint32_t value[8];
};

/* A segment. Its numbers are relative: what is 0 on a script's SYN is the initial sequence number. */
struct script_segment {
  uint8_t flags;                       /* SYNFIN_ bits */
  uint32_t seq, len, ack;
  int32_t wnd;                         /* -1: any */
  uint16_t up;
  int16_t traffic_class, ecn, hop_limit; /* of its IP header, -1: any. `ecn` ECN_EITHER: ECT(0) or ECT(1) */
  bool any_options;
  uint8_t options;
  struct script_option option[SCRIPT_OPTIONS];
};

#define ECN_EITHER 4

enum script_function {
  CALL_SOCKET, CALL_BIND, CALL_LISTEN, CALL_ACCEPT, CALL_CONNECT, CALL_READ, CALL_RECV, CALL_RECVFROM, CALL_WRITE,
  CALL_SEND, CALL_SENDTO, CALL_CLOSE, CALL_SHUTDOWN, CALL_FCNTL, CALL_SETSOCKOPT, CALL_GETSOCKOPT,
};

/* An argument: a number; one in brackets, which a call reads or fills in; the two of a struct linger; or what does not
 * count: an address, a string, `...`. */
struct script_argument {
  enum { ARGUMENT_ANY, ARGUMENT_NUMBER, ARGUMENT_BOX, ARGUMENT_LINGER } kind;
  int64_t number[2];
};

struct script_call {
  enum script_function function;
  size_t arguments;
  struct script_argument argument[SCRIPT_ARGUMENTS];
  int64_t ends;                        /* when a blocking call returns, counted as its beginning is; -1: at once */
  bool any_result;
  int64_t result;
  int error;                           /* errno that goes with -1; 0: any */
};

struct script_event {
  unsigned line;
  const char *source;                  /* as it is written, `source_len` octets of the file */
  size_t source_len;
  struct script_time time;
  enum { EVENT_CALL, EVENT_INJECT, EVENT_EXPECT } kind;
  union {
    struct script_call call;
    struct script_segment segment;
  };
};

/* What a comment in the head says of a target: `// fails on kernel: why`, `// skip on lwip: why`. */
struct script_exception {
  char target[16], why[120];
  bool skip;
};

struct script {
  const char *path;                    /* the caller's */
  char *text;                          /* the file, with a NUL behind it */
  char about[120];                     /* the first line of comment */
  uint8_t version;                     /* of IP */
  uint16_t bind_port, connect_port;
  int64_t tolerance;                   /* microseconds */
  size_t events;
  struct script_event *event;
  size_t warnings, exceptions;
  struct script_message { unsigned line; char text[160]; } warning[SCRIPT_WARNINGS], error;
  struct script_exception exception[SCRIPT_EXCEPTIONS];
};

/* Reads a script. `text` is `len` octets that malloc gave, and the script's from now on. False if it is none: `error`
 * then says where and why. Either way script_free gives back what it holds. */
bool script_parse(struct script *script, const char *path, char *text, size_t len);

/* The same from a file; errors of reading are on line 0. */
bool script_read(struct script *script, const char *path);

void script_free(struct script *script);

/* What the script says of this target, or NULL. */
const struct script_exception *script_exception_for(const struct script *script, const char *target);

const char *script_function_name(enum script_function function);

#endif
