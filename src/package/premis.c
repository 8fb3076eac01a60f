#include "package/premis.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>

#include "convert/chain.h"
#include "base/digest.h"
#include "base/file.h"
#include "convert/guidang.h"
#include "package/media.h"
#include "base/xmlout.h"

#define VOCABULARY "http://id.loc.gov/vocabulary/preservation/"
/* Pieces of this size go to the caller [bytes]. */
#define PIECE ((size_t)64 << 10)

struct premis {
	struct packing *packing;
	int (*put)(void *user, const char *bytes, size_t len);
	void *user;
	struct buf out, text; /* text: for the moment */
	struct xml_out *x;
	struct buf agent; /* the program that made the documents: name and version */
	char manifest_sha256[65];
	uint64_t manifest_bytes;
};

/* ---- elements ---- */

/* Names of files may have characters that XML 1.0 has not (2.2): U+FFFD is written for them. */
static const char *clean(struct premis *m, const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	ucs4_t c;

	buf_clear(&m->text);
	while ((p = u8_next(&c, p)))
		buf_put_utf8(&m->text,
			(c < 0x20 && c != '\t' && c != '\n') || c == 0xFFFE || c == 0xFFFF
				? 0xFFFD
				: c);
	return buf_str(&m->text);
}

static void put_text(struct premis *m, const char *name, const char *text)
{
	if (text)
		xml_element(m->x, name, clean(m, text));
}

/* A term of one of the Library of Congress's vocabularies. */
static void put_term(
	struct premis *m, const char *name, const char *vocabulary, const char *term)
{
	xml_open(m->x, name);
	xml_attr(m->x, "authority", vocabulary);
	xml_attr_printf(m->x, "authorityURI", "%s%s", VOCABULARY, vocabulary);
	xml_text(m->x, term, strlen(term));
	xml_close(m->x);
}

/* Identifiers of all kinds are alike: <nameType/>, <nameValue/>. The element stays open. */
static void open_identifier(
	struct premis *m, const char *name, const char *type, const char *value)
{
	char child[64];

	xml_open(m->x, name);
	snprintf(child, sizeof child, "%sType", name);
	put_text(m, child, type);
	snprintf(child, sizeof child, "%sValue", name);
	put_text(m, child, value);
}

static void put_identifier(
	struct premis *m, const char *name, const char *type, const char *value)
{
	open_identifier(m, name, type, value);
	xml_close(m->x);
}

/* ---- identifiers ---- */

static int put_uuid(struct premis *m, char urn[DIGEST_UUID_SIZE], struct buf *name)
{
	int rc = buf_failed(name) ? packing_fail(m->packing, NULL, strerror(ENOMEM)) : 0;

	digest_uuid(urn, buf_str(name), name->len);
	buf_free(name);
	return rc;
}

static const char *or_none(const char *s)
{
	return s ? s : "";
}

static int source_id(
	struct premis *m, const struct manifest_entry *e, char urn[DIGEST_UUID_SIZE])
{
	struct buf name = BUF_INIT;

	buf_printf(&name, "guidang:source\n%s\n%" PRIu64 "\n%s\n%s", e->source.file,
		e->source.offset, or_none(e->source.record), or_none(e->source.sha256));
	return put_uuid(m, urn, &name);
}

static int output_id(struct premis *m, const char *source, const struct manifest_output *o,
	char urn[DIGEST_UUID_SIZE])
{
	struct buf name = BUF_INIT;

	buf_printf(&name, "guidang:document\n%s\n%s\n%s", source, o->path, o->sha256);
	return put_uuid(m, urn, &name);
}

static int event_id(
	struct premis *m, const char *type, const char *source, char urn[DIGEST_UUID_SIZE])
{
	struct buf name = BUF_INIT;

	buf_printf(&name, "guidang:event\n%s\n%s", type, source);
	return put_uuid(m, urn, &name);
}

/* ---- objects ---- */

static void put_format(struct premis *m, const struct media *media)
{
	xml_open(m->x, "format");
	xml_open(m->x, "formatDesignation");
	put_text(m, "formatName", media->name);
	put_text(m, "formatVersion", media->version);
	xml_close(m->x);
	if (media->puid) {
		xml_open(m->x, "formatRegistry");
		put_text(m, "formatRegistryName", "PRONOM");
		put_text(m, "formatRegistryKey", media->puid);
		xml_close(m->x);
	}
	put_text(m, "formatNote", media->type);
	xml_close(m->x);
}

