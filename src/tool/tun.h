/* A TUN device: a wire between this program and the kernel's IP, which loses, doubles and reorders as it is told. */
#ifndef SYNFIN_TOOL_TUN_H
#define SYNFIN_TOOL_TUN_H

#include "pcap.h"
#include "synfin.h"
#include "tun_device.h"

#define TUN_DATAGRAM 65535u    /* octets of the largest IPv4 or (without jumbograms) nearly of the largest IPv6 one */

/* How bad the wire is, the same in both directions. */
struct impairment {
  double loss, dup, reorder;   /* percent of all datagrams                                             */
  uint64_t seed;               /* the same datagrams in the same order meet the same fate            */
};

struct tun_options {
  const char *name;            /* of the device                                                        */
  const char *pcap;            /* capture file, NULL for none                                          */
  struct address ours, kernels;
  uint16_t mtu;
  struct impairment impairment;
};

typedef void tun_sink(void *context, const uint8_t *octets, size_t len);

/* One direction. */
struct tun_way {
  tun_sink *sink;              /* where datagrams come out                                             */
  void *context;
  uint64_t random;             /* state of its generator: each way has one, so that they do not mix    */
  synfin_time held_until;      /* SYNFIN_NEVER: none is held back                                      */
  size_t held_len;
  uint8_t held[TUN_DATAGRAM];
};

struct tun {
  int fd;
  struct impairment impairment;
  struct pcap_file pcap;
  synfin_time now, epoch;      /* of the call that runs; what makes a time of day of it                */
  tun_sink *deliver;
  void *context;
  struct tun_way out, in;
};

/* Creates the device, gives the kernel's end its address and a route to ours, and brings it up. The device goes when it
 * is closed, or the program dies. Returns an exit status: where it is not TOOL_OK, one line on stderr has said why.
 *
 * deliver   called with each datagram that tun_read or tun_timeout lets in. */
int tun_open(struct tun *tun, const struct tun_options *options, tun_sink *deliver, void *context);

/* Sends one datagram. Like any wire it tells nobody if the datagram is lost. */
void tun_write(struct tun *tun, synfin_time now, const uint8_t *octets, size_t len);

/* Takes one datagram from the kernel; false if there is none. */
bool tun_read(struct tun *tun, synfin_time now);

/* When datagrams held back are due, or SYNFIN_NEVER; and lets go of those that are. */
synfin_time tun_deadline(const struct tun *tun);
void tun_timeout(struct tun *tun, synfin_time now);

/* Removes the device. Whether the capture is complete. */
bool tun_close(struct tun *tun);

#endif
