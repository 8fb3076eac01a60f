# make            build/guidang, build/libguidang.a
# make demo       install what is missing, build, convert a page to every format, show the text
# make check      the same for the tests, then run them
# make install    PREFIX (default /usr/local), DESTDIR
# make help       the rest

PREFIX  ?= /usr/local
BUILD   ?= build
CC      ?= cc
OPT     ?= -O2 -g
WARN     = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla \
           -Wno-unused-parameter $(WERROR)
PACKAGES = libxml-2.0 libzip libpcre2-8 uchardet nettle
# Looked up when used: `make deps` must run where they are not yet installed.
LIB_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
LIB_LIBS   = $(shell pkg-config --libs $(PACKAGES)) -lunistring
CFLAGS_ALL = -std=c11 -D_GNU_SOURCE $(OPT) $(WARN) $(SAN) $(LIB_CFLAGS) -Isrc -I$(BUILD) $(CFLAGS)

SRC      = $(filter-out src/main.c,$(wildcard src/*.c))
FILTERS  = $(wildcard filters/*.c)
DATA     = $(wildcard filters/profiles/*.profile filters/parts/*)
OBJ      = $(SRC:%.c=$(BUILD)/%.o) $(FILTERS:%.c=$(BUILD)/%.o) $(BUILD)/data.o $(BUILD)/filters.o
TESTS    = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test-*.c))

all: $(BUILD)/guidang $(BUILD)/libguidang.a

$(BUILD)/guidang: $(BUILD)/src/main.o $(BUILD)/libguidang.a
	$(CC) $(SAN) $(LDFLAGS) -o $@ $^ $(LIB_LIBS)

$(BUILD)/libguidang.a: $(OBJ)
	rm -f $@
	ar rcsD $@ $(OBJ)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/%.o: $(BUILD)/%.c
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

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

$(BUILD)/tests/%: tests/%.c $(BUILD)/libguidang.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -o $@ $< $(BUILD)/libguidang.a $(LIB_LIBS) -lcmocka $(LDFLAGS)

unit: $(TESTS)
	@for test in $(TESTS); do $$test || exit 1; done

clean:
	rm -rf $(BUILD)

-include $(OBJ:.o=.d) $(BUILD)/src/main.d $(TESTS:=.d)
.PHONY: all unit clean FORCE