static void put_characteristics(
	struct premis *m, const char *sha256, uint64_t bytes, const struct media *media)
{
	char size[24];

	snprintf(size, sizeof size, "%" PRIu64, bytes);
	xml_open(m->x, "objectCharacteristics");
	xml_open(m->x, "fixity");
	put_term(m, "messageDigestAlgorithm", "cryptographicHashFunctions", "SHA-256");
	put_text(m, "messageDigest", sha256);
	put_text(m, "messageDigestOriginator", buf_str(&m->agent));
	xml_close(m->x);
	put_text(m, "size", size);
	put_format(m, media);
	xml_close(m->x);
}

static void open_object(struct premis *m, const char *category, const char *urn)
{
	xml_open(m->x, "object");
	xml_attr(m->x, "xsi:type", category);
	put_identifier(m, "objectIdentifier", "URI", urn);
}

static void put_location(struct premis *m, const struct manifest_entry *e)
{
	struct buf place = BUF_INIT;

	if (e->source.offset)
		buf_printf(&place, "%s#%" PRIu64, e->source.file, e->source.offset);
	else
		buf_puts(&place, e->source.file);
	xml_open(m->x, "storage");
	open_identifier(m, "contentLocation",
		e->source.offset ? "archive file and offset in bytes" : "archive file",
		buf_str(&place));
	xml_close(m->x);
	xml_close(m->x);
	buf_free(&place);
}

/* The format that the page was read as: manifests of old do not tell it, and it is guessed by
 * its name. */
static const struct media *source_media(struct premis *m, const struct manifest_entry *e)
{
	const char *format = e->source.format ? e->source.format : packing_from(m->packing, e);
	const struct filter *f = NULL;

	if (!format && !packing_is_warc_record(e) && e->source.name)
		f = filter_by_extension(STAGE_INGEST, e->source.name);
	format = format ? format : f ? f->format : "html";
	return media_of(format, NULL);
}

/* A page in an archive is a part of a file; if it is no file, it has no name either. */
static void put_source(struct premis *m, const struct manifest_entry *e, const char *urn)
{
	const char *record = e->source.record;

	open_object(m, record ? "bitstream" : "file", urn);
	if (record)
		put_identifier(m, "objectIdentifier",
			packing_is_warc_record(e) ? "WARC-Record-ID" : "archive member",
			record);
	put_characteristics(m, e->source.sha256, e->source.bytes, source_media(m, e));
	if (record)
		put_location(m, e);
	else
		put_text(m, "originalName", e->source.file);
	xml_close(m->x);
}

static void put_relationship(struct premis *m, const char *source, const char *event)
{
	xml_open(m->x, "relationship");
	put_term(m, "relationshipType", "relationshipType", "derivation");
	put_term(m, "relationshipSubType", "relationshipSubType", "has source");
	put_identifier(m, "relatedObjectIdentifier", "URI", source);
	put_identifier(m, "relatedEventIdentifier", "URI", event);
	xml_close(m->x);
}

static int put_output(struct premis *m, const struct manifest_entry *e, const char *source,
	const char *event, const struct manifest_output *o)
{
	const struct media *media = media_of(o->format, packing_odf_version(m->packing, e));
	char urn[DIGEST_UUID_SIZE];

	if (!media)
		return packing_fail(m->packing, o->path, "has a format that is not known");
	if (!strcmp(o->path, PREMIS_NAME))
		return packing_fail(m->packing, o->path, "is a document already; see --name");
	if (output_id(m, source, o, urn))
		return -1;
	open_object(m, "file", urn);
	put_characteristics(m, o->sha256, o->bytes, media);
	put_text(m, "originalName", o->path);
	put_relationship(m, source, event);
	xml_close(m->x);
	return 0;
}

static int put_manifest(struct premis *m)
{
	struct buf name = BUF_INIT;
	char urn[DIGEST_UUID_SIZE];

	buf_printf(&name, "guidang:manifest\n%s", m->manifest_sha256);
	if (put_uuid(m, urn, &name))
		return -1;
	open_object(m, "file", urn);
	put_characteristics(m, m->manifest_sha256, m->manifest_bytes,
		media_of("ledger", NULL)); /* JSON Lines too */
	;
	put_text(m, "originalName", MANIFEST_NAME);
	xml_close(m->x);
	return 0;
}

/* ---- events ---- */

static void put_time_of_work(struct premis *m, const struct manifest_entry *e)
{
	char time[PACKING_TIME_SIZE] = "XXXX";

	/* Intervals have dates, not times (EDTF, level 0). */
	if (packing_epoch(m->packing, e))
		packing_time(packing_epoch(m->packing, e), time);
	else if (e->source.captured)
		snprintf(time, sizeof time, "%.10s/..", e->source.captured);
	put_text(m, "eventDateTime", time);
}

