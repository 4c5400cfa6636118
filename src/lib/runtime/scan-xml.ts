/** What a reader of marked-up text is told, in the order of the text. Names come without their prefix. */
export interface XmlEars {
	readonly onopen: (name: string, attribute: (name: string) => string | null) => void;
	readonly onclose: (name: string) => void;
	readonly ontext: (text: string) => void;
}

const tag = /<(\/?)([^\s/>]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/y;

/**
 * Walks through XML once, without building a tree, and calls `ears`. False when it is not XML we read: cut off, not nested,
 * or with a DOCTYPE, which no spreadsheet has and which could declare texts that grow. Only the five signs of XML and
 * numbered letters are decoded.
 */
export function scanXml(xml: string, ears: XmlEars): boolean {
	const open: string[] = [];
	let at = xml.charCodeAt(0) === 0xfeff ? 1 : 0;
	while (at < xml.length) {
		const start = xml.indexOf('<', at);
		const end = start < 0 ? xml.length : start;
		if (end > at && open.length > 0) ears.ontext(decoded(xml.slice(at, end)));
		if (start < 0) break;
		const skipped = skip(xml, start, ears);
		if (skipped === null) return false;
		if (skipped > start) {
			at = skipped;
			continue;
		}
		tag.lastIndex = start;
		const found = tag.exec(xml);
		if (!found) return false;
		const [whole, slash, fullName = '', attributes = '', isEmpty] = found;
		const name = fullName.slice(fullName.indexOf(':') + 1);
		at = start + whole.length;
		if (slash) {
			if (open.pop() !== name) return false;
			ears.onclose(name);
			continue;
		}
		if (open.length > 200) return false;
		ears.onopen(name, (wanted) => attributeOf(attributes, wanted));
		if (isEmpty) ears.onclose(name);
		else open.push(name);
	}
	return open.length === 0;
}

/** Where to go on after a comment, an instruction or raw text at `start`; `start` itself for a tag, null for what is refused. */
function skip(xml: string, start: number, ears: XmlEars): number | null {
	const pass = (begin: string, end: string, heard: boolean): number | null => {
		const close = xml.indexOf(end, start + begin.length);
		if (close < 0) return null;
		if (heard) ears.ontext(xml.slice(start + begin.length, close));
		return close + end.length;
	};
	if (xml.startsWith('<?', start)) return pass('<?', '?>', false);
	if (xml.startsWith('<!--', start)) return pass('<!--', '-->', false);
	if (xml.startsWith('<![CDATA[', start)) return pass('<![CDATA[', ']]>', true);
	return xml.startsWith('<!', start) ? null : start;
}

function attributeOf(attributes: string, wanted: string): string | null {
	// Most of millions of empty cells have none.
	if (attributes === '') return null;
	for (const [, name = '', , double, single] of attributes.matchAll(/([^\s=]+)\s*=\s*("([^"]*)"|'([^']*)')/g)) {
		if (name === wanted || name.endsWith(`:${wanted}`)) return decoded(double ?? single ?? '');
	}
	return null;
}

const signs: ReadonlyMap<string, string> = new Map([
	['amp', '&'],
	['lt', '<'],
	['gt', '>'],
	['quot', '"'],
	['apos', "'"]
]);

const decoded = (text: string): string =>
	text.includes('&')
		? text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{1,5}));/g, (whole, decimal, hex, sign) => {
				if (sign !== undefined) return signs.get(sign) ?? whole;
				const code = decimal !== undefined ? Number(decimal) : parseInt(hex, 16);
				return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
			})
		: text;
