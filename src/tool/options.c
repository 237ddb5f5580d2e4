/* see options.h */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "tool.h"

#define MOST_SECONDS 1e9       /* 30 years, and far from any overflow in microseconds */

void options_init(struct options *options)
{
  *options = (struct options){.endpoint.tun = {.name = "synfin0", .mtu = 1500}};
}

int options_number(double *number, const char *argument, double least, double most)
{
  char *end;
  *number = strtod(argument, &end);
  if (end != argument && *end == '\0' && *number >= least && *number <= most) return TOOL_OK;
  return tool_fail(TOOL_USAGE, "'%s' is not a number from %g to %g", argument, least, most);
}

int options_count(unsigned *count, const char *argument, unsigned most)
{
  char *end;
  const unsigned long number = strtoul(argument, &end, 10);
  if (*argument >= '0' && *argument <= '9' && *end == '\0' && number > 0 && number <= most) {
    *count = (unsigned)number;
    return TOOL_OK;
  }
  return tool_fail(TOOL_USAGE, "'%s' is not a whole number from 1 to %u", argument, most);
}

static int take_address(struct address *address, const char *argument)
{
  if (address_parse(address, argument)) return TOOL_OK;
  return tool_fail(TOOL_USAGE, "'%s' is not an IPv4 or IPv6 address", argument);
}

static int take_mtu(uint16_t *mtu, const char *argument)
{
  unsigned number = 0;
  const int status = options_count(&number, argument, TUN_DATAGRAM);
  *mtu = (uint16_t)number;
  return status;
}

static int take_seed(uint64_t *seed, const char *argument)
{
  char *end;
  *seed = strtoull(argument, &end, 10);
  if (*argument >= '0' && *argument <= '9' && *end == '\0') return TOOL_OK;
  return tool_fail(TOOL_USAGE, "'%s' is not a seed", argument);
}

int options_take(struct options *options, int option, const char *argument, char **argv)
{
  struct endpoint_options *const endpoint = &options->endpoint;
  struct tun_options *const tun = &endpoint->tun;
  switch (option) {
  case OPTION_TUN: tun->name = argument; return TOOL_OK;
  case OPTION_ADDRESS: return take_address(&tun->ours, argument);
  case OPTION_PEER: return take_address(&tun->kernels, argument);
  case OPTION_MTU: return take_mtu(&tun->mtu, argument);
  case OPTION_PCAP: tun->pcap = argument; return TOOL_OK;
  case OPTION_LOSS: return options_number(&tun->impairment.loss, argument, 0, 100);
  case OPTION_DUP: return options_number(&tun->impairment.dup, argument, 0, 100);
  case OPTION_REORDER: return options_number(&tun->impairment.reorder, argument, 0, 100);
  case OPTION_SEED: return take_seed(&tun->impairment.seed, argument);
  case OPTION_TIMEOUT: return options_number(&endpoint->timeout, argument, 1e-3, MOST_SECONDS);
  case OPTION_MSL: return options_number(&endpoint->msl, argument, 1e-3, MOST_SECONDS);
  case OPTION_RTO_MIN: return options_number(&endpoint->rto_min, argument, 1e-3, 60);
  case OPTION_LINGER: options->linger = true; return TOOL_OK;
  case ':': return tool_fail(TOOL_USAGE, "option %s needs an argument", argv[optind - 1]);
  default: return tool_fail(TOOL_USAGE, "no option %s, see `synfin %s --help`", argv[optind - 1], argv[0]);
  }
}

int options_finish(struct options *options, uint8_t version)
{
  struct tun_options *const tun = &options->endpoint.tun;
  if (version == 0) version = tun->ours.version != 0 ? tun->ours.version : tun->kernels.version;
  if (version == 0) version = 4;
  const unsigned least = version == 6 ? 1280 : 68; /* RFC 8200 5, RFC 791 3.2 */
  if (tun->ours.version == 0) address_parse(&tun->ours, version == 4 ? "10.37.0.2" : "fd37::2");
  if (tun->kernels.version == 0) address_parse(&tun->kernels, version == 4 ? "10.37.0.1" : "fd37::1");
  if (tun->ours.version != version || tun->kernels.version != version)
    return tool_fail(TOOL_USAGE, "all addresses have to be of one version of IP");
  if (memcmp(&tun->ours, &tun->kernels, sizeof tun->ours) == 0)
    return tool_fail(TOOL_USAGE, "our address and the kernel's have to differ");
  if (tun->mtu < least) return tool_fail(TOOL_USAGE, "an MTU of less than %u is none for IPv%u", least, version);
  return TOOL_OK;
}
