/* What is known of a connection and of its two ends: of fixed size, however long it lives. */
#ifndef SYNFIN_TOOL_CHECK_CONN_H
#define SYNFIN_TOOL_CHECK_CONN_H

#include "check/digest.h"
#include "check/packet.h"

/* A finding that later packets confirm or lift. */
struct pending {
  uint64_t packet;             /* 0: none                                                              */
  int64_t time;
  uint32_t number;             /* the sequence number it is about                                      */
};

/* Facts of an end, as bits of `known`. */
enum {
  KNOWS_ISS = 1u << 0,         /* iss counts                                                           */
  KNOWS_MAX = 1u << 1,         /* max counts                                                           */
  KNOWS_FIN = 1u << 2,         /* fin counts: it sent a FIN                                            */
  KNOWS_ACK = 1u << 3,         /* ack counts                                                           */
  KNOWS_EDGE = 1u << 4,        /* edge counts                                                          */
  KNOWS_EDGE_BEFORE = 1u << 5, /* edge_before counts                                                   */
  KNOWS_TS = 1u << 6,          /* ts_first and ts_high count                                           */
  SENT_SYN = 1u << 7,          /* without an ACK                                                       */
  SENT_SYN_ACK = 1u << 8,
  SENT_MORE = 1u << 9,         /* it was synchronized: neither SYN nor RST                             */
  SENT_RST = 1u << 10,         /* after that: rst_time counts                                          */
  FIN_KNEW_FIN = 1u << 11,     /* its FIN acknowledged the peer's: no simultaneous close               */
  SUM_WAS_RIGHT = 1u << 12,
  SUM_WAS_PARTIAL = 1u << 13,
  RST_ACKED = 1u << 14,        /* rst_ack counts                                                       */
  KNOWS_TS_ACKED = 1u << 15,   /* ts_acked counts                                                      */
  KNOWS_OLD = 1u << 16         /* old_max counts                                                       */
};

#define HOLES 4u               /* that are remembered */

/* What the SYNs of an end offered. */
struct offer {
  uint16_t mss;                /* octets; the default where they named none                            */
  uint8_t options;             /* SYNFIN_HAS_ bits                                                     */
  uint8_t shift;               /* window scale, at most 14                                             */
  bool ecn;                    /* ECN or AccECN                                                        */
  bool known;                  /* its options were captured, whole                                     */
};

/* One end of a connection. */
struct side {
  uint32_t known;
  uint32_t letters;            /* that segments of the peer may have been to it                        */
  uint16_t states;             /* that it may be in                                                    */
  struct offer offer, odd_offer;   /* of its SYN, and of odd_syn                                       */
  uint32_t iss, fin;           /* numbers of SYN and FIN                                               */
  uint32_t max;                /* one beyond the highest number it sent                                */
  uint32_t old_max;            /* the same of the connection before, between the same sockets          */
  uint32_t ack;                /* the highest it acknowledged                                          */
  uint32_t edge, edge_before;  /* right edge of its window offered with that ACK, and with any before  */
  int64_t ack_time, edge_time, max_time;  /* when these moved last                                     */
  int64_t more_time;           /* when SENT_MORE came true                                             */
  uint32_t ts_first, ts_high;  /* TSval of its first segment, the highest one, and when that was       */
  int64_t ts_high_time;
  uint32_t ts_acked;           /* the highest TSval of segments that acknowledged no more than `ack`   */
  uint32_t rst_ack;            /* what its RST acknowledged                                            */
  int64_t rst_time;            /* when it sent the first                                               */
  struct pending unsent;       /* its peer acknowledged up to here, and it was not seen to send that   */
  struct pending beyond;       /* it sent up to here, beyond its peer's window                         */
  struct pending odd_syn;      /* a SYN with another ISS                                               */
  struct pending odd_ack;      /* its SYN,ACK acknowledged this, which is not the peer's SYN           */
  struct pending sum;          /* its first wrong checksum, while none was right                       */
  struct { uint32_t left, right; } hole[HOLES];   /* numbers below max that were not seen; left = right: none */
  uint64_t violated, doubted;  /* rules of which a violation, and of which anything less was told     */
  uint64_t packets, octets;    /* octets of text, each time they were sent                             */
  uint32_t retransmissions, late, resets;   /* late: filled a hole                                     */
  uint64_t missing;            /* octets acknowledged, but not in the capture                          */
  struct digest digest;
};

enum reset_cause { RESET_NONE, RESET_REFUSED, RESET_HALF_OPEN, RESET_TEXT_AFTER_CLOSE, RESET_NOT_THERE, RESET_ABORT };

struct conn {
  struct synfin_addresses addresses;        /* of side 0, and of side 1                                */
  uint16_t port[2];
  uint32_t number;                          /* from 1, as connections were found                       */
  int64_t begin, end;                       /* first and last packet, microseconds                     */
  int64_t old_end;                          /* the last packet of the connection before                */
  uint8_t opener, closer, resetter;         /* sides; count if there was a SYN, FIN or RST             */
  uint8_t reset;                            /* enum reset_cause, of the first RST                      */
  bool has_opener, has_closer;
  struct side side[2];
  uint32_t next, newer, older;              /* private to the table                                    */
};

/* How it began and ended, in a few words; static strings. */
const char *conn_opening(const struct conn *conn);
const char *conn_closing(const struct conn *conn);
const char *conn_reset_cause(const struct conn *conn);

/* Whether nothing more is to be expected of it but late segments. */
bool conn_is_over(const struct conn *conn);

/* Empties it for another connection of the same two sockets. */
void conn_reset(struct conn *conn, uint32_t number, int64_t time);

#endif
