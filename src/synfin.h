/* synfin: TCP from SYN to FIN (RFC 9293), sans I/O.
 *
 * The laws of this library:
 *
 * MUST      What breaks a MUST in these comments is undefined behaviour. What breaks anything else is an error code.
 * NULL      A pointer MUST NOT be NULL unless its comment says that it may.
 * Memory    Everything is the caller's: control blocks, buffers, results. Nothing is allocated or has to be freed.
 *           A struct may be copied by assignment, but a connection has to stay with its buffers.
 * Layout    Structs are visible so that they can be embedded; fields said to be private may change with MINOR.
 * Threads   No globals. Two threads may use two connections at once, and one connection one after the other.
 * Time      `now` is an argument, in microseconds of a clock that never goes back; where it starts does not matter,
 *           but it MUST be below SYNFIN_NEVER.
 *           The library has no clock, no randomness and does no I/O.
 * Numbers   Sequence numbers are modulo 2^32 (RFC 9293 3.4). Lengths are in octets.
 *
 * A segment travels  octets > synfin_ip_decode > synfin_decode > synfin_segment_arrives, and back
 * synfin_poll > synfin_encode > synfin_ip_encode > octets. One connection needs five calls in a loop:
 *
 *     while (synfin_poll(&c, now, &out)) write it;
 *     wait for a segment, or until synfin_deadline(&c, now);
 *     synfin_segment_arrives(&c, now, &in), or synfin_timeout(&c, now);
 *     synfin_send, synfin_receive, synfin_close as the application likes.
 */
#ifndef SYNFIN_H
#define SYNFIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "synfin_machine.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SYNFIN_VERSION_MAJOR 0
#define SYNFIN_VERSION_MINOR 1
#define SYNFIN_VERSION_PATCH 0
#define SYNFIN_VERSION "0.1.0"

/* The version the library was built as, to be compared with SYNFIN_VERSION. */
const char *synfin_version(void);

/* ---- Errors ------------------------------------------------------------------------------------------------------ */

/* Name, number, text. Those of user calls are the RFC's own strings (3.10). Numbers are never reused. */
#define SYNFIN_ERRORS(X)                                                      \
  X(OK,               0, "ok")                                                \
  X(NO_CONNECTION,   -1, "connection does not exist")                         \
  X(EXISTS,          -2, "connection already exists")                         \
  X(CLOSING,         -3, "connection closing")                                \
  X(RESET,           -4, "connection reset")                                  \
  X(REFUSED,         -5, "connection refused")                                \
  X(USER_TIMEOUT,    -6, "connection aborted due to user timeout")            \
  X(RESOURCES,       -7, "insufficient resources")                            \
  X(ARGUMENT,        -8, "invalid argument")                                  \
  X(UNSPECIFIED,     -9, "remote socket unspecified")                         \
  X(SHORT,          -20, "segment shorter than a TCP header")                 \
  X(OFFSET_SMALL,   -21, "data offset below 5")                               \
  X(OFFSET_LARGE,   -22, "data offset beyond the segment")                    \
  X(OPTION_OVERRUN, -23, "option runs beyond the header")                     \
  X(OPTION_LENGTH,  -24, "option length 0 or 1")                              \
  X(OPTION_KNOWN,   -25, "known option with a wrong length")                  \
  X(CHECKSUM,       -26, "TCP checksum is wrong")                             \
  X(OPTION_ROOM,    -27, "options need more than 40 octets")                  \
  X(TEXT_ROOM,      -28, "segment longer than 65535 octets")                  \
  X(IP_SHORT,       -40, "datagram shorter than its IP header")               \
  X(IP_VERSION,     -41, "neither IPv4 nor IPv6")                             \
  X(IP_HEADER,      -42, "IP header length is wrong")                         \
  X(IP_LENGTH,      -43, "IP total length beyond the datagram")               \
  X(IP_CHECKSUM,    -44, "IPv4 header checksum is wrong")                     \
  X(IP_FRAGMENT,    -45, "IP fragment")

enum synfin_err {
#define X(name, number, text) SYNFIN_ERR_##name = number,
  SYNFIN_ERRORS(X)
#undef X
};

#define SYNFIN_OK SYNFIN_ERR_OK

/* The name of an error ("CLOSING") and its text; static, never NULL, total: "?" and "unknown error" for other
 * numbers. */
