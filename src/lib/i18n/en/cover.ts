export const cover = {
	calmTitle: 'A moment to breathe',
	welcome: 'A notebook to prepare and lead your group meetings, even with no network.',
	begin: 'Start',
	invited: 'I have an invitation',
	open: 'Open',
	trySample: 'Try it with an example',
	trySampleOffice: 'See an example as a supervisor',
	openingSample: 'Preparing the example…',
	sampleUnavailable: 'The example is not on this phone yet. Connect once, then try again.',
	privacyLink: 'What Cercle protects, and what it cannot',
	helpLink: 'Find help',
	breathe: {
		title: 'Breathe slowly',
		text: 'Follow the circle. It grows: breathe in. It shrinks: breathe out. Do not force it.',
		ring: 'A circle that grows for four seconds and shrinks for six seconds',
		in: 'Breathe in',
		out: 'Breathe out',
		stop: 'Stop the circle',
		go: 'Let the circle move'
	},
	ground: {
		title: 'Come back here, with your five senses',
		text: 'Take your time. There is nothing to write.',
		see: 'things you see',
		touch: 'things you touch',
		hear: 'sounds you hear',
		smell: 'smells around you, or that you like',
		taste: 'taste in your mouth, or a slow sip of water',
		step: '{{at}} of {{all}}',
		again: 'Start again',
		end: 'There. Your feet are on the ground. You are here.'
	},
	help: {
		title: 'Find help',
		intro: 'You do not have to carry this without support. Here is where to begin.',
		dangerTitle: 'Danger right now',
		danger: 'If you can, go where there are people. Call the emergency number of your country.',
		trustTitle: 'Someone you trust',
		trust: 'Choose a person who listens without judging. Just say: “I need to talk.”',
		vietnamTitle: 'In Viet Nam: 111',
		vietnam: 'The call is free, day and night. Someone answers and tells you where to go next.',
		organisationTitle: 'The organisation that supports you',
		organisation:
			'If you lead a group with an organisation, call the person who supports you. That is part of their work.',
		note: 'A call can stay in the call list of the phone. Delete it, or call from another phone, if someone looks at yours.'
	},
	closed: {
		title: 'This notebook is no longer here',
		text: 'It was erased from this phone. Nothing is broken, and it is not your fault.',
		ask: 'If you do not know why, talk to the person who supports you.',
		next: 'You can make a new notebook whenever you like.',
		go: 'Continue'
	}
};
