/**
 * What an organisation decides for everybody in it, as numbers: thresholds and due times. Administrators sign them into
 * the log, which refuses what lies outside the bounds; names this app does not know mean nothing here.
 */

export interface Policies {
	/** Answers of a batch before it may be opened. */
	readonly checkInThreshold: number;
	/** Days until a report should be answered. */
	readonly reviewDueDays: number;
	/** Days until a question to the supervisor should be answered. */
	readonly askDueDays: number;
	/** Days after a session until its report is late. */
	readonly reportLateDays: number;
	/** Hours until somebody acts on an urgent concern. */
	readonly urgentHours: number;
	/** Days until somebody acts on any other concern. */
	readonly concernDays: number;
	/** Months that what is over is kept. */
	readonly retentionMonths: number;
	/** Days between two supervision meetings of one facilitator. */
	readonly meetingEveryDays: number;
	/** Months after which an entry of the service directory should be looked at again. */
	readonly checkedEveryMonths: number;
	/** 1 where people may answer check-ins on their own phones, else 0. */
	readonly ownPhone: number;
	/** 1 where people may add a picture code to their first and their last answers, else 0. */
	readonly pictureCode: number;
}

/** How the log calls them. */
export type PolicyName =
	| 'check-in-threshold'
	| 'review-due-days'
	| 'ask-due-days'
	| 'report-late-days'
	| 'urgent-hours'
	| 'concern-days'
	| 'retention-months'
	| 'meeting-every-days'
	| 'checked-every-months'
	| 'own-phone'
	| 'picture-code';

/** What may be set, and what holds while nothing is. */
export interface PolicyRule {
	readonly field: keyof Policies;
	readonly lowest: number;
	readonly highest: number;
	readonly usual: number;
}

/** Of every policy, in the order in which screens show them. The bounds are those that the log keeps. */
export const policyRules: { readonly [name in PolicyName]: PolicyRule } = {
	'check-in-threshold': { field: 'checkInThreshold', lowest: 5, highest: 100, usual: 5 },
	'review-due-days': { field: 'reviewDueDays', lowest: 1, highest: 60, usual: 7 },
	'ask-due-days': { field: 'askDueDays', lowest: 1, highest: 30, usual: 3 },
	'report-late-days': { field: 'reportLateDays', lowest: 1, highest: 30, usual: 3 },
	'urgent-hours': { field: 'urgentHours', lowest: 1, highest: 168, usual: 24 },
	'concern-days': { field: 'concernDays', lowest: 1, highest: 30, usual: 3 },
	'retention-months': { field: 'retentionMonths', lowest: 3, highest: 120, usual: 24 },
	'meeting-every-days': { field: 'meetingEveryDays', lowest: 7, highest: 120, usual: 30 },
	'checked-every-months': { field: 'checkedEveryMonths', lowest: 1, highest: 24, usual: 6 },
	'own-phone': { field: 'ownPhone', lowest: 0, highest: 1, usual: 0 },
	'picture-code': { field: 'pictureCode', lowest: 0, highest: 1, usual: 0 }
};

/** Every name, in that order. */
export const policyNames = Object.keys(policyRules) as readonly PolicyName[]; // keys of the literal above

/** Whether a policy may have this value: whole, and within its bounds. */
export function isPolicyValue(name: PolicyName, value: number): boolean {
	const { lowest, highest } = policyRules[name];
	return Number.isInteger(value) && value >= lowest && value <= highest;
}

/** The policies that hold, from what the log has by name. What is missing or out of bounds is as usual. */
export function policiesOf(values: ReadonlyMap<string, number>): Policies {
	const inForce = (name: PolicyName): number => {
		const value = values.get(name);
		return value !== undefined && isPolicyValue(name, value) ? value : policyRules[name].usual;
	};
	return {
		checkInThreshold: inForce('check-in-threshold'),
		reviewDueDays: inForce('review-due-days'),
		askDueDays: inForce('ask-due-days'),
		reportLateDays: inForce('report-late-days'),
		urgentHours: inForce('urgent-hours'),
		concernDays: inForce('concern-days'),
		retentionMonths: inForce('retention-months'),
		meetingEveryDays: inForce('meeting-every-days'),
		checkedEveryMonths: inForce('checked-every-months'),
		ownPhone: inForce('own-phone'),
		pictureCode: inForce('picture-code')
	};
}
