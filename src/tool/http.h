/* HTTP/1.0 (RFC 1945), as much of it as GET needs. */
#ifndef SYNFIN_TOOL_HTTP_H
#define SYNFIN_TOOL_HTTP_H

#include "tun.h"

#define HTTP_HEAD 8192u        /* octets of the longest head of a message that we take */
#define HTTP_PATH 4096u

/* http://HOST[:PORT][/PATH] with an address literal as host, IPv6 in brackets. */
struct http_url {
  struct address host;
  uint16_t port;
  const char *authority;       /* HOST[:PORT], a view */
  int authority_len;
  const char *path;            /* a view, without the fragment */
  int path_len;                /* 0: "/" is meant */
};

bool http_parse_url(struct http_url *url, const char *text);

/* The head of a message: what comes before its body. Zero at first. */
struct http_head {
  size_t len;
  bool complete, bad;          /* bad: too long, or with a NUL in it */
  char text[HTTP_HEAD];        /* as a string */
};

/* Takes octets until the head is complete or bad. Returns how many; the others belong to the body. */
size_t http_take_head(struct http_head *head, const char *octets, size_t len);

/* The path that a head asks for, decoded, without the query and the leading '/'. Returns a status: 200, 400 or 405. */
unsigned http_parse_request(const struct http_head *head, char path[HTTP_PATH]);

struct http_response {
  unsigned status;             /* 100 to 599 */
  char reason[64];
  bool sized;                  /* there is a Content-Length: */
  uint64_t length;
};

/* False if it is no response. */
bool http_parse_response(struct http_response *response, const struct http_head *head);

/* Write a request, and the head of a response with the body it has if it is none of 200. Both return its length. */
size_t http_write_request(char *buf, size_t cap, const struct http_url *url);
size_t http_write_response(char *buf, size_t cap, unsigned status, uint64_t length);

/* Opens a regular file below `directory`, from which no ".." and no symbolic link leads out. -1 if there is none. */
int http_open_file(int directory, const char *path, uint64_t *size);

#endif