const char *synfin_err_name(int err);
const char *synfin_strerror(int err);

/* ---- The segment, and its codec ---------------------------------------------------------------------------------- */

/* Control bits (RFC 9293 3.1; CWR and ECE: RFC 3168), as they stand in octet 13 of the header. */
#define SYNFIN_FIN 0x01u
#define SYNFIN_SYN 0x02u
#define SYNFIN_RST 0x04u
#define SYNFIN_PSH 0x08u
#define SYNFIN_ACK 0x10u
#define SYNFIN_URG 0x20u
#define SYNFIN_ECE 0x40u
#define SYNFIN_CWR 0x80u

/* Option kinds (IANA). */
#define SYNFIN_KIND_EOL 0u
#define SYNFIN_KIND_NOP 1u
#define SYNFIN_KIND_MSS 2u             /* RFC 9293 3.7.1, length 4                          */
#define SYNFIN_KIND_WSCALE 3u          /* RFC 7323 2,     length 3                          */
#define SYNFIN_KIND_SACK_PERMITTED 4u  /* RFC 2018 2,     length 2                          */
#define SYNFIN_KIND_SACK 5u            /* RFC 2018 3,     length 10, 18, 26 or 34           */
#define SYNFIN_KIND_TIMESTAMPS 8u      /* RFC 7323 3,     length 10                         */
#define SYNFIN_KIND_USER_TIMEOUT 28u   /* RFC 5482 3,     length 4                          */
#define SYNFIN_KIND_FAST_OPEN 34u      /* RFC 7413 4.1.1, length 2, or even from 6 to 18    */

/* Which options stand in struct synfin_options, as bits of `present`. */
#define SYNFIN_HAS_MSS 0x01u
#define SYNFIN_HAS_WSCALE 0x02u
#define SYNFIN_HAS_SACK_PERMITTED 0x04u
#define SYNFIN_HAS_SACK 0x08u
#define SYNFIN_HAS_TIMESTAMPS 0x10u
#define SYNFIN_HAS_USER_TIMEOUT 0x20u
#define SYNFIN_HAS_FAST_OPEN 0x40u

/* The known options of a segment. Where one stands twice in a segment, the last one counts. */
struct synfin_options {
  uint8_t present;             /* SYNFIN_HAS_ bits; a field counts only if its bit is set             */
  uint8_t wscale;              /* shift count as sent, 0 to 255 (RFC 7323 2.3 takes more than 14 as 14) */
  uint16_t mss;                /* octets, as sent                                                     */
  uint16_t user_timeout;       /* bit 15: granularity is minutes, else seconds; bits 0 to 14: value   */
  uint8_t sack_blocks;         /* 1 to 4                                                              */
  uint8_t fast_open_len;       /* octets of the cookie: 0 (a request), or even from 4 to 16           */
  struct { uint32_t left, right; } sack[4]; /* left edge, and the sequence number after the right one */
  uint32_t ts_val, ts_ecr;     /* TSval, TSecr                                                        */
  const uint8_t *fast_open;    /* the cookie: a view into the decoded octets, or the caller's         */
};

/* A segment as a value (RFC 9293 3.3.1, "current segment variables"). Text is a view, never a copy: of the decoded
 * octets, or of a connection's send buffer, where it may come in two pieces because that buffer is a ring. */
struct synfin_segment {
  uint16_t src_port, dst_port;
  uint32_t seq;                /* SEG.SEQ                                                             */
  uint32_t ack;                /* SEG.ACK, if flags has SYNFIN_ACK                                    */
  uint16_t wnd;                /* SEG.WND, octets, as sent                                            */
  uint16_t up;                 /* SEG.UP, offset from SEG.SEQ, if flags has SYNFIN_URG                */
  uint8_t flags;               /* SYNFIN_FIN to SYNFIN_CWR                                            */
  uint8_t options_len;         /* octets at `options`, 0 to 40                                        */
  uint32_t len;                /* octets of text, both pieces; SYN and FIN are not counted            */
  uint32_t rest_len;           /* octets of text that stand at `rest`, the others stand at `text`     */
  const uint8_t *text;         /* NULL only if there is none                                          */
  const uint8_t *rest;
  const uint8_t *options;      /* set by synfin_decode: the options field, to be iterated             */
  struct synfin_options opt;
};

