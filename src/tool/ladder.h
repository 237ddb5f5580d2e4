/* The ladder of segments between two TCPs: first it is played, and so recorded; then it is drawn.
 *
 * ladder_scenarios.c says what is to happen, ladder_play.c plays it (against the kernel with ladder_kernel.c),
 * ladder_record.c keeps it and makes captures, ladder_text.c draws it on a terminal, ladder_svg.c makes a picture. */
#ifndef SYNFIN_LADDER_H
#define SYNFIN_LADDER_H

#include <stdio.h>

#include "synfin.h"

enum ladder_side { LADDER_LEFT, LADDER_RIGHT };

#define LADDER_OCTETS 256
#define LADDER_EVENTS 200

/* Something that happened at one side: a segment was sent, or arrived; or a user call, a signal, a timeout (a note). */
struct ladder_event {
  enum ladder_kind { LADDER_SENT, LADDER_ARRIVED, LADDER_NOTE } kind;
  enum ladder_side side;
  synfin_time at;
  const char *before, *after;            /* the state there; NULL: nobody's, the segment comes out of the network  */
  char text[64];                         /* of a note: what it is; of a segment sent: a remark, or empty           */
  size_t twin;                           /* of SENT: its ARRIVED, 0 if it never does; of ARRIVED: its SENT         */
  synfin_time due;                       /* of SENT: when it will arrive, SYNFIN_NEVER: lost or arrived            */
  bool lost;                             /* of SENT                                                                */
  struct synfin_segment segment;         /* of SENT: flags and numbers only                                        */
  size_t len;                            /* of SENT: how many octets, TCP header and text                          */
  uint8_t octets[LADDER_OCTETS];         /* as many of them as there is room for                                   */
};

struct ladder {
  const char *title, *about, *names[2];
  uint8_t version, address[2][16];       /* of IP: 4, which takes four octets, or 6 */
  size_t events;
  struct ladder_event event[LADDER_EVENTS];
};

struct ladder_options {
  uint32_t iss[2];
  bool ascii, colour;
};

/* ---- Playing ----------------------------------------------------------------------------------------------------- */

/* Plays a scenario; false if there is none of that name. */
bool ladder_play(struct ladder *ladder, const char *scenario, const struct ladder_options *options);

/* Plays a scenario with the kernel as the server. False, and why, if that is not possible here. */
bool ladder_play_kernel(struct ladder *ladder, const char *scenario, const struct ladder_options *options,
                        char why[128]);

/* ---- Recording --------------------------------------------------------------------------------------------------- */

bool ladder_full(const struct ladder *ladder);

/* Adds an event; a full ladder gives its last one again. */
struct ladder_event *ladder_add(struct ladder *ladder, enum ladder_kind kind, enum ladder_side side, synfin_time at);

/* Adds a note: a call, signal or timeout that led from one state to another. */
void ladder_note(struct ladder *ladder, enum ladder_side side, synfin_time at, const char *before, const char *after,
                 const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Adds a segment that `side` sends in `state`, from its octets. */
struct ladder_event *ladder_sent(struct ladder *ladder, enum ladder_side side, synfin_time at, const char *state,
                                 const void *octets, size_t len);

/* Adds the arrival of the segment. */
void ladder_arrived(struct ladder *ladder, size_t sent, synfin_time at, const char *before, const char *after);

/* The addresses of a segment that `side` sends. */
struct synfin_addresses ladder_addresses(const struct ladder *ladder, enum ladder_side side);

/* Writes all segments as a capture of IP datagrams. Errors are kept in `out`. */
void ladder_write_pcap(FILE *out, const struct ladder *ladder);

/* ---- Drawing ----------------------------------------------------------------------------------------------------- */

/* "SYN,ACK  seq=200 ack=101", its parts padded to these widths. */
struct ladder_widths { int flags, seq, ack, len; };
struct ladder_widths ladder_widths(const struct ladder *ladder);
void ladder_label(char label[96], const struct ladder_event *sent, struct ladder_widths widths);

void ladder_draw_text(FILE *out, const struct ladder *ladder, const struct ladder_options *options);
void ladder_draw_svg(FILE *out, const struct ladder *ladder);

static inline enum ladder_side ladder_other(enum ladder_side side)
{
  return side == LADDER_LEFT ? LADDER_RIGHT : LADDER_LEFT;
}

#endif
