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
		whyChance:
			'Un mot comme « sans doute pas un hasard » veut dire : sur cent comparaisons de ce genre, on se trompe à peu près cinq fois. Comme une personne peut compter plusieurs fois, restez prudent.',
		sure: {
			more: 'Dans l’ensemble, c’est plutôt bien, et sans doute pas par hasard.',
			less: 'Dans l’ensemble, c’est plutôt lourd, et sans doute pas par hasard.',
			unclear: 'De {{answers}} réponses, on ne peut pas dire de quel côté on penche : cela peut être un hasard.',
			hidden: 'On ne peut rien en dire : des cases sont cachées.'
		},
		turn: {
			more: 'Mieux que le paquet d’avant, et sans doute pas par hasard.',
			less: 'Moins bien que le paquet d’avant, et sans doute pas par hasard.',
			unclear: 'La différence avec le paquet d’avant peut être un hasard.'
		},
		waiting: {
			title: 'En attente',
			answers_one: 'Encore {{count}} réponse au plus.',
			answers_other: 'Encore {{count}} réponses au plus.',
			groups_one: 'D’encore {{count}} groupe au moins.',
			groups_other: 'D’encore {{count}} groupes au moins.',
			enough: 'Il y a assez de réponses.',
			from: 'Au plus tôt le {{day}}, quand le trimestre est fini.'
		},
		question: {
			body: 'Le corps',
			mind: 'Dans la tête',
			others: 'Avec les autres',
			hope: 'Demain',
			session: 'La séance'
		},
		option: 'Réponse {{number}}'
	},
	change: {
		title: 'Du début à la fin',
		text: 'Des personnes choisissent 4 images à leur première et à leur dernière réponse. Leurs deux réponses sont alors mises côte à côte. On ne voit que {{least}} personnes ou plus, ensemble.',
		none: 'Encore rien à comparer',
		noneText:
			'La question est posée à l’entrée et à la sortie d’un groupe. Chaque personne choisit si elle veut. Ce qui arrive attend d’abord d’autres groupes : il en faut 3.',
		missing_one: 'Encore {{count}} personne, et un résultat s’ouvre',
		missing_other: 'Encore {{count}} personnes, et un résultat s’ouvre',
		ready: 'Assez de personnes. Le résultat s’ouvre à la prochaine visite.',
		missingText: 'Une personne compte quand elle a donné les mêmes images au début et à la fin.',
		next_one: 'Le prochain résultat s’ouvre après encore {{count}} personne.',
		next_other: 'Le prochain résultat s’ouvre après encore {{count}} personnes.',
		people: '{{count}} personnes',
		noScore: 'Trop peu de personnes ont répondu aux mêmes questions au début et à la fin.',
		word: {
			better: 'La plupart vont mieux',
			same: 'Pour la plupart, à peu près pareil',
			worse: 'La plupart vont moins bien',
			mixed: 'Ce n’est pas pareil pour tout le monde'
		},
		allHidden: 'Les nombres sont cachés : ils sont trop petits pour être montrés sans risque.',
		few: 'Peu de personnes : le hasard compte beaucoup. Ne concluez rien de ce seul résultat.',
		kind: 'Changement',
		who: 'Personnes',
		better: 'Mieux',
		same: 'À peu près pareil',
		worse: 'Moins bien',
		without: 'Sans réponse au début ou à la fin',
		why: 'Ce que ce résultat ne dit pas',
		whyMissing:
			'Il manque les personnes parties avant la fin, et celles qui n’ont pas voulu d’images. Un changement peut aussi venir d’autre chose que du groupe.',
		whyStep: 'Un écart de moins d’un dixième compte comme à peu près pareil.',
		whyChance:
			'Parfois, deux personnes ont le même signe par hasard : environ 1 sur 200 pour 300 personnes, plus si beaucoup prennent les mêmes images.',
		doubles_one: '{{count}} signe est venu deux fois. Il ne compte pas.',
		doubles_other: '{{count}} signes sont venus deux fois. Ils ne comptent pas.',
		whyMemory:
			'Sans images, la fiche de sortie demande de comparer de mémoire. De mémoire, on voit souvent plus de changement qu’il n’y en a eu.',
		whyTrace:
			'Ces réponses sont pseudonymes, pas anonymes : avec la clé de l’organisation, on retrouve le signe de 4 images connues. C’est dit à chaque personne.'
	},
	print: 'Imprimer',
	save: 'Enregistrer les tableaux (CSV)',
	failed: 'Les nouvelles réponses n’ont pas pu être réunies. Rouvrez cette page pour essayer encore.'
} as const;
