export const settings = {
	title: 'Settings',
	look: 'Colours',
	theme: {
		device: 'Like the phone',
		light: 'Light',
		dark: 'Dark'
	},
	pin: {
		title: 'Short code',
		text: 'Four to six digits to open the notebook again quickly, for fifteen minutes at most. After that the full code is needed.',
		first: 'Your short code',
		second: 'The same once more',
		hint: 'Not a birthday, not the code of the phone.',
		digits: 'It takes four to six digits.',
		differs: 'The two are not the same.',
		isSet: 'A short code is set.',
		isNot: 'No short code.',
		choose: 'Choose a short code',
		change: 'Change the short code',
		remove: 'Remove the short code'
	},
	lock: {
		title: 'Lock',
		text: 'The notebook also locks by itself when nobody touches it.',
		now: 'Lock now'
	},
	secret: {
		title: 'Change my full code',
		detail: 'New pictures or new words. The old code will no longer open.'
	},
	others: {
		title: 'Several people, one phone',
		text: 'Each person can have a notebook with their own code. Lock this one, touch “Open”, then “Make a new notebook”. Nobody sees the names or notes of the others.'
	},
	phone: {
		title: 'On this phone',
		keeping: {
			unknown: 'The browser has not yet said whether it keeps the notebook when space runs short.',
			kept: 'The browser promised to keep the notebook, even when space runs short.',
			'may-be-lost':
				'The browser did not promise to keep the notebook when space runs short. Installing the app helps.',
			unsupported: 'This browser does not say whether it keeps the notebook.'
		},
		offlineReady: 'The whole app is on the phone: it works without a network.',
		offlineNot: 'The app is not fully on the phone yet. Keep it open for a moment with a network.',
		space: 'Space used',
		spaceOf: '{{used}} MB of {{allowed}} MB'
	},
	about: {
		title: 'About',
		free: 'Cercle is free software (AGPL-3.0). Nothing you write leaves without your yes. Nobody is followed.',
		version: 'Version:',
		privacy: 'What Cercle protects or not',
		help: 'Find help',
		log: 'What the app noted about itself',
		logText: 'Only codes and counts, in this tab. Nothing is stored.',
		logEmpty: 'Nothing to report.'
	},
	erase: {
		title: 'Erase everything',
		show: 'Show how to erase',
		text: 'This whole notebook goes for ever and cannot come back. Nobody can restore it.',
		limits: 'The browser keeps in its history that this site was opened.',
		hold: 'Slide to the end and hold for two seconds. With a keyboard: hold Enter.'
	}
};
