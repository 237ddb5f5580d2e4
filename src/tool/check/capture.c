/* see capture.h */
#include "check/capture.h"

#include "tool.h"

#ifdef HAVE_pcap

#include <pcap/pcap.h>

#define SECONDS_MOST (INT64_C(1) << 40)   /* since 1970: what a damaged file says beyond that is no time */

static int64_t time_of(const struct timeval *at)
{
  const int64_t seconds = at->tv_sec;
  return seconds < 0 || seconds > SECONDS_MOST ? 0 : seconds * 1000000 + at->tv_usec % 1000000;
}

/* In memory libpcap numbers link layers as the system at hand does. */
static unsigned link_of(int datalink)
{
  switch (datalink) {
  case DLT_RAW: return LINK_RAW;
  case DLT_LOOP: return LINK_LOOP;
  default: return (unsigned)datalink;
  }
}

int capture_open(struct capture *capture, const char *path)
{
  char why[PCAP_ERRBUF_SIZE];
  pcap_t *const handle = pcap_open_offline(path, why);
  if (handle == NULL) return tool_fail(TOOL_USAGE, "check: %s", why);
  *capture = (struct capture){.path = path, .handle = handle, .link = link_of(pcap_datalink(handle))};
  if (link_known(capture->link)) return TOOL_OK;
  const char *const name = pcap_datalink_val_to_name(pcap_datalink(handle));
  tool_fail(TOOL_USAGE, "check: %s: link layer %s is not known here", path, name != NULL ? name : "without a name");
  pcap_close(handle);
  return TOOL_USAGE;
}

int capture_next(struct capture *capture, struct frame *frame)
{
  struct pcap_pkthdr *header;
  const u_char *octets;
  const int status = pcap_next_ex(capture->handle, &header, &octets);
  if (status != 1) return status == PCAP_ERROR_BREAK ? 0 : -1;
  *frame = (struct frame){
    .link = capture->link, .octets = octets, .captured = header->caplen, .len = header->len,
    .number = ++capture->packets,
    .time = time_of(&header->ts),
  };
  if (frame->len < frame->captured) frame->len = frame->captured;
  return 1;
}

const char *capture_error(const struct capture *capture)
{
  return pcap_geterr(capture->handle);
}

void capture_close(struct capture *capture)
{
  pcap_close(capture->handle);
}

#else

int capture_open(struct capture *capture, const char *path)
{
  (void)capture;
  (void)path;
  return tool_fail(TOOL_USAGE, "check: this program was built without libpcap, which reads captures");
}

int capture_next(struct capture *capture, struct frame *frame)
{
  (void)capture;
  (void)frame;
  return 0;
}

const char *capture_error(const struct capture *capture)
{
  (void)capture;
  return "";
}

void capture_close(struct capture *capture)
{
  (void)capture;
}

#endif
