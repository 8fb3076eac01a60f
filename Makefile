# make                the programs and build/libguidang.a
# make deps           install what building needs and is missing (Debian; nothing to do: quick)
# make demo           deps, build, convert a page to every format into build/demo, show its text
# make check          check-deps, build, and every test that is quick
# make check-deps     install what the tests need and is missing
# make unit           unit tests (cmocka); goldens, cli, batch, joined, packages, verify, plug-ins, docs: other parts alone
# make rooms          every file in its room, and includes only from those before it (docs/rooms)
# make html5lib       tokenizer and charsets by the tests of the HTML standard's implementers, where ../shared has them
# make sanitize       all of check with address and undefined-behaviour sanitizers, in build-asan
# make reader         text of testdata, of random pages and of ../shared/corpus as a parser of the standard reads it
# make hostile        broken, deep and large inputs: nothing may crash, hang or leak
# make fuzz           FUZZ_SECONDS (20) of libFuzzer for each target; needs clang
# make render         goldens through LibreOffice to PDF and PNG; needs soffice and pdftoppm
# make browser        audit pages in Chromium; needs chromium, node, npm and pdftotext
# make check-print    measure printed documents against GB/T 9704; needs what render needs
# make archives       web archives made by their grammar; read by WARCIO (warcio's command, of npm) as well
# make slurm          the plug-in for Slurm, on two nodes; as root, needs slurmctld, slurmd, munge
# make large          a WARC of 1 GB: time, memory, nothing fails, goes on after a kill
# make score          measure against gold records, where ../shared has them, and keep the floors
# make corpus         convert every page of ../shared/corpus, where it is there
# make validate       ODT and DOCX of testdata and corpus by ../shared/schemas; needs jing
# make bench          how fast pages are converted, beside bare parsing, deflating, gumbo and pandoc; PAGES (testdata): their folder
# make install        PREFIX (/usr/local), DESTDIR; make uninstall takes it away
# make format         clang-format all C; make format-check only looks
# make clean          remove build and what other builds left beside it
# make help           this list; V=1 shows the commands that make runs

PREFIX  ?= /usr/local
BUILD   ?= build
CC      ?= cc
OPT     ?= -O3 -g
# Measuring data that may be kept beside the checkout. Nothing is built from it.
SHARED  ?= ../shared
FUZZ_SECONDS ?= 20

Q        = $(if $(V),,@)
SAY      = $(if $(V),,@echo "  $(1) $@")

WARN     = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla \
           -Wno-unused-parameter $(WERROR)
PACKAGES = libxml-2.0 libzip libpcre2-8 uchardet nettle json-c libarchive zlib libzstd libbrotlidec
# Looked up when used: `make deps` must run where they are not yet installed.
LIB_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
LIB_LIBS   = -Wl,--as-needed $(shell pkg-config --libs $(PACKAGES)) -lunistring
CFLAGS_ALL = -std=c11 -D_GNU_SOURCE $(OPT) $(WARN) $(SAN) -Isrc -I$(BUILD) $(LIB_CFLAGS) $(CFLAGS)