/* SEG.LEN: octets of text, SYN and FIN counted (RFC 9293 3.4). */
uint32_t synfin_segment_len(const struct synfin_segment *seg);

/* Source and destination address, for the pseudo-header (RFC 9293 3.1). IPv4 takes the first four octets. */
struct synfin_addresses {
  uint8_t version;             /* 4 or 6 */
  uint8_t src[16], dst[16];    /* network byte order */
};

/* Decodes one TCP segment (RFC 9293 3.1) from `len` octets, a whole IP payload. Nothing outside them is read;
 * reserved bits are ignored. `seg` gets views into `octets`, which have to stay as long as it is used.
 *
 * addresses   for the checksum (MUST-3); NULL skips the check, for captures that cut segments off.
 *
 * Returns SYNFIN_OK, or SYNFIN_ERR_SHORT, _OFFSET_SMALL, _OFFSET_LARGE, _CHECKSUM, _OPTION_OVERRUN, _OPTION_LENGTH
 * or _OPTION_KNOWN, found in this order; `*seg` is then of no use. */
enum synfin_err synfin_decode(struct synfin_segment *seg, const void *octets, size_t len,
                              const struct synfin_addresses *addresses);

/* Encodes a segment. `seg->opt` gives the options, in the order Linux uses, padded to a multiple of four;
 * `seg->options` is not looked at. The text is copied.
 *
 * buf, cap    where to write; never more than `cap` octets. buf may be NULL if cap is 0.
 * addresses   for the checksum (MUST-2).
 *
 * Returns the octets needed: if that is more than `cap`, nothing was written. SYNFIN_ERR_OPTION_ROOM or _TEXT_ROOM
 * if no buffer would do; SYNFIN_ERR_ARGUMENT for a SACK block count or cookie length out of range. */
ptrdiff_t synfin_encode(void *buf, size_t cap, const struct synfin_segment *seg,
                        const struct synfin_addresses *addresses);

/* Steps through any options field, known kinds and unknown ones. EOL and NOP are not shown. */
struct synfin_option {
  uint8_t kind;                /* of the option found                                                  */
  uint8_t len;                 /* octets at `data`: the option's length less kind and length octet     */
  const uint8_t *data;         /* view                                                                 */
};

/* Finds the option at or after `*at` in the `len` octets (0 to 40) of an options field and moves `*at` beyond it;
 * start with 0. Returns 1 and fills `option`; 0 at the end (EOL or the last octet); or SYNFIN_ERR_OPTION_OVERRUN,
 * _LENGTH or _KNOWN (MUST-7). */
int synfin_option_next(struct synfin_option *option, const uint8_t *options, size_t len, size_t *at);

/* The Internet checksum (RFC 1071) over `len` octets at any alignment, in network order as a number: 0 over octets
 * that hold their own right checksum. */
uint16_t synfin_checksum(const void *octets, size_t len);

/* An IP datagram, as much of it as TCP needs. */
struct synfin_ip {
  struct synfin_addresses addresses;
  uint8_t traffic_class;       /* Diffserv in the upper six bits, ECN in the lower two (MUST-48)       */
  uint8_t hop_limit;           /* TTL (MUST-49)                                                        */
  uint8_t protocol;            /* 6 is TCP                                                             */
  uint16_t id;                 /* IPv4 identification; 0 for IPv6                                      */
  const uint8_t *payload;      /* view                                                                 */
  uint32_t len;                /* octets of payload                                                    */
};

/* Decodes an IPv4 or IPv6 header; IPv4 options, and IPv6 hop-by-hop, routing and destination options, are stepped
 * over. Octets after the total length (link padding) are left out. Returns SYNFIN_OK or a SYNFIN_ERR_IP_ error. */
enum synfin_err synfin_ip_decode(struct synfin_ip *ip, const void *octets, size_t len);

/* Writes the header (20 octets IPv4, with Don't Fragment; 40 octets IPv6) for `ip->len` octets of payload that
 * follow it; `ip->payload` is not looked at. Returns the octets needed; more than `cap`: nothing was written.
 * SYNFIN_ERR_IP_VERSION, or SYNFIN_ERR_IP_LENGTH if the payload is too long for IP. */
ptrdiff_t synfin_ip_encode(void *buf, size_t cap, const struct synfin_ip *ip);

