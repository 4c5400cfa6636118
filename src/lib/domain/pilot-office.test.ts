import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import type { Change } from './change';
import { codeChangeOf } from './code-change';
import { ratingRounds } from './competency';
import { raisedConcerns } from './concern-board';
import type { Locale } from './guide';
import { DeviceId } from './ids';
import { applyChange, createLedger, rowsOf, type Ledger } from './ledger';
import { createPilot, pilotShape } from './pilot';
import { createOffice } from './pilot-office';
import { ruleOf } from './picture-code';
import { PilotWords } from './pilot-words';
import { policiesOf } from './policy';
import { Questionnaire } from './questionnaire';
import { isReportBody, reportsByGroup } from './report';
import { reportedGroups } from './reported';
import { threadsOf } from './review';
import { Rubric } from './rubric';
import { servicesOf } from './service';
import { supportedFacilitators, supportOf } from './support';
import { tablesOf } from './suppression';
import { talliesOf } from './tally';

const today = '2026-11-22';
const me = DeviceId.parse('00000000-0000-4000-8000-0000000000aa');
const policies = policiesOf(new Map());

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

function making(locale: Locale) {
	const texts = PilotWords.parse(read(`static/sample/${locale}.json`));
	const rubric = Rubric.parse(read(`static/rubrics/${locale}.json`));
	return { random: createSeededRandom(7), today, locale, texts, rubric, me } as const;
}

function fold(changes: readonly Change[]): Ledger {
	const ledger = createLedger();
	for (const change of changes) applyChange(ledger, change);
	return ledger;
}

const changes = createOffice(making('fr'));
const ledger = fold(changes);
const rolesOf = (device: string) => ledger.tables.get('person')?.get(device)?.fields['roles'] as readonly string[]; // written above
const isSupervisor = (device: string) => rolesOf(device).includes('supervisor');
const threads = threadsOf(ledger, policies, isSupervisor);
const pilotIn = (locale: Locale) => createPilot(createSeededRandom(7), today, locale, making(locale).texts);

describe('the desk of the sample', () => {
	test.each(['fr', 'en', 'vi'] as const)('has the groups and reports of the same pilot in %s', (locale) => {
		const desk = fold(createOffice(making(locale)));
		const pilot = pilotIn(locale);
		const groups = reportedGroups(desk);
		expect(groups.map(({ name }) => name).sort()).toEqual([...making(locale).texts.groups].sort());
		const over = [...rowsOf(pilot.ledger, 'session')].filter(({ fields }) => fields['state'] !== 'planned');
		expect(groups.flatMap(({ reports }) => reports)).toHaveLength(over.length);
	});

	test('holds no group, member, mark or session: only what is told to supervisors', () => {
		for (const table of ['group', 'member', 'mark', 'session', 'batch', 'care'])
			expect(ledger.tables.get(table)?.size ?? 0).toBe(0);
		const pilot = pilotIn('fr');
		const names = [...rowsOf(pilot.ledger, 'member')].map(({ fields }) => String(fields['pseudonym']));
		for (const reports of reportsByGroup(ledger).values())
			for (const { body } of reports) {
				expect(isReportBody(body)).toBe(true);
				const said = [body.wentWell, body.wasHard, body.agreed, body.askSupervisor].join(' ');
				for (const name of names) expect(said).not.toMatch(new RegExp(`(?<!\\p{L})${name}(?!\\p{L})`, 'u'));
			}
	});

	test('is written by seven facilitators and two supervisors, each on a device of her own', () => {
		const authors = new Set(changes.map(({ dev }) => dev));
		expect(authors.size).toBe(pilotShape.facilitators + 2);
		expect([...authors].filter(isSupervisor)).toHaveLength(2);
		const reporting = new Set(threads.map(({ device }) => device));
		expect(reporting.size).toBe(pilotShape.facilitators);
	});

	test('has threads in every state, an open question, corrections, and none that nobody looked at for weeks', () => {
		expect(new Set(threads.map(({ state }) => state))).toEqual(
			new Set(['new', 'in-review', 'answered', 'waiting', 'closed'])
		);
		expect(threads.filter(({ versions }) => versions.length > 0).length).toBeGreaterThan(5);
		const forgotten = threads.filter(({ dueOn, report }) => dueOn !== null && report.body.day < '2026-10-10');
		expect(forgotten).toEqual([]);
		expect(new Set(threads.flatMap(({ messages }) => messages.map(({ kind }) => kind))).size).toBe(7 - 1);
	});

	test('has concerns at every stage, services, answers to show and facilitators who share their supervision', () => {
		const concerns = raisedConcerns(ledger, policies, today);
		expect(new Set(concerns.map(({ state }) => state))).toEqual(new Set(['new', 'seen', 'acting', 'closed']));
		expect(concerns.some(({ isOverdue }) => isOverdue)).toBe(true);
		expect(concerns.some(({ content }) => content.kind === 'request')).toBe(true);
		expect(servicesOf(ledger).length).toBeGreaterThanOrEqual(5);
		expect(talliesOf(ledger).length).toBeGreaterThan(50);
		expect(tablesOf(ledger).length).toBeGreaterThan(1);
		expect(codeChangeOf(ledger).tables).toMatchObject([
			{ pairs: 45, scores: [{ word: 'better', better: 24, same: 9, worse: 6, without: 6 }] }
		]);
		const entry = Questionnaire.parse(JSON.parse(readFileSync('static/check-ins/entry.json', 'utf8')));
		expect(codeChangeOf(ledger).tables[0]?.scores[0]?.rule).toBe(ruleOf(entry, entry.scores[0]!));
		const shared = supportedFacilitators(ledger, ([device = '']) => device);
		expect(shared).toHaveLength(4);
		const rounds = shared.map(({ id }) => ratingRounds(ledger, supportOf(ledger, id), isSupervisor));
		expect(rounds.every((each) => each.at(-1)?.joint?.isAgreed === true)).toBe(true);
		expect(rounds.some((each) => (each[0]?.waiting.length ?? 0) > 0)).toBe(true);
	});

	test('is the same desk for the same random source', () => {
		expect(createOffice(making('fr'))).toEqual(changes);
	});
});
