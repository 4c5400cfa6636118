export const history = {
	title: 'Au fil des séances',
	empty: 'Rien à montrer pour l’instant',
	emptyText: 'Après la première séance, vous verrez ici qui est venu et comment va le groupe.',
	notFound: 'Ce groupe n’est pas dans le carnet',
	toGroup: 'Voir le groupe',
	came: {
		title: 'Combien de personnes sont venues',
		label: 'De {{first}} à {{last}} : entre {{least}} et {{most}} personnes par séance. La dernière fois : {{latest}}.',
		one: 'Une seule séance pour l’instant. Sont venues : {{came}}. La ligne commence à la deuxième.',
		day: 'Séance',
		people: 'Personnes venues',
		note: 'Avec les personnes venues sans nom.'
	},
	wellbeing: {
		title: 'Comment va le groupe',
		label_one: '{{count}} moment. Le dernier : {{latest}}.',
		label_other: '{{count}} moments, du plus ancien au plus récent. Le dernier : {{latest}}.',
		empty:
			'Pas encore de réponses. À la fin d’une séance, faites passer le téléphone : chaque personne répond avec des visages, sans donner son nom.',
		well: 'Plutôt bien',
		mixed: 'Un peu des deux',
		struggling: 'Plutôt lourd',
		hidden: 'En attente : pas encore assez de réponses',
		none: 'Rien demandé',
		waiting: 'attend',
		openedOn: 'Ouvert le',
		days: 'Ces jours-ci',
		session: 'La séance',
		change: 'Par rapport à avant',
		up: 'Plus léger',
		same: 'Pareil',
		down: 'Plus lourd',
		nothing: '–'
	},
	words: {
		title: 'À lire au cercle, si vous voulez',
		well: 'Dans l’ensemble, ces jours-ci vont plutôt bien.',
		mixed: 'Dans l’ensemble, c’est un peu des deux : il y a du léger et du lourd.',
		struggling: 'Dans l’ensemble, ces jours-ci sont plutôt lourds.',
		up: 'C’est un peu plus léger que la fois d’avant.',
		same: 'C’est à peu près comme la fois d’avant.',
		down: 'C’est un peu plus lourd que la fois d’avant.',
		about: {
			well: '« {{topic}} » : dans l’ensemble, plutôt bien.',
			mixed: '« {{topic}} » : dans l’ensemble, un peu des deux.',
			struggling: '« {{topic}} » : dans l’ensemble, plutôt lourd.'
		},
		together_one: 'C’est le résultat d’un groupe.',
		together_other: 'C’est le résultat de {{count}} groupes ensemble.',
		chance: 'C’est une impression, pas une mesure : avec peu de réponses, le hasard y est pour quelque chose.',
		thanks: 'Merci à chaque personne. Il n’y a pas de bonne ou de mauvaise réponse.'
	},
	why: {
		title: 'Pourquoi certaines réponses attendent',
		few: 'Les réponses restent fermées tant qu’il y en a moins de {{threshold}}. Ainsi, il est bien plus difficile de deviner qui a dit quoi. Elles attendent et s’ouvrent avec celles des séances suivantes.',
		three:
			'Ensuite, vous voyez seulement un résultat pour tout le groupe : plutôt bien, un peu des deux ou plutôt lourd. Vous voyez aussi si c’est plus léger ou plus lourd qu’avant. Le résultat est le même si tout le monde pense pareil, ou seulement une bonne partie du groupe. On ne voit jamais combien de personnes ont répondu.',
		chance:
			'Un groupe est petit. Une ou deux réponses de plus, et le résultat pourrait être un autre. Un changement d’une fois à l’autre peut donc être un hasard. Regardez plusieurs fois avant d’en tirer quelque chose.',
		alone:
			'Vous n’avez pas d’organisation. Cette limite de {{threshold}} est donc gardée par l’application seule, sur ce téléphone. Quelqu’un de très habile, avec le téléphone ouvert, pourrait la contourner.'
	},
	grid: {
		title: 'Les présences',
		hint: 'La séance la plus récente est la première. Faites glisser pour voir les autres.',
		member: 'Membre',
		total: 'Fois',
		of: '{{came}} séances sur {{expected}}',
		came: 'Personnes',
		away: 'Pas dans le groupe ce jour-là',
		print: 'Imprimer',
		printNote: 'Sur papier, tout le monde peut lire. Rangez la feuille en lieu sûr.',
		present: 'Là',
		late: 'En retard',
		absent: 'Pas là',
		told: 'A prévenu',
		none: 'Pas noté'
	},
	sessions: {
		title_one: 'Toutes les séances ({{count}})',
		title_other: 'Toutes les séances ({{count}})',
		came_one: '{{count}} personne venue',
		came_other: '{{count}} personnes venues',
		planned: 'Prévue',
		running: 'En cours',
		cancelled: 'Annulée'
	}
} as const;
