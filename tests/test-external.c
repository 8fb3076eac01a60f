/* External filters: what they answer, and what becomes of what they leave out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <signal.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/buf.h"
#include "convert/external.h"
#include "document/treexml.h"

static const struct options options;

static struct node *add(struct document *doc, struct node *parent, enum kind kind)
{
	struct node *n = node_new(&doc->tree, kind);

	assert_int_equal(tree_append(&doc->tree, parent, n), 0);
	return n;
}

static void add_text(struct document *doc, struct node *parent, const char *text)
{
	size_t len = strlen(text);
	uint32_t offset = (uint32_t)doc->tree.ingested;

	assert_non_null(tree_add_text(&doc->tree, parent, text, len, offset, (uint32_t)len, 3));
}

/*
 * document 1, front 2,
 *   para 3: text 4 "one ", link 5: text 6 "two", image 7, text 8 " three"
 *   table 9, body 10, row 11, cell 12, para 13, text 14 "cell"
 *   para 15 (dropped: tools), text 16 "print"
 */
static void make_document(struct document *doc)
{
	struct node *para, *link, *n;

	assert_int_equal(document_init(doc, &options, NULL), 0);
	document_enter_filter(doc, "in-html");
	para = add(doc, doc->tree.root, KIND_PARA);
	add_text(doc, para, "one ");
	link = add(doc, para, KIND_LINK);
	attr_set_str(&doc->tree, link, ATTR_HREF, "a.html?b&c");
	add_text(doc, link, "two");
	node_set_line(&doc->tree, add(doc, para, KIND_IMAGE), 5);
	add_text(doc, para, " three");
	n = add(doc, doc->tree.root, KIND_TABLE);
	n = add(doc, n, KIND_BODY);
	n = add(doc, n, KIND_ROW);
	n = add(doc, add(doc, n, KIND_CELL), KIND_PARA);
	add_text(doc, n, "cell");
	para = add(doc, doc->tree.root, KIND_PARA);
	add_text(doc, para, "print");
	document_enter_filter(doc, "strip-chrome");
	node_drop(&doc->tree, para, REASON_TOOLS);
}

static void assert_whole(const struct document *doc)
{
	char message[200] = "";

	if (tree_check(&doc->tree, false, message, sizeof message))
		fail_msg("%s", message);
}

static const struct node *by_id(const struct document *doc, uint32_t id)
{
	const struct node *found = NULL;

	for (const struct node *n = doc->tree.root; n; n = tree_next_all(doc->tree.root, n)) {
		assert_false(found && n->id == id);
		if (n->id == id)
			found = n;
	}
	assert_non_null(found);
	return found;
}

static void run(struct document *doc, const char *command)
{
	make_document(doc);
	if (external_run(doc, command))
		fail_msg("%s", doc->last_diag ? doc->last_diag->message : "?");
	assert_null(doc->diags);
	assert_whole(doc);
	assert_int_equal(tree_books(&doc->tree).ingested, 22);
}

/* The command fails with the message, and the tree is what it was. */
static void run_badly(const char *command, const char *message)
{
	struct document doc;
	struct buf before = BUF_INIT, after = BUF_INIT;

	make_document(&doc);
	assert_int_equal(treexml_write(&doc, &before), 0);
	assert_int_equal(external_run(&doc, command), -1);
	assert_non_null(doc.diags);
	assert_null(doc.diags->next);
	if (!strstr(doc.diags->message, message))
		fail_msg("%s: %s", command, doc.diags->message);
	assert_int_equal(doc.diags->line, 0);
	doc.diags = NULL;
	assert_int_equal(treexml_write(&doc, &after), 0);
	assert_string_equal(before.data, after.data);
	document_free(&doc);
	buf_free(&before);
	buf_free(&after);
}

static void assert_same_as_before(const struct document *doc)
{
	struct document fresh;
	struct buf before = BUF_INIT, after = BUF_INIT;

	make_document(&fresh);
	assert_int_equal(treexml_write(&fresh, &before), 0);
	assert_int_equal(treexml_write(doc, &after), 0);
	assert_string_equal(before.data, after.data);
	document_free(&fresh);
	buf_free(&before);
	buf_free(&after);
}

/* ---- programs ---- */

static void nothing_changes(void **state)
{
	static const char *const commands[] = {"cat",
		"xsltproc testdata/external/identity.xsl -", "sed 's/$/\\r/' | tr -d '\\r'",
		"tee /dev/null", "sleep 0.1; cat", "exec </dev/stdin; cat"};

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		struct document doc;

		run(&doc, commands[i]);
		assert_same_as_before(&doc);
		document_free(&doc);
	}
}

static void images_are_dropped(void **state)
{
	struct document doc;
	const struct node *image;

	run(&doc, "/usr/bin/env xsltproc testdata/external/drop-images.xsl -");
	image = by_id(&doc, 7);
	assert_int_equal(image->reason, REASON_EXTERNAL);
	assert_string_equal(document_filter_name(&doc, image->filter), "env");
	assert_int_equal(node_line(image), 5);
	assert_int_equal(node_prev_all(image)->id, 5);
	assert_int_equal(node_next_all(image)->id, 8);
	assert_int_equal(node_next_all(image)->reason, REASON_LIVE);
	document_free(&doc);
}

