export const settings = {
	title: 'Réglages',
	look: 'Couleurs',
	theme: {
		device: 'Comme le téléphone',
		light: 'Claires',
		dark: 'Sombres'
	},
	pin: {
		title: 'Code court',
		text: 'Quatre à six chiffres pour rouvrir vite le carnet, pendant quinze minutes au plus. Ensuite, il faut le code complet.',
		first: 'Votre code court',
		second: 'Le même, encore une fois',
		hint: 'Pas une date de naissance, pas le code du téléphone.',
		digits: 'Il faut quatre à six chiffres.',
		differs: 'Les deux ne sont pas pareils.',
		isSet: 'Un code court est choisi.',
		isNot: 'Pas de code court.',
		choose: 'Choisir un code court',
		change: 'Changer le code court',
		remove: 'Enlever le code court'
	},
	lock: {
		title: 'Fermer à clé',
		text: 'Le carnet se ferme aussi tout seul, quand personne ne le touche.',
		now: 'Fermer maintenant'
	},
	secret: {
		title: 'Changer mon code complet',
		detail: 'De nouvelles images ou de nouveaux mots. L’ancien code n’ouvrira plus.'
	},
	others: {
		title: 'Plusieurs personnes, un téléphone',
		text: 'Chaque personne peut avoir son carnet, avec son propre code. Fermez celui-ci, touchez « Ouvrir », puis « Faire un nouveau carnet ». Personne ne voit les noms ni les notes des autres.'
	},
	phone: {
		title: 'Sur ce téléphone',
		keeping: {
			unknown: 'Le navigateur n’a pas encore dit s’il garde le carnet quand la place manque.',
			kept: 'Le navigateur a promis de garder le carnet, même si la place manque.',
			'may-be-lost':
				'Le navigateur n’a pas promis de garder le carnet si la place manque. Installer l’application aide.',
			unsupported: 'Ce navigateur ne dit pas s’il garde le carnet.'
		},
		offlineReady: 'Toute l’application est sur le téléphone : elle marche sans réseau.',
		offlineNot:
			'L’application n’est pas encore entièrement sur le téléphone. Gardez-la ouverte un moment avec du réseau.',
		space: 'Place utilisée',
		spaceOf: '{{used}} Mo sur {{allowed}} Mo'
	},
	about: {
		title: 'À propos',
		free: 'Cercle est un logiciel libre (AGPL-3.0). Rien de ce que vous écrivez ne part sans votre oui. Personne n’est suivi.',
		version: 'Version :',
		privacy: 'Ce que Cercle protège ou non',
		help: 'Trouver de l’aide',
		log: 'Ce que l’application a noté sur elle-même',
		logText: 'Seulement des codes et des nombres, dans cet onglet. Rien n’est enregistré.',
		logEmpty: 'Rien à signaler.'
	},
	erase: {
		title: 'Tout effacer',
		show: 'Montrer comment effacer',
		text: 'Tout ce carnet disparaît pour toujours, sans retour possible. Personne ne peut le retrouver.',
		limits: 'Le navigateur garde dans son historique que ce site a été ouvert.',
		hold: 'Glissez jusqu’au bout et tenez deux secondes. Avec un clavier : tenez Entrée.'
	}
} as const;