/* ---- The connection ---------------------------------------------------------------------------------------------- */

typedef uint64_t synfin_time;  /* microseconds */
#define SYNFIN_NEVER UINT64_MAX

/* What connections of one kind have in common; constant, may be shared, MUST outlive them. Take SYNFIN_CONFIG_IPV4 or
 * _IPV6 and change what differs. */
struct synfin_config {
  uint16_t mms_s;              /* MMS_S: octets of the largest TCP segment, header included, that IP can send (3.7.1) */
  uint16_t mms_r;              /* MMS_R: that IP can reassemble; the MSS announced is this less 20 (MUST-67)          */
  uint16_t default_mss;        /* send MSS if the peer names none: 536 for IPv4, 1220 for IPv6 (MUST-15)              */
  synfin_time msl;             /* maximum segment lifetime; 3.4.2: 2 min                                              */
  synfin_time user_timeout;    /* R2: how long unacknowledged octets and SYNs are retransmitted (MUST-20 to -23)      */
  synfin_time fin_wait_2;      /* FIN-WAIT-2 of a connection the user has let go of (RULING 16)                       */
  synfin_time rto_initial;     /* RFC 6298 2.1: 1 s                                                                   */
  synfin_time rto_min;         /* RFC 6298 2.4: 1 s                                                                   */
  synfin_time rto_max;         /* RFC 6298 2.5: at least 60 s                                                         */
  synfin_time ack_delay;       /* delayed ACK, less than 500 ms (MUST-40)                                             */
};

#define SYNFIN_SECONDS(n) ((synfin_time)(n) * 1000000u)
#define SYNFIN_CONFIG_(header, mss) {                                                                        \
  .mms_s = 1500 - (header), .mms_r = 1500 - (header), .default_mss = (mss), .msl = SYNFIN_SECONDS(120),      \
  .user_timeout = SYNFIN_SECONDS(300), .fin_wait_2 = SYNFIN_SECONDS(60), .rto_initial = SYNFIN_SECONDS(1),   \
  .rto_min = SYNFIN_SECONDS(1), .rto_max = SYNFIN_SECONDS(60), .ack_delay = SYNFIN_SECONDS(1) / 5 }
#define SYNFIN_CONFIG_IPV4 SYNFIN_CONFIG_(20, 536)   /* for an MTU of 1500 */
#define SYNFIN_CONFIG_IPV6 SYNFIN_CONFIG_(40, 1220)

/* What happened since the user last asked (RFC 9293 3.9.1.8, "asynchronous reports"; MUST-12, -20, -32, -47). */
#define SYNFIN_SIG_CLOSING 0x01u       /* the peer's FIN was taken: all it will ever send is here      */
#define SYNFIN_SIG_RESET 0x02u         /* "connection reset"                                           */
#define SYNFIN_SIG_REFUSED 0x04u       /* "connection refused"                                         */
#define SYNFIN_SIG_USER_TIMEOUT 0x08u  /* "connection aborted due to user timeout"                     */
#define SYNFIN_SIG_URGENT 0x10u        /* urgent text is ahead, or more of it                          */
#define SYNFIN_SIG_TROUBLE 0x20u       /* R1: three retransmissions without an answer; IP may look for another way */

/* A ring of octets in the caller's memory. Private. */
struct synfin_ring {
  uint8_t *octets;
  uint32_t size, head, used;   /* octets; index of the first one in use; octets in use */
};

/* Stretches of text held beyond a gap, [left, right) each, in order, never touching. Private. */
#define SYNFIN_HELD 4

/* A connection: RFC 9293's transmission control block (3.3.1). All fields are private; the names are the RFC's, for
 * debuggers and tests. What is not a fact of its own is not here: the FIN was queued if the state says so, and sent
 * if SND.MAX says so. */
