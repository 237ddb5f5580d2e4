/* The program `synfin`: finds the command and runs it. */
#include "tool.h"

#include <stdio.h>
#include <string.h>

#include "synfin.h"

static const struct command {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *arguments, *what;
} commands[] = {
  {"ladder", ladder_command, "[SCENARIO]", "play two TCPs against each other and draw the ladder of segments"},
  {"table", table_command, "[--format F]", "print the state machine: text, csv, markdown, dot, json or promela"},
  {"conform", conform_command, "[OPTION...]", "judge a TCP against the specification, case by case"},
  {"get", get_command, "URL", "fetch a page by HTTP, over a TUN device"},
  {"serve", serve_command, "DIR", "serve a directory by HTTP, over a TUN device"},
  {"script", script_command, "FILE...", "play packetdrill scripts on a TCP"},
  {"check", check_command, "FILE", "judge every TCP in a capture by the specification"},
};

#define COMMANDS (sizeof commands / sizeof *commands)

static int help(void)
{
  puts("synfin " SYNFIN_VERSION ": TCP from SYN to FIN (RFC 9293)\n\nusage: synfin COMMAND [OPTION...]\n");
  for (size_t i = 0; i < COMMANDS; i++)
    printf("  %-8s %-13s %s\n", commands[i].name, commands[i].arguments, commands[i].what);
  puts("\n`synfin COMMAND --help` tells more. Exit status: 0 all good, 1 a violation found, 2 wrong usage or input.");
  return TOOL_OK;
}

int main(int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : "";
  if (!strcmp(name, "help") || !strcmp(name, "--help") || !strcmp(name, "-h"))
    return help();
  if (!strcmp(name, "--version")) {
    printf("synfin %s\n", synfin_version());
    return TOOL_OK;
  }
  for (size_t i = 0; i < COMMANDS; i++)
    if (!strcmp(name, commands[i].name))
      return commands[i].run(argc - 1, argv + 1);
  if (!*name)
    return tool_fail(TOOL_USAGE, "which command? see `synfin help`");
  return tool_fail(TOOL_USAGE, "no command '%s', see `synfin help`", name);
}