static void put_detail(struct premis *m, const char *detail)
{
	xml_open(m->x, "eventDetailInformation");
	put_text(m, "eventDetail", detail);
	xml_close(m->x);
}

static void put_outcome(struct premis *m, const char *outcome, const char *note)
{
	xml_open(m->x, "eventOutcomeInformation");
	put_term(m, "eventOutcome", "eventOutcome", outcome);
	xml_open(m->x, "eventOutcomeDetail");
	put_text(m, "eventOutcomeDetailNote", note);
	xml_close(m->x);
	xml_close(m->x);
}

static void put_link(struct premis *m, const char *urn, const char *role)
{
	open_identifier(m, "linkingObjectIdentifier", "URI", urn);
	put_term(m, "linkingObjectRole", "eventRelatedObjectRole", role);
	xml_close(m->x);
}

static void put_agent_link(struct premis *m)
{
	open_identifier(m, "linkingAgentIdentifier", "local", buf_str(&m->agent));
	put_term(m, "linkingAgentRole", "eventRelatedAgentRole", "executing program");
	xml_close(m->x);
}

static int put_links_to_outputs(
	struct premis *m, const struct manifest_entry *e, const char *source, const char *role)
{
	char urn[DIGEST_UUID_SIZE];

	for (unsigned i = 0; i < e->output_count; i++) {
		if (output_id(m, source, &e->outputs[i], urn))
			return -1;
		put_link(m, urn, role);
	}
	return 0;
}

static int open_event(struct premis *m, const char *type, const char *source)
{
	char urn[DIGEST_UUID_SIZE];

	if (event_id(m, type, source, urn))
		return -1;
	xml_open(m->x, "event");
	put_identifier(m, "eventIdentifier", "URI", urn);
	put_term(m, "eventType", "eventType", type);
	return 0;
}

static int put_capture(struct premis *m, const struct manifest_entry *e, const char *source)
{
	if (!e->source.captured)
		return 0;
	if (open_event(m, "capture", source))
		return -1;
	put_text(m, "eventDateTime", e->source.captured);
	if (e->source.uri)
		put_detail(m, e->source.uri);
	put_link(m, source, "outcome");
	xml_close(m->x);
	return 0;
}

static const char *outcome_of(const struct manifest_entry *e)
{
	if (e->outcome != MANIFEST_CONVERTED && e->outcome != MANIFEST_JOINED)
		return "fail";
	return e->warnings || e->checks_failed || e->replaced ? "warning" : "success";
}

static int put_normalization(
	struct premis *m, const struct manifest_entry *e, const char *source)
{
	struct buf note = BUF_INIT;
	int rc;

	if (open_event(m, "normalization", source))
		return -1;
	put_time_of_work(m, e);
	put_detail(m, "the document was taken out of the page and written in open formats");
	buf_printf(&note,
		"%s%s%s; text kept %" PRIu64 ", dropped %" PRIu64 ", unlocated %" PRIu64
		" bytes; unreadable characters %" PRIu64 "; checks failed %u; warnings %u",
		manifest_outcome_name(e->outcome), e->reason ? ": " : "", or_none(e->reason),
		e->kept, e->dropped, e->unlocated, e->replaced, e->checks_failed, e->warnings);
	put_outcome(m, outcome_of(e), buf_str(&note));
	put_agent_link(m);
	put_link(m, source, "source");
	rc = put_links_to_outputs(m, e, source, "outcome");
	xml_close(m->x);
	if (buf_failed(&note))
		rc = packing_fail(m->packing, NULL, strerror(ENOMEM));
	buf_free(&note);
	return rc;
}

static int put_digesting(struct premis *m, const struct manifest_entry *e, const char *source)
{
	int rc;

	if (open_event(m, "message digest calculation", source))
		return -1;
	put_time_of_work(m, e);
	put_detail(m, "SHA-256");
	put_agent_link(m);
	put_link(m, source, "source");
	rc = put_links_to_outputs(m, e, source, "source");
	xml_close(m->x);
	return rc;
}

/* ---- the whole ---- */

static int pass_on(struct premis *m, size_t least)
{
	int rc = 0;

	if (buf_failed(&m->out) || buf_failed(&m->text))
		return packing_fail(m->packing, NULL, strerror(ENOMEM));
	if (m->out.len && m->out.len >= least) {
		rc = m->put(m->user, m->out.data, m->out.len);
		buf_clear(&m->out);
	}
	return rc;
}

