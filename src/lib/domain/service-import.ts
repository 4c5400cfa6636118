import type { Day } from '$lib/base/clock';
import { ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit, type FieldValue } from './change';
import { ServiceId } from './ids';
import type { Ledger } from './ledger';
import {
	blankService,
	isSame,
	serviceEdits,
	serviceFields,
	serviceOf,
	servicesOf,
	type Service,
	type ServiceDraft,
	type ServiceField,
	type Words
} from './service';
import { readColumns } from './service-columns';
import { fileToText, type FileEncoding, type FileProblem } from './service-file';
import { readHsds, type ReadingProblem, type ServiceReading } from './service-hsds';
import { plainLetters, type FoundService, type ImportNote } from './service-reading';

/** What an import would do, before it does anything. */
export interface ImportPlan extends Omit<ServiceReading, 'found'> {
	readonly encoding: FileEncoding;
	readonly entries: readonly ImportEntry[];
}

/** One service of the file and what would become of it. */
export interface ImportEntry {
	readonly row: number;
	readonly state: 'new' | 'changed' | 'unchanged';
	readonly name: Words;
	/** The standing entry, or null for a new one. */
	readonly serviceId: ServiceId | null;
	/** Fields that would get what the file says. */
	readonly changes: readonly ServiceField[];
	/** Fields in which the file says something else than was written by hand: the hand wins. */
	readonly kept: readonly ServiceField[];
	readonly notes: readonly ImportNote[];
	readonly source: string;
	readonly values: Partial<ServiceDraft>;
}

/**
 * What importing a file would do: HSDS JSON when it begins like JSON, else a table. Nothing of the file is left out of it
 * without being named. `today` is the latest day a service can have been checked. Never throws.
 */
export function planImport(
	ledger: Ledger,
	bytes: Uint8Array,
	today: Day
): Result<ImportPlan, FileProblem | ReadingProblem> {
	const file = fileToText(bytes);
	if (!file.ok) return file;
	const { text, encoding } = file.value;
	const reading = /^\s*[[{]/.test(text) ? readHsds(text, today) : readColumns(text, today);
	if (!reading.ok) return reading;
	const { found, ...rest } = reading.value;
	const standing = standingBySource(ledger);
	const planned = new Set<string>();
	const skipped = [...rest.skipped];
	const entries = found.flatMap((service) => {
		const { any: name = Object.values(service.values.name)[0] ?? '' } = service.values.name;
		const source = sourceOf(service);
		const match = (standing.get(source) ?? []).find((each) => isOfSameFile(each, service));
		if (planned.has(source)) {
			skipped.push({ row: service.row, reason: 'twice', name });
			return [];
		}
		planned.add(source);
		return [match ? changedEntry(service, source, match) : newEntry(service, source)];
	});
	return ok({ ...rest, skipped: skipped.sort((a, b) => a.row - b.row), encoding, entries });
}

/**
 * The edits that write the chosen entries of a plan; `chosen` are their rows. `newId` makes random ids. Entries that would
 * not change are never written.
 */
export function importEdits(
	ledger: Ledger,
	plan: ImportPlan,
	chosen: Iterable<number>,
	newId: () => string
): readonly Edit[] {
	const rows = new Set(chosen);
	return plan.entries
		.filter(({ row, state }) => state !== 'unchanged' && rows.has(row))
		.flatMap((entry) => {
			const id = entry.serviceId ?? ServiceId.parse(newId());
			const before = entry.serviceId && serviceOf(ledger, id);
			const taken = Object.fromEntries(entry.changes.map((field) => [field, entry.values[field]]));
			const imported = { ...(before?.imported ?? {}), ...entry.values } as FieldValue; // plain JSON: it was read from a file or a cell
			return [...serviceEdits(ledger, id, taken), ...fieldEdits('service', id, { source: entry.source, imported })];
		});
}

function newEntry({ row, values, notes }: FoundService, source: string): ImportEntry {
	const changes = serviceFields.filter(
		(field) => values[field] !== undefined && !isSame(values[field], blankService[field])
	);
	return { row, state: 'new', name: values.name, serviceId: null, changes, kept: [], notes, source, values };
}

function changedEntry({ row, values, notes }: FoundService, source: string, standing: Service): ImportEntry {
	const changes: ServiceField[] = [];
	const kept: ServiceField[] = [];
	for (const field of serviceFields) {
		const said = values[field];
		if (said === undefined || isSame(said, standing[field])) continue;
		// The later check is the true one, whoever made it.
		if (field === 'checkedOn') {
			if (said > standing.checkedOn) changes.push(field);
		} else if (isSame(standing[field], lastImported(standing, field))) changes.push(field);
		else kept.push(field);
	}
	const state = changes.length > 0 ? 'changed' : 'unchanged';
	return { row, state, name: standing.name, serviceId: standing.id, changes, kept, notes, source, values };
}

const lastImported = ({ imported }: Service, field: ServiceField): unknown =>
	Object.hasOwn(imported, field) ? imported[field] : blankService[field];

/** By its id in the file; without one by what it is called and who runs it. */
const sourceOf = ({ id, values }: FoundService): string =>
	id === ''
		? `name ${plainLetters(Object.values(values.name)[0] ?? '')} | ${plainLetters(values.provider ?? '')}`
		: `id ${id}`;

function standingBySource(ledger: Ledger): ReadonlyMap<string, readonly Service[]> {
	const bySource = new Map<string, Service[]>();
	const services = servicesOf(ledger).toSorted((a, b) => (a.id < b.id ? -1 : 1));
	for (const service of services) {
		if (service.source === '') continue;
		const known = bySource.get(service.source);
		if (known) known.push(service);
		else bySource.set(service.source, [service]);
	}
	return bySource;
}

/** Long ids are unique in the world. A short one, such as 12, may come from two lists: then the name or the provider must agree. */
function isOfSameFile(standing: Service, { id, values }: FoundService): boolean {
	if (id.length >= 20) return true;
	const before = Object.values((lastImported(standing, 'name') ?? {}) as Words); // written from `values.name` of an earlier import
	const names = new Set(before.map(plainLetters));
	if (Object.values(values.name).some((name) => names.has(plainLetters(name)))) return true;
	const provider = plainLetters(String(lastImported(standing, 'provider')));
	return provider !== '' && provider === plainLetters(values.provider ?? '');
}
