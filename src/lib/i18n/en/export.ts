export const exporting = {
	title: 'Files for other programs',
	text: 'These files hold the sessions and answers that this screen shows and nothing else. What is hidden here is in none of them.',
	xlsx: 'Save as a workbook (XLSX)',
	fhir: 'Save the sums as FHIR',
	fhirAnswers: 'Save the answers as FHIR',
	fhirAnswersText:
		'In this file the answers of everybody stand together, as they do here: how often each was given. There is no person and no date in it.',
	open: 'The files are not locked: keep them in a safe place.',
	naming: { title: 'In the tables', labels: 'Words', names: 'Names for programs' },
	sheet: { tables: 'Tables', figures: 'Figures', codebook: 'Names explained' },
	column: { name: 'Name', label: 'Meaning', from: 'From', to: 'To', value: 'Number' },
	figure: {
		held: 'Sessions held',
		cancelled: 'Sessions cancelled',
		answers: 'Answers: {{questionnaire}}',
		option: '{{question}}: {{option}} ({{questionnaire}})'
	},
	dhis2: {
		title: 'For DHIS2',
		text: 'Say what each number is called there. A number without a name is not sent.',
		scheme: 'Names in DHIS2',
		uid: 'Identifiers (11 signs)',
		code: 'Codes',
		frequency: 'The data set is filled',
		month: 'Every month',
		quarter: 'Every quarter',
		dataSet: 'Data set',
		orgUnit: 'Organisation unit',
		wrongUid: '11 letters and digits, a letter first',
		wrongCode: '50 signs at most',
		sessions: 'Sessions',
		elements: 'Data elements',
		none: 'There is no number for this period.',
		twice: 'Two numbers have this name',
		todo: 'To save, fill in the data set, the organisation unit and at least one element. No name may be wrong or there twice.',
		question: '{{question}} ({{questionnaire}})',
		save: 'Save for DHIS2 (JSON)',
		try: 'Try it first',
		dryRun:
			'On a computer, this line asks DHIS2 what it would do with the file. It changes nothing there. Replace NAME and SERVER; the password is asked for afterwards.',
		copy: 'Copy the line',
		copied: 'Copied.',
		kept: 'These names stay in your notebook for the next time.'
	}
};
