# usage: make -f pages.mk PAGES=saved OUT=filed FORMAT=docx [OPTIONS='--layout plain']
#
# Keeps a document beside every saved page: converts the pages that are new or have changed since, and
# all of them where guidang is another. -j converts several at once, -k goes on behind a page that
# fails. Names of pages must be without white space, as make wants them.

PAGES   ?= pages
OUT     ?= filed
FORMAT  ?= odt
GUIDANG ?= guidang
OPTIONS ?=

pages     := $(shell find $(PAGES) -type f -name '*.html')
documents := $(pages:$(PAGES)/%.html=$(OUT)/%.$(FORMAT))

all: $(documents)

# Status 3: nothing but chrome was found. guidang says so, and the document has what there was.
$(OUT)/%.$(FORMAT): $(PAGES)/%.html $(shell command -v $(GUIDANG))
	@mkdir -p $(@D)
	$(GUIDANG) $(OPTIONS) -o $@ $< || [ $$? = 3 ]

.PHONY: all
.DELETE_ON_ERROR:
