/* Captures in the classic pcap format: raw IP datagrams, microseconds. */
#ifndef SYNFIN_TOOL_PCAP_H
#define SYNFIN_TOOL_PCAP_H

#include <stdio.h>

#include "synfin.h"

struct pcap_file {
  FILE *file;                  /* NULL: no capture is wanted, and pcap_file_write does nothing */
};

/* Creates the file. False leaves errno. */
bool pcap_file_open(struct pcap_file *pcap, const char *path);

/* Begins a capture in a file that is open, and stays its caller's. */
void pcap_file_begin(struct pcap_file *pcap, FILE *file);

/* Appends one IP datagram. Errors are kept for pcap_file_close. */
void pcap_file_write(struct pcap_file *pcap, synfin_time when, const void *octets, size_t len);

/* The same with the first `kept` octets of a datagram of `len`. */
void pcap_file_write_start(struct pcap_file *pcap, synfin_time when, const void *octets, size_t kept, size_t len);

/* Whether all of it was written. May be called twice, and for one that was never opened but is zero. */
bool pcap_file_close(struct pcap_file *pcap);

#endif
