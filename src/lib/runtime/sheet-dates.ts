import { scanXml } from './scan-xml';

/** Formats that every spreadsheet knows by number and that show a day or an hour. */
const builtIn: ReadonlySet<number> = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

/** The styles of cells that show a number as a day or an hour, by their place in the list; empty for no list that can be read. */
export function dateStyles(xml: string): ReadonlySet<number> {
	const own = new Set<number>();
	const dates = new Set<number>();
	let [isCells, count] = [false, 0];
	const isRead = scanXml(xml, {
		onopen: (tag, attribute) => {
			if (tag === 'cellXfs') isCells = true;
			const format = Number(attribute('numFmtId'));
			if (tag === 'numFmt' && showsDate(attribute('formatCode') ?? '')) own.add(format);
			if (tag !== 'xf' || !isCells) return;
			if (builtIn.has(format) || own.has(format)) dates.add(count);
			count += 1;
		},
		onclose: (tag) => {
			if (tag === 'cellXfs') isCells = false;
		},
		ontext: () => undefined
	});
	return isRead ? dates : new Set();
}

/** Without texts in quotes, colours and conditions, only days and hours are written with these letters. */
const showsDate = (format: string): boolean =>
	/[ymdhs]/i.test(format.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general/gi, ''));

const day = 86_400_000;

/** A day, an hour, or both as `2024-05-31T08:30:00`, as the number of a spreadsheet has it; null for a number that is neither. */
export function dateText(serial: number, isFrom1904: boolean): string | null {
	if (!(serial >= 0 && serial < 2_958_466)) return null;
	// The first calendar has a 29 February 1900 that never was.
	const days = isFrom1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
	const text = new Date(Math.round(((days - 25_569) * day) / 1000) * 1000).toISOString().slice(0, 19);
	if (serial < 1) return text.slice(11);
	return text.endsWith('T00:00:00') ? text.slice(0, 10) : text;
}