struct synfin_conn {
  const struct synfin_config *config;
  struct {
    uint32_t iss;              /* ISS                                                                   */
    uint32_t una;              /* SND.UNA                                                               */
    uint32_t nxt;              /* SND.NXT: what is sent next, set back to SND.UNA to retransmit         */
    uint32_t max;              /* SND.MAX: one beyond the highest ever sent; SND.NXT in the RFC's checks (RULING 13) */
    uint32_t wnd, max_wnd;     /* SND.WND, MAX.SND.WND                                                  */
    uint32_t wl1, wl2;         /* SND.WL1, SND.WL2                                                      */
    uint32_t up;               /* SND.UP: one beyond the last urgent octet                              */
    uint32_t cwnd, ssthresh;   /* RFC 5681                                                              */
    uint32_t recover;          /* RFC 6582: SND.MAX when loss was found                                 */
    uint16_t mss;              /* Eff.snd.MSS (3.7.1)                                                   */
    uint8_t dupacks;           /* duplicate ACKs in a row; at three, fast recovery is on                */
    uint8_t syn;               /* octets of SYN at the head of the retransmission queue: 1 or 0          */
    struct synfin_ring text;   /* from the first unacknowledged octet of text on                        */
  } snd;
  struct {
    uint32_t irs;              /* IRS                                                                   */
    uint32_t nxt;              /* RCV.NXT                                                               */
    uint32_t edge;             /* RCV.NXT + RCV.WND: the right edge, never moved left (SHLD-14)         */
    uint32_t up;               /* RCV.UP: one beyond the last urgent octet                              */
    uint32_t acked;            /* the RCV.NXT that was last sent as SEG.ACK                             */
    uint32_t fin;              /* where the peer's FIN stands, if it is held beyond a gap               */
    struct { uint32_t left, right; } held[SYNFIN_HELD];
    struct synfin_ring text;   /* what was received and not yet delivered; held text stands beyond it   */
  } rcv;
  struct {
    uint32_t srtt, rttvar;     /* microseconds (RFC 6298); srtt 0: no sample yet                        */
    uint32_t timed;            /* the ACK that ends the running sample                                  */
    synfin_time timed_at;      /* when it began; SYNFIN_NEVER: none is running                          */
    synfin_time retransmit_at; /* retransmission or persist timer, SYNFIN_NEVER: off                    */
    synfin_time ack_at;        /* delayed ACK                                                           */
    synfin_time wait_at;       /* 2 MSL, or FIN-WAIT-2 without a user                                   */
    synfin_time progress_at;   /* when the peer last took something, or there was first something to take */
    synfin_time challenge_at;  /* no empty segment is answered with an ACK before                       */
    synfin_time sent_at;       /* when text was last sent (RFC 5681 4.1)                                */
    synfin_time user_timeout;  /* R2                                                                    */
  } timer;
  struct {
    uint32_t seq, ack;         /* a RST that waits to be sent: its numbers, control bits and ports      */
    uint16_t src_port, dst_port;
    uint8_t flags;             /* 0: none waits                                                         */
  } rst;
  uint16_t local_port, remote_port;
  uint16_t named_port;         /* the remote port as the user gave it; 0: the SYN fills it in           */
  uint8_t state;               /* enum synfin_state; only the machine changes it                        */
  uint8_t held;                /* stretches in rcv.held                                                 */
  uint8_t backoff;             /* timeouts since the last sample of the round-trip time (RFC 6298 5.5)  */
  uint8_t tries;               /* timeouts since SND.UNA moved (R1)                                     */
  uint8_t signals;             /* SYNFIN_SIG_ bits not yet asked for                                    */
  uint8_t acks;                /* ACKs owed without delay: one for each segment beyond a gap (RFC 5681 4.2) */
  int8_t cause;                /* why the last connection ended: SYNFIN_OK or an error                  */
  bool fin_held;               /* rcv.fin counts                                                        */
  bool front_now;              /* the front of the retransmission queue is sent next, at least one octet
                                * whatever the window says: fast retransmit, probe, override (3.8.6)    */
  bool no_delay;               /* Nagle is off (MUST-17)                                                */
  bool released;               /* the user has let go: text that comes is for nobody (3.6.1)            */
};

/* Makes a connection in CLOSED. Buffers are the caller's, MUST outlive their use, and may be attached later.
 *
 * config             MUST outlive the connection.
 * local, remote      ports, host byte order; remote may be 0 before a passive OPEN: the SYN fills it in. */
void synfin_init(struct synfin_conn *c, const struct synfin_config *config, uint16_t local_port, uint16_t remote_port);

/* Gives the connection its send or receive buffer: `size` octets (at most 2^30), or takes it back (NULL, 0). An idle
 * connection needs none. Returns SYNFIN_OK, or SYNFIN_ERR_RESOURCES if octets are in use, or SYNFIN_ERR_ARGUMENT. */