static void links_are_unwrapped(void **state)
{
	struct document doc;
	const struct node *link;

	run(&doc, "xsltproc testdata/external/unwrap-links.xsl -");
	link = by_id(&doc, 5);
	assert_int_equal(link->reason, REASON_EXTERNAL);
	assert_null(node_first_all(link));
	assert_int_equal(node_parent(by_id(&doc, 6))->id, 3);
	assert_int_equal(by_id(&doc, 6)->offset, 4);
	assert_string_equal(document_filter_name(&doc, by_id(&doc, 6)->filter), "in-html");
	assert_int_equal(tree_books(&doc.tree).kept, 17);
	document_free(&doc);
}

static void what_is_new_is_marked(void **state)
{
	struct document doc;
	const struct node *para;

	run(&doc, "xsltproc testdata/external/add-notice.xsl -");
	para = node_next_all(node_first_all(doc.tree.root));
	assert_int_equal(para->id, 17);
	assert_int_equal(para->flags, NODE_EXTERNAL | NODE_GENERATED);
	assert_string_equal(attr_str(para, ATTR_ALIGN), "center");
	assert_string_equal(document_filter_name(&doc, para->filter), "xsltproc");
	assert_int_equal(node_raw_len(node_first_all(para)), 0);
	assert_int_equal(node_text_len(node_first_all(para)), strlen("Copy for the "));
	assert_int_equal(node_last_all(para)->kind, KIND_STRONG);
	assert_int_equal(tree_books(&doc.tree).kept, 17);
	document_free(&doc);
}

static void what_changed_is_marked(void **state)
{
	struct document doc;
	const struct node *text;

	run(&doc, "sed -e 's/>cell</>a longer cell</' -e 's/>two</>2</' -e 's/ "
		  "href=\"[^\"]*\"//'");
	text = by_id(&doc, 14);
	assert_int_equal(text->flags, NODE_EXTERNAL);
	assert_int_equal(node_text_len(text), strlen("a longer cell"));
	assert_int_equal(node_raw_len(text), 4);
	assert_string_equal(document_filter_name(&doc, text->filter), "sed");
	assert_int_equal(node_raw_len(by_id(&doc, 6)), 3);
	assert_int_equal(by_id(&doc, 5)->flags, NODE_EXTERNAL);
	assert_int_equal(by_id(&doc, 4)->flags, 0);
	assert_int_equal(tree_books(&doc.tree).by_reason[REASON_SPACE], 2);
	document_free(&doc);
}

/* The places and the books are not the program's to change; dropping and restoring are. */
static void only_some_is_the_programs(void **state)
{
	struct document doc;

	run(&doc,
		"sed -e 's/ line=\"3\"//; s/ at=\"[^\"]*\"/ at=\"9+9\"/; s/ raw=\"[^\"]*\"//' "
		"-e 's/dropped=\"tools\"//; s/<table id/<table dropped=\"rule\" id/; s/ "
		"by=\"[^\"]*\"//'");
	assert_int_equal(by_id(&doc, 6)->offset, 4);
	assert_int_equal(node_line(by_id(&doc, 6)), 3);
	assert_string_equal(document_filter_name(&doc, by_id(&doc, 6)->filter), "in-html");
	assert_int_equal(by_id(&doc, 15)->reason, REASON_LIVE);
	assert_int_equal(by_id(&doc, 9)->reason, REASON_RULE);
	assert_string_equal(document_filter_name(&doc, by_id(&doc, 9)->filter), "sed");
	assert_int_equal(tree_books(&doc.tree).by_reason[REASON_RULE], 4);
	document_free(&doc);
}

static void bad_programs_are_said(void **state)
{
	run_badly("true", "the answer of true, line 1: it is empty");
	run_badly("", "it is empty");
	run_badly("false", "it ended with status 1");
	run_badly("cat; exit 3", "it ended with status 3");
	run_badly("kill -TERM $$", "signal 15 ended it");
	run_badly("/no/such/program -x",
		"\"/no/such/program -x\" failed: the command was not found");
	run_badly("head -c 100", "the answer of head, line");
	run_badly("echo hello", "not a document tree: the answer of echo, line 1");
	run_badly("sed 's/<para/<passage/; s/para>/passage>/'", "no kind passage");
	run_badly("exec cat <&- 2>&-", "it ended with status");
	run_badly("yes '<!-- more and more and more and more and more and more and more -->'",
		"it answered more than");
}

/* More than a pipe holds, both ways, read or not. */
static void large_documents(void **state)
{
	enum { SIZE = 8 << 20 };
	char *text = malloc(SIZE + 1);
	struct document doc;

	assert_non_null(text);
	memset(text, 'x', SIZE);
	text[SIZE] = '\0';
	make_document(&doc);
	add_text(&doc, add(&doc, doc.tree.root, KIND_PARA), text);
	assert_int_equal(external_run(&doc, "cat"), 0);
	assert_whole(&doc);
	assert_int_equal(external_run(&doc, "true"), -1);
	assert_int_equal(external_run(&doc, "head -n 3"), -1);
	assert_int_equal(external_run(&doc, "cat >/dev/null; exit 1"), -1);
	assert_whole(&doc);
	document_free(&doc);
	free(text);
}

