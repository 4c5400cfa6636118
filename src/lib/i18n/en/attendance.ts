export const attendance = {
	title: 'Who is here',
	mark: {
		present: 'Here',
		late: 'Late',
		absent: 'Not here',
		told: 'Told us',
		none: 'To note'
	},
	everyone: 'Everyone is here',
	everyoneMarked_one: '{{count}} person noted: here',
	everyoneMarked_other: '{{count}} people noted: here',
	nobodyLeft: 'Everyone is already noted.',
	marked: '{{name}}: {{mark}}',
	totals:
		'Here: {{present}}. Late: {{late}}. Not here: {{absent}}. Told us: {{told}}. To note: {{unmarked}}. Without a name: {{guests}}.',
	guests: 'Other people who came',
	guestsHint: 'Only a number, no names',
	guestsLess: 'One person less',
	guestsMore: 'One person more',
	closed: 'This session is finished. To change who was here, first open a correction on the page of the session.',
	toSession: 'Page of the session',
	cancelled: 'This session was cancelled. There is nothing to note.',
	ahead: 'This day has not come yet. If somebody tells you she cannot come, note it here.',
	correcting: 'Correction open',
	nobody: 'Nobody was in the group that day',
	nobodyText: 'First add the members, each with a chosen name.',
	toMembers: 'See the members',
	notFound: 'This session is not in the notebook'
};
