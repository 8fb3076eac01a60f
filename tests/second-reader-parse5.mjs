// usage: node second-reader-parse5.mjs FOLDER <NAMES
//
// Reads pages, UTF-8 with a byte order mark, named a line each, by parse5, which npm put into FOLDER. Writes a line
// of JSON for each: [[text, way], ...], the way being the names of the elements down to the text, as
// second-reader.py wants it. Scripts do not run here, so noscript is read as HTML.

import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const found = createRequire(resolve(process.argv[2], 'package.json')).resolve('parse5');
const { parse } = await import(pathToFileURL(found));

const SPACES = {
	'http://www.w3.org/1999/xhtml': '',
	'http://www.w3.org/2000/svg': 'svg:',
	'http://www.w3.org/1998/Math/MathML': 'math:',
};

// Not by recursion: pages can be nested deeper than the stack is.
function texts(document)
{
	const found = [], todo = [[document, '']];

	while (todo.length) {
		let [node, way] = todo.pop();
		if (node.nodeName === '#text') {
			found.push([node.value, way]);
			continue;
		}
		if (node.tagName) {
			way += (way && '/') + SPACES[node.namespaceURI] + node.tagName;
			if (node.tagName === 'script' || node.tagName === 'style')
				continue;
		}
		const children = (node.content ?? node).childNodes ?? [];
		for (let i = children.length - 1; i >= 0; i--)
			todo.push([children[i], way]);
	}
	return found;
}

// All of it, also into a pipe that is full.
function write(line)
{
	let bytes = Buffer.from(line);

	while (bytes.length) {
		try {
			bytes = bytes.subarray(writeSync(1, bytes));
		} catch (error) {
			if (error.code !== 'EAGAIN')
				throw error;
		}
	}
}

for (const name of readFileSync(0, 'utf8').split('\n')) {
	const source = readFileSync(name).subarray(3).toString();
	write(JSON.stringify(texts(parse(source, { scriptingEnabled: false }))) + '\n');
}
