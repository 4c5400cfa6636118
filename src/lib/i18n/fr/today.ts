export const today = {
	morning: 'Bonjour',
	evening: 'Bonsoir',
	settings: 'Réglages',
	help: 'Aide',
	next: 'Prochaine séance',
	running: 'Séance en cours',
	prepare: 'Préparer',
	begin: 'Commencer',
	continue: 'Continuer',
	nothingPlanned: 'Aucune séance n’est prévue.',
	unfinished: 'À finir',
	passed: 'Séance du {{day}}',
	passedAsk: 'A-t-elle eu lieu ?',
	waits: 'Ce qui attend',
	opened: 'Comment va le groupe',
	openedDetail: 'Les réponses viennent de s’ouvrir.',
	answersWait: 'Les réponses attendent',
	answersWaitDetail: 'Il faut au moins {{threshold}} réponses assez complètes.',
	groups: 'Mes groupes',
	nextMeeting: 'Prochaine séance : {{day}}',
	noMeeting: 'Pas de séance prévue',
	addGroup: 'Ajouter un groupe',
	archived: 'Groupes rangés',
	rest: {
		title: 'Et vous ?',
		text: 'Vous avez beaucoup porté ces quatre dernières semaines. Prévoyez un vrai repos. Parlez à quelqu’un en qui vous avez confiance : vous n’avez pas à porter cela en silence.',
		private: 'Personne d’autre ne voit ce message.'
	},
	keeping: {
		title: 'Protéger vos notes',
		text: 'Si la place manque, le téléphone pourrait effacer ce qui est écrit ici. Quand l’application est installée, ce risque est plus petit.',
		how: 'Comment installer',
		android: 'Dans le menu du navigateur, touchez « Installer l’application » ou « Ajouter à l’écran d’accueil ».',
		iphone: 'Sur iPhone, touchez le bouton de partage, puis « Sur l’écran d’accueil ».',
		open: 'Ensuite, ouvrez toujours Cercle avec sa nouvelle image.',
		seen: 'L’image de Cercle se voit alors parmi vos applications. Si cela peut vous gêner, n’installez pas.'
	},
	empty: {
		title: 'Bienvenue',
		text: 'Ici, vous préparez vos séances, pas à pas. Tout reste sur ce téléphone, fermé à clé. Commençons par votre groupe.',
		action: 'Créer mon premier groupe'
	},
	noGroup: {
		title: 'Bienvenue',
		text: 'Avec vos rôles, il n’y a pas de groupe à mener ici.',
		action: 'Voir l’organisation'
	},
	allArchived: 'Tous vos groupes sont rangés.'
} as const;
