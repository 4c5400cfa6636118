import type { Edit, FieldValue } from './change';
import { rowOf, type Ledger } from './ledger';

/** Settings that belong to the person, so they live in her vault. Those needed before unlocking are kept outside it. */
export type SettingName =
	| 'pin'
	| 'sample'
	| 'timer-sound'
	| 'large-text'
	| 'persist-asked'
	/** The id of the stream between her own devices. */
	| 'own-group'
	/** The id of the stream in which the admins of her organisation keep the labels of people. */
	| 'office-group'
	/** The ids of the streams of her organisation that this phone may write into (`organisationSettings`). */
	| 'common-group'
	| 'leads-group'
	| 'results-group'
	/** The ids of her own supervision records (`support.ts`), and a rating she has begun. */
	| 'support-id'
	| 'rating-draft'
	/** How another program calls the numbers that she saves for it (`dhis2.ts`). */
	| 'dhis2'
	/** What her backups are sealed to. What opens them is with her, apart from the phone. */
	| 'backup-recipient';

/** The value of a setting, or null while it was never set. */
export const settingOf = (ledger: Ledger, name: SettingName): FieldValue =>
	rowOf(ledger, 'setting', name)?.fields['value'] ?? null;

/** The edit that sets it. */
export const changeSetting = (name: SettingName, value: FieldValue): Edit => ({
	table: 'setting',
	row: name,
	field: 'value',
	value
});

/** Four to six digits that open this tab again for a short while, or null. */
export function pinOf(ledger: Ledger): string | null {
	const pin = settingOf(ledger, 'pin');
	return typeof pin === 'string' && isPin(pin) ? pin : null;
}

/** True for four to six digits. */
export const isPin = (text: string): boolean => /^\d{4,6}$/.test(text);

/** What is wrong with a new PIN typed twice: not four to six digits, or not the same. */
export type PinFault = 'digits' | 'differs';

/** The first fault of a PIN typed twice, or null when it may be kept. */
export const pinFault = (first: string, second: string): PinFault | null =>
	!isPin(first) ? 'digits' : first !== second ? 'differs' : null;

/** True for the sample pilot, seen by a facilitator or from the desk: nothing in it is about anybody. */
export const isSample = (ledger: Ledger): boolean => settingOf(ledger, 'sample') === true || isSampleOffice(ledger);

/** True for the sample's desk. */
export const isSampleOffice = (ledger: Ledger): boolean => settingOf(ledger, 'sample') === 'office';
