/* The options that all commands with a TUN device take. */
#ifndef SYNFIN_TOOL_OPTIONS_H
#define SYNFIN_TOOL_OPTIONS_H

#include <getopt.h>

#include "endpoint.h"

/* What is told of them by --help. */
#define OPTIONS_HELP                                                                \
  "  --tun NAME        name of the device to create (synfin0)\n"                    \
  "  --address OURS    our address (10.37.0.2 or fd37::2)\n"                        \
  "  --peer KERNELS    address of the kernel's end (10.37.0.1 or fd37::1)\n"        \
  "  --mtu N           of the device (1500)\n"                                      \
  "  --pcap FILE       capture what our TCP sends and receives\n"                   \
  "  --loss P, --dup P, --reorder P\n"                                              \
  "                    percent of the datagrams, either way, that are lost, come\n" \
  "                    twice or come late (0)\n"                                    \
  "  --seed N          which of them (0)\n"                                         \
  "  --timeout S       seconds until a silent peer is given up (300)\n"             \
  "  --msl S           maximum segment lifetime in seconds (120)\n"                 \
  "  --rto-min S       least retransmission timeout in seconds (1)\n"               \
  "  --linger          wait at the end until no connection is left in TIME-WAIT\n"

enum {
  OPTION_TUN = 256, OPTION_ADDRESS, OPTION_PEER, OPTION_MTU, OPTION_PCAP, OPTION_LOSS, OPTION_DUP, OPTION_REORDER,
  OPTION_SEED, OPTION_TIMEOUT, OPTION_MSL, OPTION_RTO_MIN, OPTION_LINGER, OPTION_HELP,
  OPTION_OWN                   /* and above: the command's own */
};

#define OPTIONS_LONG                                                                                           \
  {"tun", required_argument, NULL, OPTION_TUN}, {"address", required_argument, NULL, OPTION_ADDRESS},          \
  {"peer", required_argument, NULL, OPTION_PEER}, {"mtu", required_argument, NULL, OPTION_MTU},                \
  {"pcap", required_argument, NULL, OPTION_PCAP}, {"loss", required_argument, NULL, OPTION_LOSS},              \
  {"dup", required_argument, NULL, OPTION_DUP}, {"reorder", required_argument, NULL, OPTION_REORDER},          \
  {"seed", required_argument, NULL, OPTION_SEED}, {"timeout", required_argument, NULL, OPTION_TIMEOUT},        \
  {"msl", required_argument, NULL, OPTION_MSL}, {"rto-min", required_argument, NULL, OPTION_RTO_MIN},          \
  {"linger", no_argument, NULL, OPTION_LINGER}, {"help", no_argument, NULL, OPTION_HELP}

struct options {
  struct endpoint_options endpoint;
  bool linger;
};

void options_init(struct options *options);

/* Takes one of the options above, or says what getopt found wrong; `argument` is getopt's optarg. Returns an exit
 * status; where it is not TOOL_OK, one line on stderr has said why. So do the others. */
int options_take(struct options *options, int option, const char *argument, char **argv);

/* Fills in the addresses not given, for `version` of IP (0: as the given ones say), and sees that all fit together. */
int options_finish(struct options *options, uint8_t version);

/* A number in a range, as an option's argument. */
int options_number(double *number, const char *argument, double least, double most);
int options_count(unsigned *count, const char *argument, unsigned most);

#endif
