export const dashboard = {
	title: 'Les groupes en chiffres',
	toDesk: 'Bureau',
	notForYou: 'Cette page est pour la supervision',
	notForYouText: 'Elle montre les groupes partagés avec la supervision. Votre rôle ne l’ouvre pas.',
	empty: 'Pas encore de compte rendu',
	emptyText: 'Quand une personne partage les comptes rendus de son groupe, les chiffres commencent ici.',
	emptyChoice: 'Rien pour ce choix',
	emptyChoiceText: 'Aucune séance pendant cette période, pour ces groupes.',
	showAll: 'Tout montrer',
	period: 'Période',
	allTime: 'Depuis le début',
	groups: 'Groupes',
	allGroups: 'Tous les groupes',
	someGroups_one: '{{count}} groupe choisi',
	someGroups_other: '{{count}} groupes choisis',
	shown: '{{period}} · {{groups}}',
	figures: {
		title: 'En bref',
		groups: 'Groupes',
		held: 'Séances tenues',
		cancelled: 'Séances annulées',
		came: 'Personnes par séance, en moyenne',
		stayed: 'Revenues à la séance suivante',
		returned: 'Retours après une absence',
		returnedNote: 'Une personne compte chaque fois qu’elle revient.',
		none: '–',
		about: 'environ {{value}}',
		between: 'entre {{low}} et {{high}}',
		few: 'Quand une ou deux personnes sont venues, le compte rendu dit « peu ». Le chiffre exact n’est pas connu ici : on donne alors « environ » ou « entre ».'
	},
	sessions: {
		title: 'Les séances, mois par mois',
		label: 'De {{first}} à {{last}} : {{held}} séances tenues, {{cancelled}} annulées.',
		month: 'Mois',
		held: 'Tenues',
		cancelled: 'Annulées'
	},
	came: {
		title: 'Personnes par séance, en moyenne',
		label: 'De {{first}} à {{last}} : entre {{least}} et {{most}} personnes par séance selon le mois.',
		one: 'Un seul mois : {{came}}.',
		people: 'Personnes'
	},
	byGroup: {
		title: 'Groupe par groupe',
		order: 'Par ordre alphabétique. Les groupes ne se comparent pas : chacun a son histoire.',
		group: 'Groupe',
		lately: 'Ces derniers temps'
	},
	bands: {
		title: 'Comment vont les groupes',
		text: 'Chaque mois, un de trois mots pour tout le groupe. Jamais une réponse, jamais un nombre.',
		well: 'Plutôt bien',
		mixed: 'Un peu des deux',
		struggling: 'Plutôt lourd',
		hidden: 'Caché : trop peu de réponses',
		none: 'Rien demandé encore',
		noSession: 'Pas de séance',
		direction: 'Par rapport à avant',
		up: 'Plus léger',
		same: 'Pareil',
		down: 'Plus lourd'
	},
	answers: {
		title: 'Les réponses de toute l’organisation',
		noReader:
			'Les réponses réunies de toute l’organisation sont pour les personnes qui ont le rôle « {{role}} ». Vous voyez ici les trois mots de chaque groupe.',
		text: 'Les réponses de tous les groupes ensemble, par paquets d’au moins {{least}}. Un paquet est montré en entier ou pas du tout.',
		groupsStay:
			'Le choix des groupes ne change rien ici. En comparant deux choix, on pourrait deviner les réponses d’un seul groupe.',
		none: 'Pas encore assez de réponses',
		noneText:
			'Il faut au moins {{least}} réponses de {{groups}} groupes, et un trimestre terminé depuis deux semaines.',
		noneHere: 'Aucun paquet entier dans cette période',
		noneHereText: 'Un paquet couvre un trimestre ou plus. Choisissez un trimestre, ou « Depuis le début ».',
		count: '{{count}} réponses',
		together: 'Ensemble',
		when: 'Paquet',
		all: 'Réponses',
		passed: 'A passé',
		hidden: 'Caché',
		hiddenSum: 'Caché, ensemble',
		nothingHidden: '–',
		label: '{{question}} {{period}} : {{shown}}.',
		labelHidden: 'cachées {{count}}',
		why: 'Pourquoi certaines cases sont cachées',
		whySmall:
			'Une réponse donnée moins de {{small}} fois n’est pas montrée, zéro non plus. Une autre case est cachée avec elle, sinon une simple soustraction suffirait.',
		whyAll: 'Si presque tout le monde a répondu pareil, tout est caché. Caché ne veut dire ni zéro, ni mauvais.',
		whyAnswers: 'On compte des réponses, pas des personnes : la même personne répond à plusieurs séances.',
		question: {
			body: 'Le corps',
			mind: 'Dans la tête',
			others: 'Avec les autres',
			hope: 'Demain',
			session: 'La séance'
		},
		option: 'Réponse {{number}}'
	},
	print: 'Imprimer',
	save: 'Enregistrer les tableaux (CSV)',
	failed: 'Les nouvelles réponses n’ont pas pu être réunies. Rouvrez cette page pour essayer encore.'
} as const;