static unsigned open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static void nothing_is_left_behind(void **state)
{
	struct document doc;
	unsigned files = open_files();
	sigset_t before, after;

	sigprocmask(SIG_SETMASK, NULL, &before);
	make_document(&doc);
	for (int i = 0; i < 10; i++)
		external_run(&doc, i % 2 ? "true" : "cat");
	assert_int_equal(open_files(), files);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	sigprocmask(SIG_SETMASK, NULL, &after);
	assert_int_equal(sigismember(&before, SIGPIPE), sigismember(&after, SIGPIPE));
	document_free(&doc);
}

/* The program's own SIGPIPE works as ever: yes ends when head does. */
static void the_programs_signals_are_as_ever(void **state)
{
	struct document doc;

	signal(SIGPIPE, SIG_IGN);
	run(&doc, "yes | head -n 1 >/dev/null; cat");
	signal(SIGPIPE, SIG_DFL);
	document_free(&doc);
}

/* ---- answers ---- */

static void merge(struct document *doc, const char *answer)
{
	struct buf xml = BUF_INIT;

	make_document(doc);
	document_enter_filter(doc, "program");
	buf_printf(&xml,
		"<guidang xmlns='urn:guidang:tree:1'><document>%s</document></guidang>",
		answer);
	if (treexml_merge(doc, xml.data, xml.len))
		fail_msg("%s: %s", answer, doc->last_diag ? doc->last_diag->message : "?");
	buf_free(&xml);
	assert_whole(doc);
	for (uint32_t id = 1; id <= 16; id++)
		by_id(doc, id);
}

static void all_is_left_out(void **state)
{
	struct document doc;

	merge(&doc, "");
	assert_int_equal(tree_books(&doc.tree).by_reason[REASON_EXTERNAL], 17);
	assert_int_equal(tree_books(&doc.tree).by_reason[REASON_TOOLS], 5);
	assert_int_equal(node_prev_all(by_id(&doc, 9))->id, 3);
	assert_int_equal(node_next_all(by_id(&doc, 9))->id, 15);
	/* Inside what is dropped nothing is marked, so that restoring it restores all. */
	assert_int_equal(by_id(&doc, 12)->reason, REASON_LIVE);
	assert_non_null(document_front(&doc));
	assert_int_not_equal(document_front(&doc)->id, 2);
	document_free(&doc);
}

/* What vanished out of a parent that became something else goes where it may stand. */
static void parents_become_something_else(void **state)
{
	struct document doc;

	merge(&doc, "<front id='2'/><table id='3'/><para id='9'/>");
	assert_int_equal(by_id(&doc, 3)->kind, KIND_TABLE);
	assert_int_equal(by_id(&doc, 3)->flags, NODE_EXTERNAL);
	assert_int_equal(node_parent(by_id(&doc, 6))->id, 5);
	assert_int_equal(node_parent(by_id(&doc, 10))->kind, KIND_TABLE);
	assert_int_equal(node_parent(by_id(&doc, 10))->reason, REASON_EXTERNAL);
	document_free(&doc);
	merge(&doc,
		"<front id='2'/><para id='12'><text id='14'>cell</text></para><rule id='11'/>");
	document_free(&doc);
	merge(&doc, "<front id='2'/><rule id='10'/>");
	document_free(&doc);
	merge(&doc, "<list id='12'><item id='13'/></list><quote id='2'/><codeblock id='9'/>");
	document_free(&doc);
}

static void ids_are_met_once(void **state)
{
	struct document doc;
	const struct node *para;

	merge(&doc, "<para id='3'><text id='4'>one </text><text id='4'>one </text></para>"
		    "<para id='4'><text id='13'>x</text><text id='999'>y</text></para><box "
		    "id='1'/>");
	para = by_id(&doc, 3);
	assert_int_equal(node_first_all(para)->id, 4);
	assert_int_equal(node_last_all(para)->flags, NODE_EXTERNAL | NODE_GENERATED);
	assert_int_equal(doc.tree.root->id, 1);
	assert_int_equal(by_id(&doc, 4)->kind, KIND_TEXT);
	assert_int_equal(by_id(&doc, 13)->kind, KIND_PARA);
	document_free(&doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_changes),
		cmocka_unit_test(images_are_dropped),
		cmocka_unit_test(links_are_unwrapped),
		cmocka_unit_test(what_is_new_is_marked),
		cmocka_unit_test(what_changed_is_marked),
		cmocka_unit_test(only_some_is_the_programs),
		cmocka_unit_test(bad_programs_are_said),
		cmocka_unit_test(large_documents),
		cmocka_unit_test(nothing_is_left_behind),
		cmocka_unit_test(the_programs_signals_are_as_ever),
		cmocka_unit_test(all_is_left_out),
		cmocka_unit_test(parents_become_something_else),
		cmocka_unit_test(ids_are_met_once),
	};

	return cmocka_run_group_tests_name("external", tests, NULL, NULL);
}
