export const supervision = {
	title: 'Reports',
	text: 'When somebody shares the reports of her group with supervision, they arrive here. There is nothing to do for now.',
	emptyTitle: 'Nothing to read yet',
	none: 'No report yet',
	count_one: '{{count}} report, of {{day}}',
	count_other: '{{count}} reports, the latest of {{day}}',
	ledBy: 'Group of {{names}}',
	exactly:
		'You read exactly what was shared, nothing more. You cannot answer here yet: speak with the person who leads the group.',
	ended: 'This group is no longer shared. What had already arrived stays here.',
	missing: 'This group is not here',
	missingText: 'There is no report of this group on this phone.'
};