enum synfin_err synfin_attach_send(struct synfin_conn *c, void *buffer, size_t size);
enum synfin_err synfin_attach_receive(struct synfin_conn *c, void *buffer, size_t size);

/* OPEN (3.10.1). Active sends a SYN, passive listens for one.
 *
 * iss   initial send sequence number; synfin_isn() makes good ones.
 *
 * Returns SYNFIN_OK, or SYNFIN_ERR_EXISTS; active without a remote port SYNFIN_ERR_UNSPECIFIED. */
enum synfin_err synfin_open_active(struct synfin_conn *c, synfin_time now, uint32_t iss);
enum synfin_err synfin_open_passive(struct synfin_conn *c, synfin_time now, uint32_t iss);

/* Sets the ISS of the next SYN of a connection in LISTEN. RFC 6528 makes an ISS a function of both addresses, which
 * a listener learns with the SYN only: call this before each SYN is fed. Elsewhere SYNFIN_ERR_EXISTS or
 * _NO_CONNECTION. */
enum synfin_err synfin_select_iss(struct synfin_conn *c, uint32_t iss);

/* An initial sequence number (RFC 9293 3.4.1, RFC 6528): a 4 microsecond clock plus SipHash-2-4 of the connection.
 *
 * key        16 octets, random and secret, the same for all connections of a host.
 * tuple      addresses and ports in any fixed form, `len` octets. */
uint32_t synfin_isn(const uint8_t key[16], const void *tuple, size_t len, synfin_time now);

/* SEND (3.10.2). Copies octets into the send buffer; queued text goes out by synfin_poll. In LISTEN it opens actively.
 *
 * urgent   the last of these octets is urgent (3.8.5); new applications SHOULD NOT use it (SHLD-13).
 *
 * Returns the octets taken, fewer than `len` when the buffer is full; SYNFIN_ERR_RESOURCES if it is quite full;
 * SYNFIN_ERR_CLOSING after CLOSE; SYNFIN_ERR_UNSPECIFIED in LISTEN without a remote port; SYNFIN_ERR_NO_CONNECTION in
 * CLOSED, or what ended the connection. */
ptrdiff_t synfin_send(struct synfin_conn *c, synfin_time now, const void *octets, size_t len, bool urgent);

/* RECEIVE (3.10.3). Delivers what was received, in order; always before it reports anything (RULING 11).
 *
 * Returns the octets delivered; 0 if there are none yet; SYNFIN_ERR_CLOSING after the peer's FIN (end of the stream);
 * SYNFIN_ERR_NO_CONNECTION in CLOSED, or what ended the connection. */
ptrdiff_t synfin_receive(struct synfin_conn *c, synfin_time now, void *octets, size_t cap);

/* CLOSE (3.10.4): nothing more will be sent; what was queued goes first. Receiving goes on.
 * Returns SYNFIN_OK, SYNFIN_ERR_CLOSING or SYNFIN_ERR_NO_CONNECTION (or what ended the connection). */
enum synfin_err synfin_close(struct synfin_conn *c, synfin_time now);

/* ABORT (3.10.5): the connection is gone at once; the peer is told by a RST where 3.10.5 says so.
 * Returns SYNFIN_OK, or SYNFIN_ERR_NO_CONNECTION (or what ended the connection). */
enum synfin_err synfin_abort(struct synfin_conn *c, synfin_time now);

/* Lets go of the connection: CLOSE, and nothing more will be received (3.6.1, MAY-1). Unread text makes it an ABORT,
 * text that still comes a RST (SHLD-3). FIN-WAIT-2 then ends after config->fin_wait_2. The connection still lives
 * until its state is CLOSED. Returns as synfin_close, but SYNFIN_OK where CLOSE was called before. */
enum synfin_err synfin_release(struct synfin_conn *c, synfin_time now);

/* STATUS (3.10.6). Never fails: CLOSED says that the connection does not exist. */
enum synfin_state synfin_status(const struct synfin_conn *c);

