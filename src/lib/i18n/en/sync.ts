export const sync = {
	title: 'Exchange',
	state: {
		unknown: 'Not checked yet',
		synced: 'Everything is up to date',
		waiting_one: '{{count}} change to send',
		waiting_other: '{{count}} changes to send',
		working: 'Exchange under way',
		workingOf: 'Exchange under way: {{done}} of {{of}}',
		offline: 'Offline',
		offlineUnsent_one: 'Offline, {{count}} change to send',
		offlineUnsent_other: 'Offline, {{count}} changes to send',
		failed: 'Cannot connect'
	},
	look: 'Please look',
	explain: {
		unknown: 'Cercle has not talked to the server since this notebook was opened.',
		synced: 'What you share has left. What the others sent is here.',
		waiting: 'Everything is saved on this phone. It is sent by itself while Cercle is open.',
		working: 'You can go on working.',
		offline: 'That is normal. Everything is saved on this phone, and leaves when there is a network.',
		failed: 'There is a network, but the server does not answer as it should. Everything stays saved on this phone.'
	},
	last: 'Last exchange: {{when}}',
	at: '{{day}} at {{time}}',
	never: 'No exchange yet',
	unsent_one: '{{count}} change waits here',
	unsent_other: '{{count}} changes wait here',
	now: 'Sync now',
	stop: 'Stop',
	progress: 'Exchange',
	progressOf: '{{done}} of {{of}}',
	received_one: '{{count}} message received',
	received_other: '{{count}} messages received',
	said: {
		begun: 'The exchange begins.',
		synced: 'Done. Everything is up to date.',
		waiting: 'The exchange has stopped. The rest leaves later.',
		offline: 'No network for now. Nothing is lost.',
		failed: 'The server did not answer as it should. Nothing is lost. Cercle will try again.',
		stopped: 'The exchange is stopped. Nothing is lost.'
	},
	first: {
		title: 'The first exchange',
		text: 'The first time, everything that is shared with you arrives. This can take a few minutes.',
		where: 'Choose a quiet place with a good network.',
		keepOn: 'You can go on working, even close Cercle: the exchange goes on from where it was.',
		begin: 'Begin'
	},
	off: 'No exchange',
	offText: 'This notebook is in no organisation. Nothing leaves it.',
	stuck: {
		title: 'What did not go',
		text: 'The rest goes all the same. Nothing is lost here.',
		group: 'A change in “{{group}}”',
		own: 'A change between your phones',
		since: 'Since {{day}}',
		why: {
			'too-large': 'It is too long to be sent at once. Make the text shorter, then try again.',
			refused: 'The server does not take it. Try again. If this goes on, tell your organisation.',
			'not-reader': 'This phone no longer has the key of this group. Ask the person who leads it with you.',
			cloned: 'Another phone writes in the name of this one. Look at the messages on this page.'
		},
		retry: 'Try again',
		setAside: 'Set aside',
		setAsideTitle: 'Stop sending this change?',
		setAsideText: 'It stays on this phone. The others will not get it.'
	},
	missing: {
		title: 'What has not arrived',
		change_one: '{{count}} change from {{label}} has not arrived',
		change_other: '{{count}} changes from {{label}} have not arrived',
		since: 'Since {{day}}',
		text: 'Ask this person to open Cercle with a network. If it goes on, ask in person what was written.',
		unnamed: 'a person without a name'
	},
	alarms: {
		title: 'Please look',
		about: 'About: {{label}}',
		seen_one: 'Seen on {{day}}',
		seen_other: 'Seen {{count}} times, last on {{day}}',
		understood: 'I understand',
		LogForked: {
			title: 'The server shows two different lists',
			text: 'It does not show the same people to everybody. This phone keeps the first list and does not believe the other. Call your organisation and tell them in your own voice.'
		},
		LogRolledBack: {
			title: 'The server shows an old list',
			text: 'A part of the list of people is missing. This phone keeps the one it knows. Wait a day. If it goes on, tell your organisation in your own voice.'
		},
		LogRefused: {
			title: 'The list of people is not right',
			text: 'This phone took nothing from it. Tell your organisation in your own voice.'
		},
		GhostDevice: {
			title: 'Somebody tried to come in',
			text: 'A phone that nobody was allowed to add has shown up. It got nothing from here. Tell your organisation in your own voice, without waiting.'
		},
		CommitmentWrong: {
			title: 'A key was not the right one',
			text: 'This phone does not use it. Talk to the person who leads with you: did she change something?'
		},
		ChainForked: {
			title: 'One person tells two stories',
			text: 'This phone adds nothing more from that person. What was here stays. Call: is that phone still in the right hands?'
		},
		ServerForgot: {
			title: 'The server has lost what was sent',
			text: 'You have nothing to do: this phone sends again what is missing. If it comes back, tell your organisation.'
		},
		DeviceCloned: {
			title: 'Somebody writes in your place',
			text: 'Another phone uses the name of this one. This happens when a phone was copied. This phone sends nothing more. Talk to your organisation now, in your own voice: they can remove it and invite you again.'
		},
		PastCutOff: {
			title: 'Words that came too late',
			text: 'A person who was removed had still written. Look at the last sessions with the person who leads with you.'
		},
		NotAllowed: {
			title: 'Somebody wrote where their role does not allow it',
			text: 'Nothing of it was taken. Call this person: was it really them? If not, tell your organisation.'
		},
		AppOutdated: {
			title: 'A newer version of Cercle writes',
			text: 'This phone cannot read it yet. Open Cercle with a network and take the new version.'
		},
		PicturesUntrue: {
			title: 'The pictures could not be checked',
			text: 'What the server gave is not what the invitation promises. Stop with this invitation. Talk by voice with the person who invites you.'
		},
		InviteTried: {
			title: 'Somebody else tried an invitation',
			text: 'Compare the pictures well before you say yes. If you have a doubt, cancel the invitation and make another.'
		},
		RootKeyUsed: {
			title: 'The spare key was used',
			text: 'The people who keep the spare key let in a phone that runs the organisation. If all phones that ran it were lost, this is as it should be. If not, talk about it at once, in person.'
		}
	},
	heard: {
		title: 'Last heard',
		text: 'The day something came from each person.',
		never: 'Not yet',
		nobody: 'There is nobody else in the organisation yet.',
		unnamed: 'Without a name',
		mine: 'Your other phone'
	}
};
