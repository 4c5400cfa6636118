import { expect, test } from 'vitest';
import { createServerLog, type ServerLogEntry } from './server-log';

const now = () => Date.UTC(2026, 10, 22, 14, 3, 59, 123);
const written = (entry: object, level: 'debug' | 'silent' = 'debug'): readonly string[] => {
	const lines: string[] = [];
	// Deliberately more than the type allows: what a careless call could pass.
	createServerLog(level, now, { write: (line) => void lines.push(line) })('info', entry as ServerLogEntry);
	return lines;
};

test('a line holds the code, the figures and the minute, and nothing about this machine', () => {
	const [line = ''] = written({
		code: 'request.done',
		route: '/api/v1/organisations/[org]/log',
		status: 200,
		milliseconds: 3.14159
	});
	expect(JSON.parse(line)).toEqual({
		level: 30,
		time: '2026-11-22T14:03:00.000Z',
		code: 'request.done',
		route: '/api/v1/organisations/[org]/log',
		status: 200,
		milliseconds: 3.1
	});
});

test('what was passed against the type is not written, at the most talkative level', () => {
	const id = 'c0ffee'.repeat(10);
	const lines = written({
		code: id,
		route: `/api/v1/organisations/${id}/log`,
		status: id,
		count: { toString: () => id },
		milliseconds: NaN,
		message: id,
		err: new Error(id),
		address: '203.0.113.7'
	});
	expect(lines).toHaveLength(1);
	expect(lines[0]).not.toMatch(/c0ffee|203\.0/);
	expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual(['level', 'time', 'code']);
});

test('a silent server writes nothing', () => {
	expect(written({ code: 'server.started' }, 'silent')).toEqual([]);
});
