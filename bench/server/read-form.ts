import { existsSync, readFileSync } from 'node:fs';
import { readFhirQuestionnaire } from '$lib/domain/fhir-questionnaire';
import { readXlsForm } from '$lib/domain/xlsform-read';
import { readWorkbook } from '$lib/runtime/read-workbook';

/**
 * Reads the forms named on its command line, in a process of its own whose memory nobody else uses. Prints a line of JSON for
 * each: milliseconds of work, whatever else the machine does, and the most memory in megabytes of the process until then.
 */
function read(path: string): { readonly isTaken: boolean; readonly told: number } {
	const bytes = readFileSync(path);
	if (path.endsWith('.json')) {
		const { questionnaire, messages } = readFhirQuestionnaire(bytes.toString(), 'Form');
		return { isTaken: questionnaire !== null, told: messages.length };
	}
	const sheets = readWorkbook(new Uint8Array(bytes));
	if (!sheets.ok) return { isTaken: false, told: 1 };
	const { questionnaire, messages } = readXlsForm(sheets.value, 'Form');
	return { isTaken: questionnaire !== null, told: messages.length };
}

/**
 * What the system calls `maxRSS` begins with the memory of whoever started this process; the kernel's own account begins with
 * the program.
 */
function mostMemory(): number {
	if (!existsSync('/proc/self/status')) return process.resourceUsage().maxRSS / 1024;
	return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

for (const path of process.argv.slice(2)) {
	const start = process.cpuUsage();
	const { isTaken, told } = read(path);
	const milliseconds =
		Object.values(process.cpuUsage(start)).reduce((sum, microseconds) => sum + microseconds, 0) / 1000;
	const megabytes = mostMemory();
	process.stdout.write(`${JSON.stringify({ path, milliseconds, megabytes, isTaken, told })}\n`);
}
