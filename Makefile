# synfin. `make help` lists the targets. Building needs a C11 compiler and nothing else, since gen/ is committed; what the other
# targets need they install on Debian, and say so.

VERSION = 0.1.0
SONAME  = libsynfin.so.0
PREFIX ?= /usr/local
BUILD  ?= build
OPT    ?= -O2 -g
RAGEL  ?= ragel -C
GEN    ?= gen
CROSS  ?= arm-none-eabi-
SEEDS  ?= 1000
FROM   ?= 1

WARN   = -Wall -Wextra -Wpedantic -Werror -Wconversion -Wshadow
CFLAGS = -std=c11 $(OPT) $(WARN) -Isrc -Igen $(SAN)
LIB_SRC  = $(wildcard gen/synfin_*.c src/*.c)
# Two libraries that the program can do without: `check` reads captures with libpcap, `conform` may drive lwIP.
PCAP_LIB = $(if $(wildcard /usr/include/pcap/pcap.h),-lpcap)
LWIP_LIB = $(if $(wildcard /usr/include/lwip/lwip/tcp.h),-llwip)
TOOL_SRC = $(wildcard src/tool/*.c src/tool/*/*.c) gen/requirements.c
TEST_SRC = $(wildcard tests/*.c) gen/ragel_machine.c
LIB_OBJ  = $(LIB_SRC:%.c=$(BUILD)/%.o)
PIC_OBJ  = $(LIB_SRC:%.c=$(BUILD)/pic/%.o)
TOOL_OBJ = $(TOOL_SRC:%.c=$(BUILD)/%.o)
TEST_OBJ = $(TEST_SRC:%.c=$(BUILD)/%.o) $(LIB_SRC:%.c=$(BUILD)/checked/%.o) $(filter-out %/main.o,$(TOOL_OBJ))
SOAK_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/soak/*.c) tests/tcb.c) $(LIB_SRC:%.c=$(BUILD)/checked/%.o)
EXPLORE_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/explore/*.c)) $(LIB_SRC:%.c=$(BUILD)/checked/%.o) \
  $(patsubst %,$(BUILD)/src/tool/%.o,ladder_text ladder_record ladder_label pcap)
SAMPLE_OBJ = $(BUILD)/tests/conformance/report_sample.o $(filter-out %/main.o,$(TOOL_OBJ))
HEADERS  = src/synfin.h gen/synfin_machine.h

all: $(BUILD)/libsynfin.a $(BUILD)/libsynfin.so $(BUILD)/synfin   ## the library and the program, in build/

run: need-cc need-tool   ## the life of a connection: two engines, then one of them against the Linux kernel
	@$(MAKE) --no-print-directory all
	@$(BUILD)/synfin ladder
	@$(BUILD)/synfin ladder --kernel

test: need-cc need-tool need-test need-model   ## every test, with gcc, clang, sanitizers, Valgrind and the kernel as a peer
	@tests/run.sh

prove: need-cc $(BUILD)/explore   ## every joint state of two engines, 100 million of them, in each a way to CLOSED
	@$(BUILD)/explore

soak: need-cc $(BUILD)/soak   ## many connections over one bad network, SEEDS=1000 times; FROM=1
	@$(BUILD)/soak --seeds $(SEEDS) --from $(FROM)

spec-check: need-spec $(BUILD)/spec/proof.xml $(BUILD)/spec/rules.c   ## Ragel proves the rules; one that is broken does not compile, and is shown as a path
	@python3 spec/prove.py verdict $(BUILD)/spec/tcp.xml $(BUILD)/spec/proof.xml; verdict=$$?; \
	$(CC) -std=c11 -fsyntax-only $(BUILD)/spec/rules.c && exit $$verdict

rules-check: need-spec spec-check   ## every rule can fail; which mutants of the chart the rules kill
	@RAGEL='$(RAGEL)' CC='$(CC)' python3 tests/spec_mutants.py $(BUILD)/spec

gen: need-spec spec-check $(BUILD)/spec/tcp.xml   ## gen/ from spec/
	@mkdir -p $(GEN)
	python3 spec/generate.py $(BUILD)/spec/tcp.xml $(GEN)
	$(call ragel,spec/tcp_machine.rl,$(GEN)/ragel_machine.c)
	$(call ragel,spec/tcp_options.rl,$(GEN)/synfin_options.c)
	sed -f spec/requirements.sed tests/requirements.tsv > $(GEN)/requirements.c
	$(MAKE) $(BUILD)/synfin
	$(BUILD)/synfin table --format text > $(GEN)/transitions.txt
	$(BUILD)/synfin table --format markdown > $(GEN)/states.md
	$(BUILD)/synfin table --format dot > $(GEN)/states.dot
	$(BUILD)/synfin table --format promela > $(GEN)/tcp.pml
	dot -Tsvg $(GEN)/states.dot -o $(GEN)/states.svg

gen-check: need-spec   ## makes gen/ again elsewhere and compares
	@$(MAKE) --no-print-directory gen GEN=$(BUILD)/again > $(BUILD)/gen.log || { cat $(BUILD)/gen.log; exit 1; }
	@spec/compare.sh gen $(BUILD)/again

mutants: need-cc need-check $(BUILD)/suites $(BUILD)/soak   ## chart and engine altered one place at a time: do the tests notice? SAMPLE=50
	@$(if $(SAMPLE),,log=$$($(MAKE) --no-print-directory rules-check) || { echo "$$log"; exit 1; }; echo "chart: $$(echo "$$log" | tail -1)")
	@python3 tests/mutants.py $(BUILD) $(if $(SAMPLE),--sample $(SAMPLE))

conform: need-cc need-tool   ## judges our engine, lwIP and the Linux kernel, case by case: TARGET=self STRIDE=1 QUICK=1; reports in build/conform
	@$(MAKE) -s $(BUILD)/synfin && STRIDE=$(STRIDE) QUICK=$(QUICK) tests/conform.sh $(BUILD) $(or $(TARGET),self lwip kernel)

conform-mutants: need-cc need-tool   ## the target `self` altered one place at a time: do the checks of conform notice? SAMPLE=50 ONLY=segments
	@$(MAKE) -s $(BUILD)/synfin && python3 tests/conform_mutants.py $(BUILD) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(ONLY),--only $(ONLY)) $(if $(SAMPLE)$(ONLY),,--table $(BUILD)/conform-mutants.tsv)

planted: need-planted   ## bugs that other stacks had: which fuzz target finds it, how soon? PATCH=name SECONDS=60 JOBS=2
	@python3 fuzz/planted.py --build $(BUILD)/planted $(if $(SECONDS),--seconds $(SECONDS)) $(if $(JOBS),--jobs $(JOBS)) $(PATCH)

coverage: need-cc need-check   ## lines and branches of src/ and gen/ that suites and soak run, as gcov counts them
	@mkdir -p build; $(MAKE) -s BUILD=build/coverage SAN=--coverage OPT=-O0 build/coverage/suites build/coverage/soak > build/coverage.log || \
	  { cat build/coverage.log; exit 1; }
	@python3 tests/coverage.py build/coverage

model: need-model   ## SPIN checks two machines over a lossy network; QUICK=1 takes seconds
	@python3 tests/model/run.py $(if $(QUICK),--quick)

model-check: need-model   ## each property of the model fails once the machine is broken for it
	@python3 tests/model/run.py --check

proof: need-proof   ## proofs for all inputs: SMT lemmas, option iteration, Frama-C Eva and WP (tests/proof/README.md)
	@tests/proof/proof.sh

proof-check: need-proof   ## faults that each have to make a proof fail
	@tests/proof/negative.sh

fuzz: need-fuzz   ## libFuzzer on every target, ASan and UBSan, SECONDS=60 each
	@SECONDS_EACH=$(or $(SECONDS),60) fuzz/campaign.sh run
fuzz-merge: need-fuzz   ## what campaigns found that covers more goes to fuzz/corpus
	@fuzz/campaign.sh merge
fuzz-min: need-fuzz   ## a shorter input that breaks the same: TARGET= CRASH=
	@TARGET=$(TARGET) fuzz/campaign.sh min '$(CRASH)'
fuzz-show: need-fuzz   ## an input told as a ladder: TARGET= INPUT=
	@TARGET=$(TARGET) fuzz/campaign.sh show '$(INPUT)'
fuzz-replay: need-fuzz   ## every corpus and past crash without a fuzzer: gcc, clang, MSan, 32 bits
	@fuzz/campaign.sh replay
oss-fuzz-check: need-afl   ## what OSS-Fuzz asks of a build, played here: libFuzzer with four sanitizers, AFL++
	@fuzz/oss_fuzz_check.sh
fuzz-coverage: need-fuzz need-llvm   ## lines and branches of src/ and gen/ that corpora and past crashes run, as clang counts them
	@TARGET=$(TARGET) fuzz/campaign.sh coverage
afl: need-afl   ## AFL++ on one target, a main and JOBS-1 secondaries: TARGET= JOBS=2 SECONDS=60
	@TARGET=$(TARGET) JOBS=$(or $(JOBS),2) SECONDS_EACH=$(or $(SECONDS),60) fuzz/campaign.sh afl
fuzz-%: need-fuzz   # one target: ARGS=
	@TARGET=$* ARGS='$(ARGS)' SECONDS_EACH=$(or $(SECONDS),60) fuzz/campaign.sh one

check-bench: need-cc need-tool $(BUILD)/generate $(BUILD)/synfin   ## packets a second that `synfin check` judges, on a capture made for it
	@tests/check/bench.sh $(BUILD)

lint: need-lint   ## gcc -fanalyzer, clang-tidy, cppcheck over the whole tree
	@tests/lint.sh

rfc-coverage:   ## which requirement of RFC 9293 is held by which test
	@python3 tests/rfc_coverage.py

size: need-arm   ## octets of tables, library and control block, x86-64 and Cortex-M0+
	@tests/size.sh "$(CC)" "$(CROSS)"

install: all   ## to DESTDIR and PREFIX, with a pkg-config file
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 755 $(BUILD)/synfin $(DESTDIR)$(PREFIX)/bin/
	install -m 644 $(HEADERS) $(DESTDIR)$(PREFIX)/include/
	install -m 644 $(BUILD)/libsynfin.a $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(BUILD)/libsynfin.so.$(VERSION) $(DESTDIR)$(PREFIX)/lib/
	cp -P $(BUILD)/$(SONAME) $(BUILD)/libsynfin.so $(DESTDIR)$(PREFIX)/lib/
	printf 'prefix=%s\n\nName: synfin\nDescription: TCP from SYN to FIN, sans I/O\nVersion: %s\n%s\n%s\n' \
	  '$(PREFIX)' $(VERSION) 'Cflags: -I$${prefix}/include' 'Libs: -L$${prefix}/lib -lsynfin' \
	  > $(DESTDIR)$(PREFIX)/lib/pkgconfig/synfin.pc

clean:   ## removes build/
	rm -rf build

help:   ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | expand -t 14

# What a target needs, as Debian packages; need.sh names what it installs.
need-cc:
	@tests/need.sh gcc libc6-dev
need-test:
	@tests/need.sh clang valgrind check pkg-config python3 curl nginx-light ncat tshark iproute2 perl tcpdump iperf3
	@tests/need.sh libclang-rt-$$(clang -dumpversion | cut -d. -f1)-dev
need-fuzz: need-cc
	@tests/need.sh clang python3 g++ liblwip-dev
	@tests/need.sh libclang-rt-$$(clang -dumpversion | cut -d. -f1)-dev
need-afl: need-fuzz
	@tests/need.sh afl++ binutils
need-llvm:
	@tests/need.sh llvm
need-tool:
	@tests/need.sh libpcap-dev liblwip-dev
need-check:
	@tests/need.sh check pkg-config python3
need-planted:
	@tests/need.sh clang patch python3
	@tests/need.sh libclang-rt-$$(clang -dumpversion | cut -d. -f1)-dev
need-spec: need-cc
	@tests/need.sh ragel graphviz python3
need-model: need-cc
	@tests/need.sh spin python3
need-proof: need-cc
	@tests/need.sh frama-c-base why3 z3 cvc4 cvc5 python3
need-lint: need-cc need-tool
	@tests/need.sh clang-tidy cppcheck check pkg-config
need-arm: need-cc
	@tests/need.sh gcc-arm-none-eabi libnewlib-arm-none-eabi

$(BUILD)/libsynfin.a: $(LIB_OBJ)
	@rm -f $@; echo 'ar $@'; $(AR) rcs $@ $^
$(BUILD)/libsynfin.so: $(PIC_OBJ)
	@echo 'cc $@'
	@$(CC) $(SAN) -shared -Wl,-soname,$(SONAME) -o $(BUILD)/libsynfin.so.$(VERSION) $^
	@ln -sf libsynfin.so.$(VERSION) $(BUILD)/$(SONAME); ln -sf $(SONAME) $@
$(BUILD)/synfin: $(TOOL_OBJ) $(BUILD)/libsynfin.a
	@echo 'cc $@'; $(CC) $(SAN) -o $@ $^ $(PCAP_LIB) $(LWIP_LIB)
$(BUILD)/suites: $(TEST_OBJ) | $(BUILD)/synfin $(BUILD)/upper
	@echo 'cc $@'; $(CC) $(SAN) -o $@ $^ $$(pkg-config --libs check) $(PCAP_LIB) $(LWIP_LIB)
$(BUILD)/report_sample: $(SAMPLE_OBJ) $(BUILD)/libsynfin.a
	@echo 'cc $@'; $(CC) $(SAN) -o $@ $^ $(PCAP_LIB) $(LWIP_LIB)
$(BUILD)/upper: $(BUILD)/examples/upper.o $(patsubst %,$(BUILD)/src/tool/conform/%.o,sockets kernel_status kernel_user) \
    $(BUILD)/libsynfin.a
	@echo 'cc $@'; $(CC) $(SAN) -o $@ $^
$(BUILD)/soak: $(SOAK_OBJ)
	@echo 'cc $@'; $(CC) $(SAN) -o $@ $^
$(BUILD)/generate: $(BUILD)/tests/check/generate.o $(BUILD)/src/tool/pcap.o $(BUILD)/libsynfin.a
	@echo 'cc $@'; $(CC) $(SAN) -o $@ $^
$(BUILD)/explore: $(EXPLORE_OBJ)
	@echo 'cc $@'; $(CC) $(SAN) -o $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D); echo 'cc $<'
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/pic/%.o: %.c
	@mkdir -p $(@D); echo 'cc $<'
	@$(CC) $(CFLAGS) -fPIC -MMD -MP -c -o $@ $<
$(BUILD)/checked/%.o: %.c
	@mkdir -p $(@D); echo 'cc $<'
	@$(CC) $(CFLAGS) -DSYNFIN_CHECKED -MMD -MP -c -o $@ $<
$(BUILD)/src/tool/%.o $(BUILD)/tests/%.o $(BUILD)/examples/%.o: CFLAGS += -D_GNU_SOURCE -Isrc/tool
$(BUILD)/tests/conformance/%.o: CFLAGS += -Itests
# What was built without a library is built again once that is there.
$(BUILD)/libraries: always
	@mkdir -p $(@D); echo '$(PCAP_LIB) $(LWIP_LIB)' | cmp -s - $@ || echo '$(PCAP_LIB) $(LWIP_LIB)' > $@
$(filter $(BUILD)/src/tool/check/% $(BUILD)/src/tool/conform/%,$(TOOL_OBJ)) $(BUILD)/tests/target_lwip.o: $(BUILD)/libraries
$(BUILD)/src/tool/check/%.o: CFLAGS += $(PCAP_LIB:-l%=-DHAVE_%)
$(BUILD)/src/tool/conform/%.o $(BUILD)/tests/target_%.o: CFLAGS += $(LWIP_LIB:-l%=-DHAVE_%) $(LWIP_LIB:-l%=-isystem /usr/include/%)
-include $(patsubst %.o,%.d,$(LIB_OBJ) $(PIC_OBJ) $(TOOL_OBJ) $(TEST_OBJ) $(SOAK_OBJ))
-include $(patsubst %.o,%.d,$(LIB_OBJ) $(PIC_OBJ) $(TOOL_OBJ) $(TEST_OBJ) $(EXPLORE_OBJ) $(SAMPLE_OBJ))

# Every part of the specification is a part of both machines.
ragel = $(RAGEL) -F1 $(1) -o $(BUILD)/spec/out.c && sed -E '/^(\/\* )?\#line/d' $(BUILD)/spec/out.c > $(2)
$(BUILD)/spec/tcp.xml: $(wildcard spec/*.rl)
	@mkdir -p $(@D)
	$(RAGEL) -x spec/tcp_machine.rl -o $@
$(BUILD)/spec/proof.rl: $(BUILD)/spec/tcp.xml spec/generate.py spec/prove.py
	@python3 spec/prove.py words $< > $(BUILD)/spec/tcp_words.rl
	@python3 spec/prove.py obligations $< $(@D)
$(BUILD)/spec/proof.xml: $(BUILD)/spec/proof.rl
	$(RAGEL) -x -I $(@D) -I spec $< -o $@
$(BUILD)/spec/rules.c: $(BUILD)/spec/proof.rl   # obligations wrote rules.rl beside it
	$(RAGEL) -T0 -I $(@D) -I spec $(@D)/rules.rl -o $@

.PHONY: always $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' Makefile)
