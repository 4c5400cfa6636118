export const attendance = {
	title: 'Who is here',
	mark: {
		present: 'Here',
		late: 'Late',
		absent: 'Not here',
		told: 'Told us',
		none: 'Not marked'
	},
	everyone: 'Everyone is here',
	everyoneMarked_one: '{{count}} person marked: here',
	everyoneMarked_other: '{{count}} people marked: here',
	nobodyLeft: 'Everyone is already marked.',
	marked: '{{name}}: {{mark}}',
	totals:
		'Here: {{present}}. Late: {{late}}. Not here: {{absent}}. Told us: {{told}}. Not marked: {{unmarked}}. Without a name: {{guests}}.',
	guests: 'Other people who came',
	guestsHint: 'Only a number, no names',
	guestsLess: 'One person less',
	guestsMore: 'One person more',
	closed: 'This session is finished. To change who was here, first open a correction on the page of the session.',
	toSession: 'See the session',
	cancelled: 'This session was cancelled. There is nothing to mark.',
	ahead: 'This day has not come yet. If somebody tells you they cannot come, mark it here.',
	correcting: 'Correction open',
	nobody: 'Nobody was in the group that day',
	nobodyText: 'First add the members, each with a chosen name.',
	toMembers: 'See the members',
	notFound: 'This session is not in the notebook'
};
