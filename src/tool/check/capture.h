/* Capture files, pcap and pcapng, as libpcap reads them. */
#ifndef SYNFIN_TOOL_CHECK_CAPTURE_H
#define SYNFIN_TOOL_CHECK_CAPTURE_H

#include "check/packet.h"

struct capture {
  const char *path;
  void *handle;                /* of libpcap */
  unsigned link;
  uint64_t packets;            /* read so far */
};

/* Opens a file, "-" for standard input. Returns an exit status; where it is not TOOL_OK, one line on stderr has said
 * why. */
int capture_open(struct capture *capture, const char *path);

/* The next frame; its octets stay until the next call. Returns 1, 0 at the end, or -1 where the file is broken off or
 * damaged: capture_error says how, in a string that stays until capture_close. */
int capture_next(struct capture *capture, struct frame *frame);
const char *capture_error(const struct capture *capture);
void capture_close(struct capture *capture);

#endif
