/* Every rule that `synfin check` judges by: its name, the clause it comes from, how binding that is, and a text. */
#ifndef SYNFIN_TOOL_CHECK_RULES_H
#define SYNFIN_TOOL_CHECK_RULES_H

enum rule_level { RULE_LEVEL_NOTE, RULE_LEVEL_SHOULD, RULE_LEVEL_MUST };

/* A rule of level NOTE is never a violation: what it tells is legal, or nobody's fault. */
#define CHECK_RULES(X)                                                                              \
  /* The header */                                                                                  \
  X(IP_HEADER, "ip-header", "RFC 791 3.1, RFC 8200 3", MUST,                                        \
    "IP header lengths do not fit")                                                                 \
  X(IP_CHECKSUM, "ip-checksum", "RFC 1122 3.2.1.2", MUST,                                           \
    "IPv4 header checksum is wrong")                                                                \
  X(SHORT, "short", "RFC 9293 3.1", MUST,                                                           \
    "segment is shorter than a TCP header")                                                         \
  X(OFFSET, "offset", "RFC 9293 3.1", MUST,                                                         \
    "data offset is below 5 or beyond the segment")                                                 \
  X(OPTION_LENGTH, "option-length", "RFC 9293 3.1 MUST-68", MUST,                                   \
    "length of an option is wrong")                                                                 \
  X(PADDING, "padding", "RFC 9293 3.1 MUST-69", MUST,                                               \
    "header is padded with other than zeros")                                                       \
  X(RESERVED, "reserved", "RFC 9293 3.1", MUST,                                                     \
    "reserved bits are set")                                                                        \
  X(CHECKSUM, "checksum", "RFC 9293 3.1 MUST-2", MUST,                                              \
    "checksum is wrong: sent so, or damaged on the way")                                            \
  X(OFFLOAD, "offload", "RFC 9293 3.1", NOTE,                                                       \
    "checksums are left to the interface: not verified")                                            \
  X(PORT, "port", "RFC 6335 6", SHOULD,                                                             \
    "port 0 is reserved")                                                                           \
  X(ADDRESS, "address", "RFC 9293 3.9.2.3 MUST-57", MUST,                                           \
    "multicast or broadcast address")                                                               \
  X(LAND, "land", "RFC 9293 3.5", NOTE,                                                             \
    "both ends are one socket: connected to itself, or LAND")                                       \
  X(FLAGS, "flags", "RFC 9293 3.10", MUST,                                                          \
    "control bits that no state sends together")                                                    \
  X(NO_ACK, "no-ack", "RFC 9293 3.1", MUST,                                                         \
    "neither SYN nor RST, and no ACK")                                                              \
  X(URGENT, "urgent", "RFC 9293 3.8.5 MUST-62", SHOULD,                                             \
    "urgent pointer points at nothing")                                                             \
  /* Options */                                                                                     \
  X(MSS_LATE, "mss-late", "RFC 9293 3.2 MUST-65", MUST,                                             \
    "MSS option outside a SYN")                                                                     \
  X(WSCALE_LATE, "wscale-late", "RFC 7323 2.2", MUST,                                               \
    "window scale option outside a SYN")                                                            \
  X(SACK_OK_LATE, "sack-ok-late", "RFC 2018 2", MUST,                                               \
    "SACK-permitted option outside a SYN")                                                          \
  X(WSCALE_LARGE, "wscale-large", "RFC 7323 2.3", MUST,                                             \
    "shift count above 14")                                                                         \
  X(WSCALE_UNASKED, "wscale-unasked", "RFC 7323 2.2", MUST,                                         \
    "SYN,ACK scales windows, but the SYN did not")                                                  \
  X(TS_UNASKED, "ts-unasked", "RFC 7323 3.2", MUST,                                                 \
    "timestamps that the handshake did not agree on")                                               \
  X(TS_MISSING, "ts-missing", "RFC 7323 3.2", MUST,                                                 \
    "no timestamps, though the handshake agreed on them")                                           \
  X(TS_ECHO_ON_SYN, "ts-echo-on-syn", "RFC 7323 3.2", SHOULD,                                       \
    "TSecr is not 0, and nothing is acknowledged")                                                  \
  X(TS_ECHO, "ts-echo", "RFC 7323 3.2, 4.3", MUST,                                                  \
    "TSecr was never sent as TSval")                                                                \
  X(TS_BACK, "ts-back", "RFC 7323 4.1", MUST,                                                       \
    "TSval goes back")                                                                              \
  X(SACK_UNASKED, "sack-unasked", "RFC 2018 2", MUST,                                               \
    "SACK, though the peer did not permit it")                                                      \
  X(SACK_BLOCKS, "sack-blocks", "RFC 2018 3, RFC 2883 4", MUST,                                     \
    "SACK blocks are empty, overlap or lie below ACK")                                              \
  X(SACK_UNSENT, "sack-unsent", "RFC 2018 3", MUST,                                                 \
    "SACK of what was never sent")                                                                  \
  X(MSS_EXCEEDED, "mss-exceeded", "RFC 9293 3.7.1 MUST-16", MUST,                                   \
    "segment larger than the peer's MSS")                                                           \
  X(ECN_UNASKED, "ecn-unasked", "RFC 3168 6.1.1", MUST,                                             \
    "ECE or CWR, though the SYN did not ask for ECN")                                               \
  /* Opening */                                                                                     \
  X(SYN_ISS, "syn-iss", "RFC 9293 3.4, 3.8.1", MUST,                                                \
    "SYN again with another ISS, and the first one goes on")                                        \
  X(ISS_REUSED, "iss-reused", "RFC 9293 3.4.1, 3.6.1 MAY-2", SHOULD,                                \
    "ISS among the numbers of a connection that ended less than 2 MSL ago")                         \
  X(SYN_AGAIN, "syn-again", "RFC 9293 3.4, 3.10.8", MUST,                                           \
    "SYN again, long after it was acknowledged")                                                    \
  X(SYN_ACK, "syn-ack", "RFC 9293 3.10.7.2", MUST,                                                  \
    "SYN,ACK does not acknowledge the SYN it answers")                                              \
  X(ACK_OF_SYN, "ack-of-syn", "RFC 9293 3.4, 3.5", MUST,                                            \
    "ACK does not cover the peer's SYN")                                                            \
  /* Numbers */                                                                                     \
  X(ACK_UNSENT, "ack-unsent", "RFC 9293 3.4, 3.10.7.4", MUST,                                       \
    "ACK of what was never sent")                                                                   \
  X(ACK_BEYOND_FIN, "ack-beyond-fin", "RFC 9293 3.4, 3.6", MUST,                                    \
    "ACK beyond the peer's FIN")                                                                    \
  X(ACK_BACK, "ack-back", "RFC 9293 3.4", MUST,                                                     \
    "ACK goes back")                                                                                \
  X(WINDOW_SHRUNK, "window-shrunk", "RFC 9293 3.8.6 SHLD-14", SHOULD,                               \
    "right edge of the window goes back")                                                           \
  X(BEYOND_WINDOW, "beyond-window", "RFC 9293 3.4, 3.8.6", MUST,                                    \
    "beyond any window that was offered")                                                           \
  X(SEQ_BACK, "seq-back", "RFC 9293 3.4", NOTE,                                                     \
    "empty segment below SND.NXT")                                                                  \
  X(BEYOND_FIN, "beyond-fin", "RFC 9293 3.6, 3.10.2", MUST,                                         \
    "sequence numbers beyond its own FIN")                                                          \
  X(FIN_MOVED, "fin-moved", "RFC 9293 3.4, 3.6", MUST,                                              \
    "FIN again at another sequence number")                                                         \
  X(TEXT_DIFFERS, "text-differs", "RFC 9293 3.4, 3.8.1", MUST,                                      \
    "other octets under the same sequence numbers")                                                 \
  /* Resets */                                                                                      \
  X(RST_OF_SYN, "rst-of-syn", "RFC 9293 3.5.2", MUST,                                               \
    "RST does not acknowledge the SYN it answers")                                                  \
  X(RST_OF_RST, "rst-of-rst", "RFC 9293 3.5.2", MUST,                                               \
    "RST in answer to a RST")                                                                       \
  X(AFTER_RST, "after-rst", "RFC 9293 3.10.5, 3.10.7.1", MUST,                                      \
    "goes on after its own RST")                                                                    \
  /* States */                                                                                      \
  X(STATE, "state", "RFC 9293 3.3.2, 3.10", MUST,                                                   \
    "no state it can be in sends this")

enum rule {
#define X(id, name, clause, level, text) RULE_##id,
  CHECK_RULES(X)
#undef X
  RULES
};

struct rule_text {
  const char *name, *clause, *text;
  enum rule_level level;
};

/* Static; `rule` is below RULES. */
const struct rule_text *rule_text(enum rule rule);
const char *rule_level_name(enum rule_level level);

#endif
