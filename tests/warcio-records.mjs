// usage: node warcio-records.mjs WARCIO FILE...      WARCIO: the folder of the npm package
//
// What the reader that is not ours finds in web archives: a JSON object a record, with its file, type,
// address, the status and media type of HTTP. Where it gives up, "error" has why.
import fs from "fs";
import path from "path";
import { pathToFileURL } from "url";

const [folder, ...files] = process.argv.slice(2);
const { WARCParser } = await import(pathToFileURL(path.join(folder, "dist", "index.js")));

console.warn = () => {};
for (const file of files) {
	const say = (what) => console.log(JSON.stringify({ file: path.basename(file), ...what }));
	try {
		for await (const record of new WARCParser(fs.createReadStream(file))) {
			const http = record.httpHeaders;
			say({
				kind: record.warcHeader("WARC-Type"),
				uri: record.warcHeader("WARC-Target-URI") ?? null,
				status: http ? Number(http.statusCode) : null,
				type: http ? http.headers.get("Content-Type") : record.warcHeader("Content-Type") ?? null,
			});
		}
	} catch (e) {
		say({ error: String(e).split("\n")[0] });
	}
}
