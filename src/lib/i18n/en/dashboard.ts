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
		whyChance:
			'“Hardly chance” means: of a hundred such comparisons about five are wrong. Because one person may count several times, stay careful.',
		sure: {
			more: 'On the whole rather well, and hardly by chance.',
			less: 'On the whole rather heavy, and hardly by chance.',
			unclear: 'From {{answers}} answers nobody can say which side it leans to: it can be chance.',
			hidden: 'Nothing can be said of it: some cells are hidden.'
		},
		turn: {
			more: 'Better than the bundle before, and hardly by chance.',
			less: 'Less good than the bundle before, and hardly by chance.',
			unclear: 'The difference from the bundle before can be chance.'
		},
		waiting: {
			title: 'Waiting',
			answers_one: 'At most {{count}} more answer.',
			answers_other: 'At most {{count}} more answers.',
			groups_one: 'From at least {{count}} more group.',
			groups_other: 'From at least {{count}} more groups.',
			enough: 'There are enough answers.',
			from: 'On {{day}} at the earliest, once the quarter is over.'
		},
		question: {
			body: 'The body',
			mind: 'In the head',
			others: 'With others',
			hope: 'Tomorrow',
			session: 'The session'
		},
		option: 'Answer {{number}}'
	},
	change: {
		title: 'From beginning to end',
		text: 'Some people choose 4 pictures the first and the last time they answer. Their two answers are then put side by side. Only {{least}} people or more are shown, together.',
		none: 'Nothing to compare yet',
		noneText:
			'People are asked when they join and when they leave a group. Each chooses for herself. What arrives first waits for other groups: there must be 3.',
		missing_one: '{{count}} more person until a result opens',
		missing_other: '{{count}} more people until a result opens',
		ready: 'Enough people. The result opens on your next visit.',
		missingText: 'A person counts once she has given the same pictures at the beginning and at the end.',
		next_one: 'The next result opens after {{count}} more person.',
		next_other: 'The next result opens after {{count}} more people.',
		people: '{{count}} people',
		noScore: 'Too few people answered the same questions at the beginning and at the end.',
		word: {
			better: 'Most are doing better',
			same: 'About the same for most',
			worse: 'Most are doing less well',
			mixed: 'Not the same for everybody'
		},
		allHidden: 'The numbers are hidden: they are too small to be shown without risk.',
		few: 'Few people: chance plays a large part. Conclude nothing from this result alone.',
		kind: 'Change',
		who: 'People',
		better: 'Better',
		same: 'About the same',
		worse: 'Less well',
		without: 'No answer at the beginning or at the end',
		why: 'What this result does not say',
		whyMissing:
			'People who left before the end are missing, and those who wanted no pictures. A change may also come from something other than the group.',
		whyStep: 'A difference of less than a tenth counts as about the same.',
		whyChance:
			'Sometimes two people have the same sign by chance: about 1 in 200 for 300 people, more if many take the same pictures.',
		doubles_one: '{{count}} sign came twice. It does not count.',
		doubles_other: '{{count}} signs came twice. They do not count.',
		whyMemory:
			'Without pictures, the questions at the end ask people to compare from memory. From memory, people often see more change than there was.',
		whyTrace:
			'These answers are pseudonymous, not anonymous: with the organisation’s key, the sign of 4 known pictures can be found. Everybody is told so.'
	},
	print: 'Print',
	save: 'Save the tables (CSV)',
	failed: 'New answers could not be put together. Open this page again to try once more.'
};