/* Whether the state is one of a set, a union of these. States are never compared by order. */
#define SYNFIN_IN(state) (1u << (state))
#define SYNFIN_IN_SYN_RECEIVED (SYNFIN_IN(SYNFIN_SYN_RECEIVED_PASSIVE) | SYNFIN_IN(SYNFIN_SYN_RECEIVED_ACTIVE))
#define SYNFIN_IN_SYNCHRONIZED                                                                               \
  (SYNFIN_IN(SYNFIN_ESTABLISHED) | SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_FIN_WAIT_2) |             \
   SYNFIN_IN(SYNFIN_CLOSE_WAIT) | SYNFIN_IN(SYNFIN_CLOSING) | SYNFIN_IN(SYNFIN_LAST_ACK) | SYNFIN_IN(SYNFIN_TIME_WAIT))
#define SYNFIN_IN_FIN_RECEIVED                                                                               \
  (SYNFIN_IN(SYNFIN_CLOSE_WAIT) | SYNFIN_IN(SYNFIN_CLOSING) | SYNFIN_IN(SYNFIN_LAST_ACK) | SYNFIN_IN(SYNFIN_TIME_WAIT))
#define SYNFIN_IN_FIN_UNACKED                                                                                \
  (SYNFIN_IN(SYNFIN_FIN_WAIT_1) | SYNFIN_IN(SYNFIN_CLOSING) | SYNFIN_IN(SYNFIN_LAST_ACK))
static inline bool synfin_in(const struct synfin_conn *c, unsigned set) { return (set >> c->state & 1u) != 0; }

/* The SYNFIN_SIG_ bits since the last call; they are cleared. */
unsigned synfin_signals(struct synfin_conn *c);

/* Why the connection ended: SYNFIN_OK while it lives or if it ended in order, else SYNFIN_ERR_RESET, _REFUSED or
 * _USER_TIMEOUT. */
enum synfin_err synfin_cause(const struct synfin_conn *c);

/* Octets that SEND would take, that RECEIVE would deliver, that are queued and not acknowledged, and that RECEIVE has
 * to deliver until the last urgent one is out (MUST-33). */
uint32_t synfin_sendable(const struct synfin_conn *c);
uint32_t synfin_receivable(const struct synfin_conn *c);
uint32_t synfin_unacked(const struct synfin_conn *c);
uint32_t synfin_urgent(const struct synfin_conn *c);

/* Nagle's algorithm off or on for this connection (MUST-17; on at first). R2 for this connection, SYNFIN_NEVER for
 * never (MUST-21). Both count from now on and are kept by the next OPEN. */
void synfin_set_no_delay(struct synfin_conn *c, bool no_delay);
void synfin_set_user_timeout(struct synfin_conn *c, synfin_time user_timeout);

/* SEGMENT ARRIVES (3.10.7). The segment is decoded, its checksum verified, its addresses and ports are this
 * connection's (in LISTEN: its local port). Call it for every segment at hand before the next synfin_poll, so that
 * ACKs are combined (MUST-58). */
void synfin_segment_arrives(struct synfin_conn *c, synfin_time now, const struct synfin_segment *seg);

/* Timeouts (3.10.8, and the persist and delayed ACK timers): does what is due at `now`, nothing if nothing is. */
void synfin_timeout(struct synfin_conn *c, synfin_time now);

/* The next segment to send, or false. Call it until it says false after every other call. Its text is a view into
 * the send buffer: encode it before the next call. What it returns counts as sent. */
bool synfin_poll(struct synfin_conn *c, synfin_time now, struct synfin_segment *seg);

/* When to call again: `now` if synfin_poll has a segment, else the time of the next timeout, or SYNFIN_NEVER. */
synfin_time synfin_deadline(const struct synfin_conn *c, synfin_time now);

/* What a host answers to a segment for which there is no connection (3.10.7.1, 3.5.2): a RST in `*reply` and true, or
 * false if the segment was a RST itself. */
bool synfin_answer_closed(const struct synfin_segment *seg, struct synfin_segment *reply);

/* Whether a SYN that reaches a connection in TIME-WAIT may open a new one (RFC 9293 3.6.1 MAY-2, RFC 6191): its
 * sequence number lies beyond all that was received. A host that listens there calls synfin_abort, and feeds the SYN
 * to a new passive OPEN whose ISS lies beyond SND.MAX, which `*iss` is the least value for. */
bool synfin_reusable(const struct synfin_conn *c, const struct synfin_segment *seg, uint32_t *iss);

#ifdef __cplusplus
}
#endif

#endif
