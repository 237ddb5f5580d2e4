# synfin. `make help` lists the targets. Building needs a C11 compiler; everything else says what it installs.

VERSION = 0.1.0
SONAME  = libsynfin.so.0
PREFIX ?= /usr/local
CC     ?= cc
BUILD  ?= build
OPT    ?= -O2 -g
RAGEL  ?= ragel -C

WARN    = -Wall -Wextra -Wpedantic -Werror -Wconversion -Wshadow
CFLAGS  = -std=c11 $(OPT) $(WARN) -Isrc -Igen $(SAN)
LIB_SRC = $(wildcard gen/synfin_*.c src/*.c)
TOOL_SRC = $(wildcard src/tool/*.c)
TEST_SRC = $(wildcard tests/*.c) gen/ragel_machine.c
LIB_OBJ = $(LIB_SRC:%.c=$(BUILD)/%.o)
PIC_OBJ = $(LIB_SRC:%.c=$(BUILD)/pic/%.o)
TOOL_OBJ = $(TOOL_SRC:%.c=$(BUILD)/%.o)
TEST_OBJ = $(TEST_SRC:%.c=$(BUILD)/%.o)

all: $(BUILD)/libsynfin.a $(BUILD)/libsynfin.so $(BUILD)/synfin   ## the library and the program, in build/

$(BUILD)/libsynfin.a: $(LIB_OBJ)
	rm -f $@; $(AR) rcs $@ $^
$(BUILD)/libsynfin.so: $(PIC_OBJ)
	$(CC) $(SAN) -shared -Wl,-soname,$(SONAME) -o $(BUILD)/libsynfin.so.$(VERSION) $^
	ln -sf libsynfin.so.$(VERSION) $(BUILD)/$(SONAME); ln -sf $(SONAME) $@
$(BUILD)/synfin: $(TOOL_OBJ) $(BUILD)/libsynfin.a
	$(CC) $(SAN) -o $@ $^
$(BUILD)/suites: $(TEST_OBJ) $(BUILD)/libsynfin.a
	$(CC) $(SAN) -o $@ $^ $$(pkg-config --libs check)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/pic/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -fPIC -MMD -MP -c -o $@ $<
$(BUILD)/tests/%.o $(BUILD)/gen/ragel_%.o: CFLAGS += -D_GNU_SOURCE
$(BUILD)/src/tool/%.o: CFLAGS += -D_GNU_SOURCE
-include $(LIB_OBJ:.o=.d) $(PIC_OBJ:.o=.d) $(TOOL_OBJ:.o=.d) $(TEST_OBJ:.o=.d)

.PHONY: all
