export const start = {
	progress: 'Step {{at}} of {{all}}',
	language: {
		title: 'Choose your language',
		text: 'You can change it later.'
	},
	limits: {
		title: 'What Cercle can and cannot do',
		can: 'Cercle protects you',
		cannot: 'Cercle cannot protect you',
		phone: 'Phone locked and notebook closed: someone who takes the phone should not be able to read the notebook.',
		boxes: 'If you ever send something to an organisation, the computer that stores it cannot read it.',
		watched: 'If someone watches while you open the notebook.',
		forced: 'If someone makes you open it.',
		spy: 'If someone has put spying software on the phone.',
		history: 'The browser keeps in its history that this site was opened.',
		web: 'Cercle is a website. Whoever runs a website can change it. That is why we publish how to check it.',
		read: 'I understand'
	},
	secret: {
		title: 'Your full code',
		pictures: 'These eight pictures open your notebook, in this order.',
		words: 'These five words open your notebook, in this order.',
		renew: 'Show me others',
		kind: 'Pictures or words',
		asPictures: 'Pictures',
		asWords: 'Words',
		adviceTitle: 'To remember them',
		story: 'Make a little story of them, from first to last. Tell it to yourself three times.',
		photo: 'No photo, no message: they stay in the phone.',
		lost: 'Nobody can find this code for you. Without it, the notebook stays closed.',
		known: 'I know them'
	},
	again: {
		title: 'Show that you know them',
		pictures: 'Touch your eight pictures, in order.',
		words: 'Write your five words, in order. Accents do not matter.',
		differs: 'That is not quite it. This is normal at first. Try again, or look at them once more.',
		look: 'Look at them again',
		check: 'That is it'
	},
	making: {
		title: 'Preparing your notebook',
		text: 'A strong lock is being made on this phone. It takes a few seconds.'
	},
	another: {
		title: 'A new notebook on this phone',
		text: 'The other notebooks stay where they are. Each notebook has its own code. The screen does not show how many there are.'
	},
	wordsUnavailable: 'The words are not on this phone yet. Connect once, or take pictures.',
	privacy: {
		title: 'What Cercle keeps and protects',
		keptTitle: 'What is kept',
		kept: 'Your notebook is on this phone, locked. Unless you agree, nothing goes anywhere else.',
		asked: 'Cercle asks for no real name, number, address, photo or place.',
		outside:
			'Outside the notebook, the browser keeps the chosen language and colours. It also keeps how many tries went wrong, and that a notebook exists.',
		exitTitle: 'Leave now',
		exit: 'The “Leave now” button hides everything and closes the notebook. With a keyboard: press Shift three times. The history of the browser stays.'
	},
	change: {
		currentTitle: 'Your code as it is now',
		currentText: 'First show the code that opens this notebook now.',
		making: 'Changing the lock',
		doneTitle: 'The code is changed',
		doneText: 'The new code opens this notebook. The old one no longer does.'
	}
};
