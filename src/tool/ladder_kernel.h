/* The kernel of this machine as one end of a ladder: in a network namespace of its own, behind a TUN device. */
#ifndef SYNFIN_LADDER_KERNEL_H
#define SYNFIN_LADDER_KERNEL_H

#include "ladder_scenarios.h"
#include "tun.h"

struct kernel {
  struct tun tun;
  uint16_t port, peer_port;
  int listener, socket;        /* -1: none                                       */
  bool heard_end;              /* the application was told that nothing follows  */
  const char *state;           /* of its connection, after the last call or segment   */
  synfin_time epoch;           /* when the play began, by CLOCK_MONOTONIC        */
  size_t len;                  /* of what the TUN device let in                  */
  uint8_t octets[TUN_DATAGRAM];
};

extern const uint8_t kernel_address[4], kernel_peer_address[4];

/* False, and why, if there is no such thing here. The process has left its network namespace in any case. */
bool kernel_open(struct kernel *k, uint16_t port, uint16_t peer_port, char why[128]);
void kernel_close(struct kernel *k);

/* Microseconds since kernel_open; and waits until then, or until the kernel sends something. */
synfin_time kernel_now(const struct kernel *k);
void kernel_wait(const struct kernel *k, synfin_time until);

/* A user call of the scenario. */
void kernel_call(struct kernel *k, const struct step *step);

/* Gives it a segment. Takes one that it has sent, with a view of it and its length, or 0. */
void kernel_take(struct kernel *k, const uint8_t *octets, size_t len);
size_t kernel_sent(struct kernel *k, const uint8_t **octets);

/* What its application hears next, as a note; false if there is nothing. */
bool kernel_hears(struct kernel *k, char text[64]);

#endif
