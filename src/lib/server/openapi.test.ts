import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemStatus } from '$lib/protocol/problem';
import { paths } from '$lib/protocol/v1';
import { openapiDocument } from './openapi';
import { operations } from './operations';

interface Operation {
	readonly operationId: string;
	readonly parameters?: readonly { readonly name: string; readonly in: string }[];
	readonly responses: Readonly<Record<string, { readonly description: string }>>;
}
const document = openapiDocument() as { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/** Every method of every route there is, as the document would name it. */
function methodsOfRoutes(): readonly string[] {
	const root = 'src/routes/api/v1';
	return readdirSync(root, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+server.ts'))
		.flatMap((file) => {
			const path = `/api/v1/${file.slice(0, -'/+server.ts'.length)}`.replaceAll('[', '{').replaceAll(']', '}');
			const source = readFileSync(`${root}/${file}`, 'utf8');
			return [...source.matchAll(/export const ([A-Z]+)\b.*\.(\w+)\(event\)/g)].map(
				([, method, name]) => `${method} ${path} ${name}`
			);
		});
}

test('the document names exactly the routes there are, and each route calls the operation of its name', () => {
	const described = Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`)
	);
	expect([...methodsOfRoutes()].sort()).toEqual([...described].sort());
	expect(described).toHaveLength(Object.keys(operations).length);
});

test('the paths that phones use are among them', () => {
	const org = new Uint8Array(32);
	const group = '00000000-0000-4000-8000-000000000000';
	const used = [
		...[paths.organisations, paths.log(org), paths.envelopes(org), paths.changes(org), paths.heads(org)],
		...[
			paths.stream(org, { group, stream: 'work' }),
			paths.invites(org),
			paths.enrolment(org, group),
			paths.reveal(org, group)
		],
		...[paths.batches(org), paths.ballots(org, group), paths.closing(org, group), paths.opened(org, group)],
		paths.questions(org, group),
		...[paths.letters(org), paths.lettersTaken(org), paths.hints(org), paths.openapi]
	];
	const patterns = Object.keys(document.paths).map(
		(path) => new RegExp(`^${path.replace('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
	);
	for (const path of used) expect(patterns.some((pattern) => pattern.test(path))).toBe(true);
	expect(patterns).toHaveLength(used.length);
});

test('every part of a path is a parameter, and every refusal that is named has its status', () => {
	for (const [path, methods] of Object.entries(document.paths))
		for (const { parameters = [], responses } of Object.values(methods)) {
			const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
			expect(inPath.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
			for (const [status, { description }] of Object.entries(responses)) {
				if (Number(status) < 300) continue;
				for (const code of description.split(', '))
					expect(problemStatus[code as keyof typeof problemStatus]).toBe(Number(status));
			}
		}
});