# Programs, the file that has the main of each, and what they share beside the library.
PROGRAMS = guidang guidang-audit guidang-catalogue guidang-learn guidang-verify
MAINS    = src/cli/main.c src/cli/guidang-audit.c src/cli/guidang-catalogue.c src/cli/guidang-learn.c src/cli/guidang-verify.c
CLI      = src/cli/cli.c
GUIDANG  = src/cli/main-batch.c src/cli/main-packages.c src/cli/progress.c
SRC      = $(filter-out $(MAINS) $(CLI) $(GUIDANG),$(wildcard src/*/*.c))
FILTERS  = $(wildcard filters/*.c)
# What one filter alone stands on lies in a folder of its name.
HELPERS  = $(wildcard filters/*/*.c)
DATA     = $(wildcard filters/profiles/*.profile filters/layouts/*.layout filters/parts/*)
OBJ      = $(patsubst %.c,$(BUILD)/%.o,$(SRC) $(FILTERS) $(HELPERS)) $(BUILD)/data.o $(BUILD)/filters.o
TESTS    = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test-*.c))
FUZZERS  = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/fuzz-*.c))
C_FILES  = $(wildcard src/*.[ch] src/*/*.[ch] filters/*.[ch] filters/*/*.[ch] tests/*.[ch])

# What guidang.h includes: installed beside it, in folders as here.
HEADERS  = src/base/buf.h src/document/diag.h src/document/diags.def src/convert/facts.h src/document/options.h src/version.h
VERSION  = $(shell sed -n 's/^#define GUIDANG_VERSION "\(.*\)"/\1/p' src/version.h)
MAN1     = $(wildcard docs/*.1)
MAN5     = $(wildcard docs/*.5)

# What the test scripts run, and where they may write.
TEST_ENV = BUILD=$(BUILD) GUIDANG="$$(realpath $(BUILD)/guidang)" SHARED=$(SHARED) CC='$(CC)' SAN='$(SAN)'

all: $(PROGRAMS:%=$(BUILD)/%) $(BUILD)/libguidang.a

$(BUILD)/guidang: $(BUILD)/src/cli/main.o $(GUIDANG:%.c=$(BUILD)/%.o)
$(BUILD)/guidang-audit: $(BUILD)/src/cli/guidang-audit.o
$(BUILD)/guidang-catalogue: $(BUILD)/src/cli/guidang-catalogue.o
$(BUILD)/guidang-learn: $(BUILD)/src/cli/guidang-learn.o
$(BUILD)/guidang-verify: $(BUILD)/src/cli/guidang-verify.o
$(PROGRAMS:%=$(BUILD)/%): $(CLI:%.c=$(BUILD)/%.o) $(BUILD)/libguidang.a
	$(call SAY,LINK)
	$(Q)$(CC) $(SAN) $(LDFLAGS) -o $@ $(filter %.o,$^) $(BUILD)/libguidang.a $(LIB_LIBS)

$(BUILD)/libguidang.a: $(OBJ)
	$(call SAY,AR  )
	$(Q)rm -f $@
	$(Q)ar rcsD $@ $(OBJ)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call SAY,CC  )
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/%.o: $(BUILD)/%.c
	$(call SAY,CC  )
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# Generated lists: written anew each time, kept where nothing changed, so that nothing is rebuilt.
$(BUILD)/filters.c: FORCE
	@mkdir -p $(@D)
	@src/gen-filters.sh $(FILTERS) >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(BUILD)/data.c: FORCE
	@mkdir -p $(@D)
	@src/gen-data.sh $(DATA) >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
FORCE:

# ---- what must be installed ----

deps:
	@.ci/deps/install .ci/deps/build.list

check-deps:
	@.ci/deps/install .ci/deps/build.list .ci/deps/check.list

DEMO_PAGE = testdata/report-2021/input.html

# Made anew after deps: pkg-config's answers must not come from before.
demo: deps
	@$(MAKE) --no-print-directory all
	@mkdir -p $(BUILD)/demo
	@for name in odt docx txt json xml csv; do \
		$(BUILD)/guidang -o $(BUILD)/demo/report.$$name $(DEMO_PAGE) || exit 1; \
	done
	@$(BUILD)/guidang --columns 80 $(DEMO_PAGE)
	@printf '\nThe same page is in %s:\n' $(BUILD)/demo && ls $(BUILD)/demo

# ---- tests ----

# This one is part of the command, not of the library.
$(BUILD)/tests/test-progress: $(BUILD)/src/cli/progress.o
$(BUILD)/tests/test-%: tests/test-%.c $(BUILD)/libguidang.a
	@mkdir -p $(@D)
	$(call SAY,CC  )
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -o $@ $< $(filter %.o,$^) $(BUILD)/libguidang.a $(LIB_LIBS) -lcmocka $(LDFLAGS)

# Beside which other reader HTML is read is known where it is installed.
GUMBO = $(shell pkg-config --exists gumbo && echo -DHAVE_GUMBO $$(pkg-config --cflags --libs gumbo))
$(BUILD)/tests/bench-html: LDFLAGS += $(GUMBO)
$(BUILD)/tests/bench-%: tests/bench-%.c $(BUILD)/libguidang.a
	@mkdir -p $(@D)
	$(call SAY,CC  )
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -o $@ $< $(BUILD)/libguidang.a $(LIB_LIBS) -lz $(LDFLAGS)

$(BUILD)/tests/fuzz-%: tests/fuzz-%.c $(BUILD)/libguidang.a
	@mkdir -p $(@D)
	$(call SAY,CC  )
	$(Q)$(CC) $(CFLAGS_ALL) -fsanitize=fuzzer -MMD -MP -o $@ $< $(BUILD)/libguidang.a $(LIB_LIBS) $(LDFLAGS)

test-programs: $(TESTS)

check: check-deps
	@$(MAKE) --no-print-directory check-parts

check-parts: all $(TESTS)
	@$(TEST_ENV) SOUPS=500 tests/check.sh $(TESTS) tests/rooms.py tests/reader.sh tests/goldens.sh tests/cli.sh tests/batch.sh tests/joined.sh tests/packages.sh \
		tests/archives.sh tests/verify.sh tests/plug-ins.sh tests/docs.sh

unit: $(TESTS)
	@tests/check.sh $(TESTS)

rooms:
	@tests/rooms.py

$(BUILD)/tests/html5lib: tests/html5lib.c $(BUILD)/libguidang.a
	@mkdir -p $(@D)
	$(call SAY,CC  )
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -o $@ $< $(BUILD)/libguidang.a $(LIB_LIBS) $(LDFLAGS)

html5lib: $(BUILD)/tests/html5lib
	@if [ -d $(SHARED)/html5lib-tests/tokenizer ]; then \
		$(BUILD)/tests/html5lib $(SHARED)/html5lib-tests/tokenizer/*.test \
			$(SHARED)/html5lib-tests/encoding/*.dat; \
	else \
		echo "html5lib: skipped, there is no $(SHARED)/html5lib-tests"; \
	fi

PAGES ?= testdata
bench: all $(BUILD)/tests/bench-convert $(BUILD)/tests/bench-emit $(BUILD)/tests/bench-html
	@$(TEST_ENV) tests/bench.sh $(PAGES)

archives goldens cli batch joined packages verify plug-ins docs hostile slurm large render browser check-print score validate: all
	@$(TEST_ENV) tests/$@.sh

corpus: all
	@if [ -d $(SHARED)/corpus/pages ]; then \
		$(TEST_ENV) tests/corpus.sh $(SHARED)/corpus/pages; \
	else \
		echo "corpus: skipped, there is no $(SHARED)/corpus/pages"; \
	fi

reader: all
	@$(TEST_ENV) tests/reader.sh $(wildcard $(SHARED)/corpus/pages)

SANITIZE = address,undefined
sanitize:
	@$(MAKE) --no-print-directory check BUILD=$(BUILD)-asan OPT='-O1 -g -fno-omit-frame-pointer' \
		SAN='-fsanitize=$(SANITIZE) -fno-sanitize-recover=all'

fuzz: $(BUILD)/guidang
	@$(MAKE) --no-print-directory fuzzers BUILD=$(BUILD)-fuzz CC=clang \
		SAN='-fsanitize=fuzzer-no-link,$(SANITIZE) -fno-sanitize-recover=all'
	@$(TEST_ENV) tests/fuzz.sh $(FUZZ_SECONDS) $(FUZZERS:$(BUILD)/%=$(BUILD)-fuzz/%)

fuzzers: $(FUZZERS)

# ---- the rest ----

# Quoted: a folder may have spaces in its name.
TARGET = $(DESTDIR)$(PREFIX)
COMPLETIONS = share/bash-completion/completions

install: all
	install -d '$(TARGET)/bin' '$(TARGET)/lib/pkgconfig' '$(TARGET)/include/guidang' \
		'$(TARGET)/share/man/man1' '$(TARGET)/share/man/man5' '$(TARGET)/$(COMPLETIONS)'
	install -m 755 $(PROGRAMS:%=$(BUILD)/%) '$(TARGET)/bin'
	install -m 644 $(BUILD)/libguidang.a '$(TARGET)/lib'
	printf '%s\n' 'Name: guidang' 'Description: saved web pages to documents that can be kept' \
		'Version: $(VERSION)' 'Requires: $(PACKAGES)' 'Cflags: -I"$(PREFIX)/include/guidang"' \
		'Libs: -L"$(PREFIX)/lib" -lguidang -lunistring' >'$(TARGET)/lib/pkgconfig/guidang.pc'
	install -m 644 src/convert/guidang.h '$(TARGET)/include/guidang'
	for header in $(HEADERS:src/%=%); do \
		install -D -m 644 src/$$header '$(TARGET)/include/guidang'/$$header || exit 1; \
	done
	install -m 644 $(MAN1) '$(TARGET)/share/man/man1'
	install -m 644 $(MAN5) '$(TARGET)/share/man/man5'
	install -m 644 docs/completion/guidang.bash '$(TARGET)/$(COMPLETIONS)/guidang'
	for program in $(filter-out guidang,$(PROGRAMS)); do \
		ln -sf guidang '$(TARGET)/$(COMPLETIONS)'/$$program || exit 1; \
	done

uninstall:
	[ ! -d '$(TARGET)' ] || { cd '$(TARGET)' && rm -f lib/libguidang.a lib/pkgconfig/guidang.pc \
		$(PROGRAMS:%=bin/%) $(PROGRAMS:%=$(COMPLETIONS)/%) \
		$(MAN1:docs/%=share/man/man1/%) $(MAN5:docs/%=share/man/man5/%) && \
		rm -rf include/guidang; }

format:
	clang-format -i $(C_FILES)

format-check:
	clang-format --dry-run --Werror $(C_FILES)

clean:
	rm -rf $(BUILD) $(BUILD)-asan $(BUILD)-clang $(BUILD)-fuzz

help:
	@sed -n '/^$$/q; s/^# //p' Makefile

-include $(OBJ:.o=.d) $(patsubst %.c,$(BUILD)/%.d,$(MAINS) $(CLI) $(GUIDANG)) $(TESTS:=.d) $(FUZZERS:=.d)
.PHONY: all deps check-deps demo test-programs check check-parts unit rooms reader archives goldens cli batch joined packages verify plug-ins docs hostile slurm large render browser check-print corpus validate bench \
        html5lib sanitize fuzz fuzzers score install uninstall format format-check clean help FORCE
