/* see http.h */
#include "http.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool parse_host(struct http_url *url, const char *host, size_t len)
{
  char literal[ADDRESS_TEXT];
  const bool brackets = len >= 2 && host[0] == '[' && host[len - 1] == ']';
  if (brackets) {
    host++;
    len -= 2;
  }
  if (len >= sizeof literal) return false;
  memcpy(literal, host, len);
  literal[len] = '\0';
  return address_parse(&url->host, literal) && url->host.version == (brackets ? 6 : 4);
}

static bool parse_port(uint16_t *port, const char *text, size_t len)
{
  unsigned number = 0;
  for (size_t i = 0; i < len; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    number = 10 * number + (unsigned)(text[i] - '0');
    if (number > 65535) return false;
  }
  *port = (uint16_t)number;
  return number > 0;
}

bool http_parse_url(struct http_url *url, const char *text)
{
  static const char scheme[] = "http://";
  if (strncasecmp(text, scheme, sizeof scheme - 1) != 0) return false;
  url->authority = text + sizeof scheme - 1;
  url->path = url->authority + strcspn(url->authority, "/?#");
  url->path_len = (int)strcspn(url->path, "#");
  if (url->path_len > (int)HTTP_PATH || strcspn(text, " \r\n") < strlen(text)) return false;
  url->authority_len = (int)(url->path - url->authority);
  const char *end = url->path;
  url->port = 80;
  for (const char *p = end; p-- > url->authority && *p != ']';)
    if (*p == ':') {
      if (!parse_port(&url->port, p + 1, (size_t)(end - p - 1))) return false;
      end = p;
      break;
    }
  return parse_host(url, url->authority, (size_t)(end - url->authority));
}

size_t http_take_head(struct http_head *head, const char *octets, size_t len)
{
  size_t taken = 0;
  while (taken < len && !head->complete && !head->bad) {
    const char octet = octets[taken++];
    head->text[head->len++] = octet;
    head->text[head->len] = '\0';
    head->bad = octet == '\0' || head->len == HTTP_HEAD - 1;
    if (octet != '\n' || head->len < 2) continue;
    const char *const end = head->text + head->len;
    head->complete = end[-2] == '\n' || (head->len >= 3 && end[-2] == '\r' && end[-3] == '\n');
  }
  return taken;
}

static int hex(char digit)
{
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

static bool decode_path(char path[HTTP_PATH], const char *from, size_t len)
{
  size_t to = 0;
  for (size_t i = 0; i < len; i++) {
    char octet = from[i];
    if (octet == '%') {
      if (len - i < 3 || hex(from[i + 1]) < 0 || hex(from[i + 2]) < 0) return false;
      octet = (char)(hex(from[i + 1]) << 4 | hex(from[i + 2]));
      i += 2;
    }
    if (octet == '\0' || to == HTTP_PATH - 1) return false;
    path[to++] = octet;
  }
  path[to] = '\0';
  return true;
}

unsigned http_parse_request(const struct http_head *head, char path[HTTP_PATH])
{
  const char *const line = head->text;
  const size_t line_len = strcspn(line, "\r\n");
  const size_t method_len = strcspn(line, " \r\n");
  if (!head->complete || method_len == 0 || line[method_len] != ' ') return 400;
  const char *const target = line + method_len + 1;
  const size_t target_len = strcspn(target, " \r\n");
  const char *const version = target + target_len;
  if (line + line_len != version + 9 || strncmp(version, " HTTP/1.", 8) != 0) return 400;
  if (method_len != 3 || strncmp(line, "GET", 3) != 0) return 405;
  if (*target != '/') return 400;
  const size_t path_len = strcspn(target + 1, "? \r\n");
  return decode_path(path, target + 1, path_len) ? 200 : 400;
}

static bool parse_length(struct http_response *response, const char *text)
{
  char *end;
  text += strspn(text, " \t");
  if (*text < '0' || *text > '9') return false;
  errno = 0;
  response->length = strtoull(text, &end, 10);
  response->sized = true;
  return errno == 0 && strchr(" \t\r\n", *end) != NULL;
}

bool http_parse_response(struct http_response *response, const struct http_head *head)
{
  static const char field[] = "Content-Length:";
  const char *const text = head->text;
  *response = (struct http_response){0};
  if (!head->complete || strncmp(text, "HTTP/1.", 7) != 0 || strnlen(text, 13) < 13 || text[8] != ' ') return false;
  for (size_t i = 9; i < 12; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    response->status = 10 * response->status + (unsigned)(text[i] - '0');
  }
  const size_t reason_len = strcspn(text + 12, "\r\n");
  for (size_t i = 1; i < reason_len && i < sizeof response->reason; i++)
    response->reason[i - 1] = (char)(text[12 + i] >= ' ' && text[12 + i] <= '~' ? text[12 + i] : '?');
  for (const char *line = strchr(text, '\n'); line != NULL; line = strchr(line + 1, '\n'))
    if (strncasecmp(line + 1, field, sizeof field - 1) == 0 && !parse_length(response, line + sizeof field))
      return false;
  return response->status >= 100 && response->status < 600;
}

size_t http_write_request(char *buf, size_t cap, const struct http_url *url)
{
  const char *const slash = url->path_len > 0 && *url->path == '/' ? "" : "/";
  const int len = snprintf(buf, cap, "GET %s%.*s HTTP/1.0\r\nHost: %.*s\r\n"
                           "User-Agent: synfin/" SYNFIN_VERSION "\r\n\r\n",
                           slash, url->path_len, url->path, url->authority_len, url->authority);
  return len > 0 && (size_t)len < cap ? (size_t)len : 0;
}

static const char *reason(unsigned status)
{
  switch (status) {
  case 200: return "OK";
  case 400: return "Bad Request";
  case 404: return "Not Found";
  default: return "Method Not Allowed";
  }
}

size_t http_write_response(char *buf, size_t cap, unsigned status, uint64_t length)
{
  const char *const text = reason(status);
  char body[64] = "";
  if (status != 200) length = (uint64_t)snprintf(body, sizeof body, "%u %s\n", status, text);
  const int len = snprintf(buf, cap, "HTTP/1.0 %u %s\r\nServer: synfin/" SYNFIN_VERSION "\r\nContent-Type: %s\r\n"
                           "Content-Length: %" PRIu64 "\r\n%sConnection: close\r\n\r\n%s",
                           status, text, status == 200 ? "application/octet-stream" : "text/plain", length,
                           status == 405 ? "Allow: GET\r\n" : "", body);
  return len > 0 && (size_t)len < cap ? (size_t)len : 0;
}

/* The kernel resolves the path, so that there is no gap between looking and opening. A FIFO is not waited for. */
int http_open_file(int directory, const char *path, uint64_t *size)
{
  const struct open_how how = {
    .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
  };
  struct stat status;
  const int file = (int)syscall(SYS_openat2, directory, *path != '\0' ? path : ".", &how, sizeof how);
  if (file < 0) return -1;
  if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
    *size = (uint64_t)status.st_size;
    return file;
  }
  close(file);
  return -1;
}
