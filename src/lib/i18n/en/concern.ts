export const concern = {
	title: 'Raise a concern',
	link: 'Raise a concern',
	linkDetail: 'When you are afraid for somebody',
	step: 'Step {{at}} of {{all}}',
	help: {
		title: 'The person first',
		intro: 'A message may wait for hours. A call does not.',
		stay: 'Stay with the person, or ask somebody to stay.',
		place: 'If you can, go where there are other people.',
		call: 'In danger: call the emergency number of your country. In Europe, 112.',
		vietnam: 'In Viet Nam: 113 (police), 115 (ambulance), 111 (somebody to listen, free, day and night).',
		person: 'Call the person in the organisation who supports you. That is their job too.',
		trace: 'A call may stay in the list of calls. Delete it if somebody looks at your phone.',
		then: 'And then',
		thenText: 'Once nobody is in danger right now, you can write it down in three steps.',
		go: 'Write it now',
		alone: 'There is nobody to send it to',
		aloneText: 'This notebook belongs to no organisation. Tell somebody you trust, by voice.',
		nobody: 'The organisation has not named anybody for this yet',
		nobodyText:
			'Nothing can leave from here. Call the person who supports you, and ask who is in charge of safeguarding.'
	},
	memory: 'Nothing is saved before you send it. If the notebook closes, these words are gone.',
	what: {
		title: 'What happened?',
		hint: 'Choose what comes closest.',
		serious: 'When should somebody act?',
		callToo: 'Call as well. This message can wait for a network. The person cannot.',
		when: 'When was it?',
		missing: 'Choose what happened, and when somebody should act.'
	},
	category: {
		'distress-there': 'Great distress during the session',
		'distress-after': 'Great distress after the session',
		'talk-of-dying': 'Talks of dying',
		'self-harm': 'Hurt herself or himself',
		attempt: 'Tried to die',
		violence: 'Violence or a threat',
		pressure: 'Pressure from family, or from people one fled',
		breach: 'Something private of the group got out',
		conduct: 'How somebody leads the group',
		medical: 'A health problem',
		left: 'Left because of the group',
		other: 'Something else'
	},
	serious: { urgent: 'Now', soon: 'Soon', wait: 'It can wait' },
	seriousDetail: {
		urgent: 'Somebody may be in danger',
		soon: 'In the next days',
		wait: 'But it should be known'
	},
	happened: { today: 'Today', yesterday: 'Yesterday', week: 'In the last few days', earlier: 'Longer ago' },
	happenedBack: { today: 'The same day', yesterday: 'The day before', week: 'The days before', earlier: 'Earlier' },
	acts: {
		title: 'What have you done so far?',
		hint: 'Nothing yet? Leave it empty.',
		told: 'Who knows already?',
		known: 'Does the person know that you write this?',
		knownAdvice: 'If it is safe, tell the person what you send, and to whom.',
		related: 'Does it have to do with the group?',
		words: 'In a few words',
		wordsHint: 'You decide whether to write a chosen name. Never a number or an address.',
		named: 'There is a chosen name of your notebook here. Keep it if the organisation must know who it is.',
		contact: 'This looks like a number or an address. By voice is safer.',
		room_one: 'Room for about {{count}} more letter.',
		room_other: 'Room for about {{count}} more letters.',
		tooLong_one: 'About {{count}} letter too many. Nothing is lost: shorten it a little.',
		tooLong_other: 'About {{count}} letters too many. Nothing is lost: shorten it a little.'
	},
	done: {
		stayed: 'Stay with the person',
		'safe-place': 'Go to a safe place',
		emergency: 'Call the emergency number',
		care: 'See a doctor or nurse',
		trusted: 'Call somebody trusted',
		'next-contact': 'Agree on the next contact',
		other: 'Something else'
	},
	told: {
		colleague: 'Who leads with me',
		organisation: 'The organisation, by voice',
		emergency: 'The emergency services',
		care: 'A doctor or nurse',
		'close-person': 'Somebody close to the person',
		other: 'Somebody else'
	},
	related: { yes: 'Yes', unsure: 'I do not know', no: 'No' },
	nothing: 'Nothing noted',
	notSaid: 'Not said',
	text: {
		serious: 'Act',
		when: 'When',
		done: 'Done so far',
		told: 'Who knows',
		known: 'The person knows it was written',
		related: 'To do with the group',
		words: 'A few words'
	},
	look: {
		title: 'Read it before you send it',
		exactly: 'This is all that leaves. Not the name of the group, not the session.',
		to: 'To whom',
		toCount_one: 'Only this device can open it:',
		toCount_other: 'Only these {{count}} devices can open it:',
		fromYou: 'Your name in the organisation goes with it.',
		conduct: 'If it is about one of them, do not send it. Tell somebody else, by voice.',
		noCopy: 'Keep no copy on this phone',
		noCopyHint: 'Once sent, nothing can be read here again. Nor will you see whether it arrived.',
		send: 'Send'
	},
	sent: {
		title: 'It is in their hands',
		text: 'The message is locked. It leaves with the next connection.',
		kept: 'A copy stays in your notebook. There you will see when it arrived.',
		notKept: 'No copy stays on this phone.',
		copyFailed: 'The message leaves, but the copy could not be kept here.',
		urgent: 'If it is urgent, call as well.',
		you: 'And you?',
		youText: 'This may have been heavy. Take a moment. Talk to somebody about it.',
		home: 'Back to the start'
	},
	leave: {
		title: 'Leave without sending?',
		text: 'What you wrote is kept nowhere.',
		yes: 'Leave and delete it',
		no: 'Stay here'
	},
	mine: {
		title: 'What you have raised',
		detail: '{{serious}} · {{day}}',
		unreadable: 'Written with another version',
		waiting: 'No sign yet that it arrived.',
		arrived: 'Arrived with {{name}} on {{day}}',
		drop: 'Remove my copy',
		dropTitle: 'Remove your copy?',
		dropText: 'It no longer shows on this phone. What has left stays with those in charge of safeguarding.'
	},
	request: {
		title: 'Somebody would like to talk',
		link: 'Somebody would like to talk',
		linkDetail: 'Write down a request, with the person',
		intro: 'When a person says “I would like someone to talk to me”, write it down together.',
		apart: 'Anonymous answers stay anonymous. This request has nothing to do with them.',
		none: 'No requests',
		waiting: 'Waiting since {{day}}',
		talked: 'Somebody talked with them on {{day}}',
		by: { facilitator: 'With you, who lead the group', organisation: 'With the organisation' },
		gone: 'Somebody who is no longer here',
		markTalked: 'Somebody has talked with them',
		withdraw: 'Take back',
		withdrawTitle: 'Take this request back?',
		withdrawText: 'It is gone from this notebook. What has left for the organisation cannot be taken back: tell them.',
		add: 'Write down a request',
		who: 'Who asks?',
		nobody: 'Add people to the group first.',
		wants: 'Talk with whom?',
		wantsDetail: {
			facilitator: 'It stays in this notebook.',
			organisation: 'The chosen name goes to those in charge of safeguarding.'
		},
		organisationNobody: 'The organisation has not named anybody for this yet.',
		readTitle: 'Read this together, aloud',
		read: {
			facilitator:
				'“I would like someone to talk to me. My chosen name is written in this notebook. Those who lead the group see it. I can change my mind.”',
			organisation:
				'“I would like someone from the organisation to talk to me. My chosen name is written in this notebook and sent. They reach me through the person who leads the group. I can change my mind.”'
		},
		aloud: 'Listen',
		reach: 'How to reach the person is written nowhere. You know it, and that is enough.',
		yes: 'The person says yes',
		no: 'Write nothing',
		saved: 'It is written down.',
		savedSent: 'It is written down, and leaves with the next connection.',
		already: 'This request is written down already.',
		mayAsk: 'Would you like to talk to somebody? Tell the person who leads the group. It is written nowhere here.'
	}
};
