export const today = {
	morning: 'Hello',
	evening: 'Good evening',
	settings: 'Settings',
	help: 'Help',
	next: 'Next session',
	running: 'Session under way',
	prepare: 'Prepare',
	begin: 'Start',
	continue: 'Continue',
	nothingPlanned: 'No session is planned.',
	unfinished: 'To finish',
	passed: 'Session of {{day}}',
	passedAsk: 'Did it take place?',
	waits: 'What waits',
	opened: 'How the group is doing',
	openedDetail: 'The answers have just opened.',
	answersWait: 'Answers are waiting',
	answersWaitDetail: 'It takes at least {{threshold}} fairly full answers.',
	groups: 'My groups',
	nextMeeting: 'Next session: {{day}}',
	noMeeting: 'No session planned',
	addGroup: 'Add a group',
	archived: 'Groups put away',
	rest: {
		title: 'And you?',
		text: 'You have carried a lot in the last four weeks. Plan some real rest. Talk to somebody you trust: you do not have to carry this in silence.',
		private: 'Only you see this message.'
	},
	keeping: {
		title: 'Protect your notes',
		text: 'When space runs out, the phone could erase what is written here. Once the app is installed, that risk is smaller.',
		how: 'How to install',
		android: 'In the browser menu, touch “Install app” or “Add to Home screen”.',
		iphone: 'On an iPhone, touch the share button, then “Add to Home Screen”.',
		open: 'After that, always open Cercle with its new picture.',
		seen: 'The picture of Cercle can then be seen among your apps. If that could be a problem for you, do not install it.'
	},
	empty: {
		title: 'Welcome',
		text: 'Here you prepare your sessions, step by step. Everything stays on this phone, locked. Let us begin with your group.',
		action: 'Create my first group'
	},
	noGroup: {
		title: 'Welcome',
		text: 'With your roles, there is no group to lead here.',
		action: 'See the organisation'
	},
	allArchived: 'All your groups are put away.'
};
