/* see pcap.h */
#include "pcap.h"

#define MAGIC 0xa1b2c3d4u      /* in the writer's byte order: readers find out; times are microseconds */
#define SNAPLEN 65535u
#define LINKTYPE_RAW 101u      /* IPv4 or IPv6, told by its first four bits */

struct file_header {
  uint32_t magic;
  uint16_t major, minor;
  uint32_t zone, accuracy, snaplen, linktype;
};

struct record_header {
  uint32_t seconds, microseconds, captured, len;
};

void pcap_file_begin(struct pcap_file *pcap, FILE *file)
{
  const struct file_header header = {MAGIC, 2, 4, 0, 0, SNAPLEN, LINKTYPE_RAW};
  pcap->file = file;
  fwrite(&header, sizeof header, 1, file);
}

bool pcap_file_open(struct pcap_file *pcap, const char *path)
{
  pcap->file = fopen(path, "wb");
  if (pcap->file == NULL) return false;
  pcap_file_begin(pcap, pcap->file);
  return true;
}

void pcap_file_write(struct pcap_file *pcap, synfin_time when, const void *octets, size_t len)
{
  pcap_file_write_start(pcap, when, octets, len, len);
}

void pcap_file_write_start(struct pcap_file *pcap, synfin_time when, const void *octets, size_t kept, size_t len)
{
  if (pcap->file == NULL) return;
  const uint32_t captured = kept < SNAPLEN ? (uint32_t)kept : SNAPLEN;
  const struct record_header header = {
    (uint32_t)(when / 1000000u), (uint32_t)(when % 1000000u), captured, (uint32_t)len,
  };
  fwrite(&header, sizeof header, 1, pcap->file);
  fwrite(octets, 1, captured, pcap->file);
}

bool pcap_file_close(struct pcap_file *pcap)
{
  if (pcap->file == NULL) return true;
  const bool good = ferror(pcap->file) == 0;
  const bool closed = fclose(pcap->file) == 0;
  pcap->file = NULL;
  return good && closed;
}
