/* The kernel of this machine as one end of a ladder: conform's target of that name, with the ladder's clock. */
#ifndef SYNFIN_LADDER_KERNEL_H
#define SYNFIN_LADDER_KERNEL_H

#include "conform/target.h"
#include "ladder_scenarios.h"

struct kernel {
  struct target target;
  struct scene scene;
  bool heard_end;              /* the application was told that nothing follows       */
  const char *state;           /* of its connection, after the last call or segment   */
  synfin_time epoch;           /* when the play began, by the target's clock          */
  size_t len;                  /* of a datagram that it sent and nobody has taken yet */
  uint8_t octets[TARGET_DATAGRAM];
};

/* False, and why, if there is no such thing here. */
bool kernel_open(struct kernel *k, uint16_t port, uint16_t peer_port, char why[128]);
void kernel_close(struct kernel *k);

/* Microseconds since kernel_open; and waits until then, or until the kernel sends something. */
synfin_time kernel_now(struct kernel *k);
void kernel_wait(struct kernel *k, synfin_time until);

/* A user call of the scenario. */
void kernel_call(struct kernel *k, const struct step *step);

/* Gives it a segment. Takes one that it has sent, with a view of it and its length, or 0. */
void kernel_take(struct kernel *k, const uint8_t *octets, size_t len);
size_t kernel_sent(struct kernel *k, const uint8_t **octets);

/* What its application hears next, as a note; false if there is nothing. */
bool kernel_hears(struct kernel *k, char text[64]);

#endif
