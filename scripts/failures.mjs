// @ts-check
// The short list of what failed, from the reports of the test runners: a record of a run may be cut before its long log
// names anything.
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './install.mjs';

/** @typedef {{ name: string, error: string }} Failure */

const mostLines = 12;

/** The first lines of an output, without colours, empty lines and the way through the test runner. */
export const firstLines = (/** @type {string} */ text, most = mostLines) =>
	stripVTControlCharacters(text)
		.split('\n')
		.map((line) => line.trimEnd())
		.filter((line) => line !== '' && !/^\s+at .*(node_modules|<anonymous>)/.test(line))
		.slice(0, most)
		.join('\n');

/** @returns {Failure} */
const failure = (/** @type {readonly string[]} */ path, /** @type {string | undefined} */ error) => ({
	name: path.filter((part) => part !== '').join(' › '),
	error: firstLines(error ?? '')
});

/** What failed in vitest's JSON report: tests, and files that could not be run. */
export const unitFailures = (/** @type {any} */ report) =>
	(report?.testResults ?? []).flatMap((/** @type {any} */ file) => {
		const path = relative(root, file.name);
		if (file.status === 'failed' && file.assertionResults.length === 0) return [failure([path], file.message)];
		return file.assertionResults
			.filter((/** @type {any} */ test) => test.status === 'failed')
			.map((/** @type {any} */ test) =>
				failure([path, ...test.ancestorTitles, test.title], test.failureMessages?.join('\n'))
			);
	});

/**
 * What failed in Playwright's JSON report, and what passed only on a second try, each with the error of its first try.
 * @returns {{ failed: Failure[], flaky: Failure[] }}
 */
export const browserFailures = (/** @type {any} */ report) => {
	/** @type {{ failed: Failure[], flaky: Failure[] }} */
	const found = { failed: [], flaky: [] };
	for (const error of report?.errors ?? []) found.failed.push(failure(['browser tests'], error.message));
	const walk = (/** @type {any} */ suite, /** @type {readonly string[]} */ path) => {
		for (const spec of suite.specs ?? []) {
			for (const test of spec.tests) {
				if (test.status !== 'unexpected' && test.status !== 'flaky') continue;
				const wrong = test.results.find((/** @type {any} */ result) => result.status !== test.expectedStatus);
				const error = (wrong?.errors ?? []).map((/** @type {any} */ each) => each.message).join('\n');
				const named = failure([...path, spec.title], error || wrong?.status);
				(test.status === 'flaky' ? found.flaky : found.failed).push(named);
			}
		}
		for (const inner of suite.suites ?? []) walk(inner, [...path, inner.title]);
	};
	for (const suite of report?.suites ?? []) walk(suite, [suite.title]);
	return found;
};

/** The list as it is printed. */
export const listFailures = (/** @type {string} */ heading, /** @type {readonly Failure[]} */ failures) =>
	failures.length === 0
		? ''
		: `      ${heading}:\n${failures
				.map(({ name, error }) => `      - ${name}\n${error.replace(/^/gm, '          ')}\n`)
				.join('')}`;
