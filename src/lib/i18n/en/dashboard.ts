export const dashboard = {
	title: 'The groups in figures',
	toDesk: 'Desk',
	notForYou: 'This page is for supervision',
	notForYouText: 'It shows the groups that are shared with supervision. Your role does not open it.',
	empty: 'No reports yet',
	emptyText: 'When somebody shares the reports of her group, the figures begin here.',
	emptyChoice: 'Nothing for this choice',
	emptyChoiceText: 'No session in this period, for these groups.',
	showAll: 'Show everything',
	period: 'Period',
	allTime: 'From the beginning',
	groups: 'Groups',
	allGroups: 'All groups',
	someGroups_one: '{{count}} group chosen',
	someGroups_other: '{{count}} groups chosen',
	shown: '{{period}} · {{groups}}',
	figures: {
		title: 'In short',
		groups: 'Groups',
		held: 'Sessions held',
		cancelled: 'Sessions cancelled',
		came: 'People a session, on average',
		stayed: 'Came again the next time',
		returned: 'Came back after an absence',
		returnedNote: 'A person counts each time she comes back.',
		none: '–',
		about: 'about {{value}}',
		between: 'between {{low}} and {{high}}',
		few: 'When one or two people came, the report says “few”. The exact number is not known here: then we say “about” or “between”.'
	},
	sessions: {
		title: 'Sessions, month by month',
		label: 'From {{first}} to {{last}}: {{held}} sessions held, {{cancelled}} cancelled.',
		month: 'Month',
		held: 'Held',
		cancelled: 'Cancelled'
	},
	came: {
		title: 'People a session, on average',
		label: 'From {{first}} to {{last}}: between {{least}} and {{most}} people a session, depending on the month.',
		one: 'Only one month: {{came}}.',
		people: 'People'
	},
	byGroup: {
		title: 'Group by group',
		order: 'In alphabetical order. Groups are not to be compared: each has its own story.',
		group: 'Group',
		lately: 'Lately'
	},
	bands: {
		title: 'How the groups are doing',
		text: 'Each month, one of three words for the whole group. Never an answer, never a number.',
		well: 'Rather well',
		mixed: 'A bit of both',
		struggling: 'Rather heavy',
		hidden: 'Hidden: too few answers',
		none: 'Nothing asked yet',
		noSession: 'No session',
		direction: 'Against the time before',
		up: 'Lighter',
		same: 'The same',
		down: 'Heavier'
	},
	answers: {
		title: 'Answers of the whole organisation',
		noReader:
			'The answers of the whole organisation together are for people with the role “{{role}}”. Here you see the three words of each group.',
		text: 'The answers of all groups together, in bundles of at least {{least}}. A bundle is shown whole or not at all.',
		groupsStay:
			'Choosing groups changes nothing here. By comparing two choices, somebody could guess the answers of one group.',
		none: 'Not enough answers yet',
		noneText: 'It takes at least {{least}} answers from {{groups}} groups, and a quarter that ended two weeks ago.',
		noneHere: 'No whole bundle in this period',
		noneHereText: 'A bundle covers a quarter or more. Choose a quarter, or “From the beginning”.',
		count: '{{count}} answers',
		together: 'Together',
		when: 'Bundle',
		all: 'Answers',
		passed: 'Passed',
		hidden: 'Hidden',
		hiddenSum: 'Hidden, together',
		nothingHidden: '–',
		label: '{{question}} {{period}}: {{shown}}.',
		labelHidden: 'hidden {{count}}',
		why: 'Why some cells are hidden',
		whySmall:
			'An answer that was given fewer than {{small}} times is not shown, and neither is zero. Another cell is hidden with it, or a simple subtraction would do.',
		whyAll: 'If nearly everybody answered alike, everything is hidden. Hidden means neither zero nor bad.',
		whyAnswers: 'We count answers, not people: the same person answers at several sessions.',
		question: {
			body: 'The body',
			mind: 'In the head',
			others: 'With others',
			hope: 'Tomorrow',
			session: 'The session'
		},
		option: 'Answer {{number}}'
	},
	print: 'Print',
	save: 'Save the tables (CSV)',
	failed: 'New answers could not be put together. Open this page again to try once more.'
};
