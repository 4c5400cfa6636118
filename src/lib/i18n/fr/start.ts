export const start = {
	progress: 'Étape {{at}} sur {{all}}',
	language: {
		title: 'Choisissez votre langue',
		text: 'Vous pourrez en changer plus tard.'
	},
	limits: {
		title: 'Ce que Cercle peut, et ne peut pas',
		can: 'Cercle vous protège',
		cannot: 'Cercle ne peut pas vous protéger',
		phone: 'Téléphone verrouillé et carnet fermé : qui prend le téléphone ne devrait pas pouvoir lire le carnet.',
		boxes: 'Si un jour vous envoyez quelque chose à une organisation, l’ordinateur qui le garde ne pourra pas le lire.',
		watched: 'Si quelqu’un regarde pendant que vous ouvrez le carnet.',
		forced: 'Si quelqu’un vous oblige à l’ouvrir.',
		spy: 'Si quelqu’un a mis un logiciel espion dans le téléphone.',
		history: 'Le navigateur garde dans son historique que ce site a été ouvert.',
		web: 'Cercle est un site. Qui fait tourner un site peut le changer. C’est pourquoi nous publions comment le vérifier.',
		read: 'J’ai compris'
	},
	secret: {
		title: 'Votre code complet',
		pictures: 'Ces huit images ouvrent votre carnet, dans cet ordre.',
		words: 'Ces cinq mots ouvrent votre carnet, dans cet ordre.',
		renew: 'Proposer autre chose',
		kind: 'Images ou mots',
		asPictures: 'Des images',
		asWords: 'Des mots',
		adviceTitle: 'Pour les retenir',
		story: 'Faites-en une petite histoire, du premier au dernier. Racontez-la-vous trois fois.',
		photo: 'Pas de photo, pas de message : ils restent dans le téléphone.',
		lost: 'Personne ne peut retrouver ce code à votre place. Sans lui, le carnet reste fermé.',
		known: 'Je les connais'
	},
	again: {
		title: 'Montrez que vous les connaissez',
		pictures: 'Touchez vos huit images, dans l’ordre.',
		words: 'Écrivez vos cinq mots, dans l’ordre. Les accents ne comptent pas.',
		differs: 'Ce n’est pas tout à fait cela. C’est normal au début. Essayez encore, ou regardez-les de nouveau.',
		look: 'Les revoir',
		check: 'C’est bien cela'
	},
	making: {
		title: 'Votre carnet se prépare',
		text: 'Une serrure solide se fabrique sur ce téléphone. Cela prend quelques secondes.'
	},
	another: {
		title: 'Un nouveau carnet sur ce téléphone',
		text: 'Les autres carnets restent où ils sont. Chaque carnet a son propre code. L’écran ne montre pas combien il y en a.'
	},
	wordsUnavailable: 'Les mots ne sont pas encore sur ce téléphone. Connectez-vous une fois, ou prenez des images.',
	privacy: {
		title: 'Ce que Cercle garde et protège',
		keptTitle: 'Ce qui est gardé',
		kept: 'Votre carnet est sur ce téléphone, fermé à clé. Sans votre accord, rien ne part ailleurs.',
		asked: 'Cercle ne demande ni vrai nom, ni numéro, ni adresse, ni photo, ni lieu.',
		outside:
			'Hors du carnet, le navigateur garde la langue et les couleurs choisies. Il garde aussi le nombre d’essais ratés, et le fait qu’un carnet existe.',
		exitTitle: 'Sortir vite',
		exit: 'Le bouton « Sortir vite » cache tout et ferme le carnet. Avec un clavier : appuyez trois fois sur Maj. L’historique du navigateur, lui, reste.'
	},
	change: {
		currentTitle: 'Votre code actuel',
		currentText: 'Montrez d’abord le code qui ouvre ce carnet maintenant.',
		making: 'La serrure change',
		doneTitle: 'Le code est changé',
		doneText: 'Le nouveau code ouvre ce carnet. L’ancien ne l’ouvre plus.'
	}
} as const;