/* A page whose bytes were never had is no object. */
static int put_objects(void *user, const struct manifest_entry *e)
{
	struct premis *m = user;
	char source[DIGEST_UUID_SIZE], event[DIGEST_UUID_SIZE];
	int rc = 0;

	if (!e->source.sha256)
		return 0;
	if (source_id(m, e, source) || event_id(m, "normalization", source, event))
		return -1;
	put_source(m, e, source);
	for (unsigned i = 0; i < e->output_count && !rc; i++)
		rc = put_output(m, e, source, event, &e->outputs[i]);
	return rc ? rc : pass_on(m, PIECE);
}

static int put_events(void *user, const struct manifest_entry *e)
{
	struct premis *m = user;
	char source[DIGEST_UUID_SIZE];

	if (!e->source.sha256)
		return 0;
	if (source_id(m, e, source) || put_capture(m, e, source) ||
		put_normalization(m, e, source) || put_digesting(m, e, source))
		return -1;
	return pass_on(m, PIECE);
}

static void put_agent(struct premis *m)
{
	xml_open(m->x, "agent");
	put_identifier(m, "agentIdentifier", "local", buf_str(&m->agent));
	put_text(m, "agentName", "guidang");
	put_term(m, "agentType", "agentType", "software");
	put_text(m, "agentVersion", buf_str(&m->agent) + strcspn(buf_str(&m->agent), " ") + 1);
	xml_close(m->x);
}

/* One program made them all: others do not go on with a batch. */
static int find_agent(void *user, const struct manifest_entry *e)
{
	struct premis *m = user;

	if (!e->recipe || !strchr(e->recipe->program, ' '))
		return 0;
	buf_puts(&m->agent, e->recipe->program);
	return 1;
}

static int put_all(struct premis *m)
{
	int rc = packing_each(m->packing, find_agent, m);

	if (rc < 0)
		return rc;
	if (!rc)
		buf_puts(&m->agent, recipe_program);
	if (buf_failed(&m->agent))
		return packing_fail(m->packing, NULL, strerror(ENOMEM));
	xml_declaration(m->x);
	xml_open(m->x, "premis");
	xml_attr(m->x, "xmlns", "http://www.loc.gov/premis/v3");
	xml_attr(m->x, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	xml_attr(m->x, "version", "3.0");
	rc = put_manifest(m);
	if (!rc)
		rc = packing_each(m->packing, put_objects, m);
	if (!rc)
		rc = packing_each(m->packing, put_events, m);
	put_agent(m);
	xml_close(m->x);
	return rc;
}

int premis_put(
	struct packing *p, int (*put)(void *user, const char *bytes, size_t len), void *user)
{
	struct premis m = {.packing = p, .put = put, .user = user};
	int rc = packing_manifest(p, m.manifest_sha256, &m.manifest_bytes);

	if (!rc) {
		m.x = xml_out_new(&m.out);
		xml_indent(m.x);
		rc = m.x ? put_all(&m) : packing_fail(p, NULL, strerror(ENOMEM));
		if (!rc)
			rc = pass_on(&m, 1);
		if (xml_out_close(m.x) && !rc)
			rc = packing_fail(p, NULL, strerror(ENOMEM));
	}
	if (!rc && m.out.len)
		rc = put(user, m.out.data, m.out.len);
	buf_free(&m.out);
	buf_free(&m.text);
	buf_free(&m.agent);
	return rc;
}

struct written {
	struct packing *packing;
	struct file_writer file;
};

static int put_to_file(void *user, const char *bytes, size_t len)
{
	struct written *w = user;

	return file_writer_put(&w->file, bytes, len) ? packing_refused(w->packing, w->file.path)
						     : 0;
}

void premis_tidy(const char *folder)
{
	char *part;

	if (asprintf(&part, "%s/" PREMIS_NAME FILE_PART, folder) < 0)
		return;
	unlink(part);
	free(part);
}

int premis_write(struct packing *p)
{
	struct written w = {.packing = p};
	char *path = packing_path(p, PREMIS_NAME);
	int rc = -1;

	if (path && file_writer_open(&w.file, path))
		packing_refused(p, path);
	else if (path) {
		rc = premis_put(p, put_to_file, &w);
		if (rc)
			file_writer_abandon(&w.file);
		else if (file_writer_commit(&w.file))
			rc = packing_refused(p, path);
	}
	free(path);
	return rc;
}
