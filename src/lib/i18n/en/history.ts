export const history = {
	title: 'Session after session',
	empty: 'Nothing to show yet',
	emptyText: 'After the first session you will see here who came and how the group is doing.',
	notFound: 'This group is not in the notebook',
	toGroup: 'See the group',
	came: {
		title: 'How many people came',
		label: 'From {{first}} to {{last}}: between {{least}} and {{most}} people a session. The last time: {{latest}}.',
		one: 'Only one session so far. People who came: {{came}}. The line begins with the second one.',
		day: 'Session',
		people: 'People who came',
		note: 'People who came without a name are counted.'
	},
	wellbeing: {
		title: 'How the group is doing',
		label_one: '{{count}} moment. The latest: {{latest}}.',
		label_other: '{{count}} moments, oldest first. The latest: {{latest}}.',
		empty:
			'No answers yet. At the end of a session, pass the phone round: each person answers with faces, without a name.',
		well: 'Rather well',
		mixed: 'A bit of both',
		struggling: 'Rather heavy',
		hidden: 'Waiting: not enough answers yet',
		none: 'Nothing asked',
		waiting: 'waits',
		openedOn: 'Opened on',
		days: 'These days',
		session: 'The session',
		change: 'Against the time before',
		up: 'Lighter',
		same: 'The same',
		down: 'Heavier',
		nothing: '–'
	},
	words: {
		title: 'To read to the circle, if you like',
		well: 'On the whole, these days are going rather well.',
		mixed: 'On the whole, it is a bit of both: some of it is light and some of it is heavy.',
		struggling: 'On the whole, these days are rather heavy.',
		up: 'It is a little lighter than the time before.',
		same: 'It is about the same as the time before.',
		down: 'It is a little heavier than the time before.',
		about: {
			well: '“{{topic}}”: on the whole, rather well.',
			mixed: '“{{topic}}”: on the whole, a bit of both.',
			struggling: '“{{topic}}”: on the whole, rather heavy.'
		},
		together_one: 'This is the result of one group.',
		together_other: 'This is the result of {{count}} groups together.',
		chance: 'It is an impression, not a measurement: with few answers, some of it is chance.',
		thanks: 'Thank you, each one of you. There is no right or wrong answer.'
	},
	why: {
		title: 'Why some answers wait',
		few: 'Answers stay closed while there are fewer than {{threshold}}. This makes it much harder to guess who said what. They wait, and open together with those of the next sessions.',
		three:
			'After that you see only one result for the whole group: rather well, a bit of both, or rather heavy. You also see if it is lighter or heavier than before. The result is the same if everyone agrees, or only a good part of the group. You never see how many people answered.',
		chance:
			'A group is small. One or two more answers, and the result could be another one. So a change from one time to the next can be chance. Look at several times before you conclude anything.',
		alone:
			'You are not with an organisation. So this limit of {{threshold}} is kept by the app alone, on this phone. Somebody very skilled, with the phone unlocked, could get round it.'
	},
	grid: {
		title: 'Who came',
		hint: 'The latest session is first. Slide to see the others.',
		member: 'Member',
		total: 'Times',
		of: '{{came}} of {{expected}} sessions',
		came: 'People',
		away: 'Not in the group that day',
		print: 'Print',
		printNote: 'Everyone can read what is on paper. Keep the sheet in a safe place.',
		present: 'Here',
		late: 'Late',
		absent: 'Not here',
		told: 'Told us',
		none: 'Not marked'
	},
	sessions: {
		title_one: 'All sessions ({{count}})',
		title_other: 'All sessions ({{count}})',
		came_one: '{{count}} person came',
		came_other: '{{count}} people came',
		planned: 'Planned',
		running: 'Under way',
		cancelled: 'Cancelled'
	}
};
