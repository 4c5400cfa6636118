export const attendance = {
	title: 'Qui est là',
	mark: {
		present: 'Là',
		late: 'En retard',
		absent: 'Pas là',
		told: 'A prévenu',
		none: 'À noter'
	},
	everyone: 'Tout le monde est là',
	everyoneMarked_one: '{{count}} personne notée : là',
	everyoneMarked_other: '{{count}} personnes notées : là',
	nobodyLeft: 'Tout le monde est déjà noté.',
	marked: '{{name}} : {{mark}}',
	totals:
		'Là : {{present}}. En retard : {{late}}. Pas là : {{absent}}. A prévenu : {{told}}. À noter : {{unmarked}}. Sans nom : {{guests}}.',
	guests: 'Autres personnes venues',
	guestsHint: 'Un nombre seulement, pas de nom',
	guestsLess: 'Une personne de moins',
	guestsMore: 'Une personne de plus',
	closed:
		'Cette séance est terminée. Pour changer une présence, ouvrez d’abord une correction sur la page de la séance.',
	toSession: 'Voir la séance',
	cancelled: 'Cette séance a été annulée. Il n’y a rien à noter.',
	ahead: 'Ce jour n’est pas encore venu. Si une personne vous prévient, notez-le ici.',
	correcting: 'Correction ouverte',
	nobody: 'Personne dans le groupe ce jour-là',
	nobodyText: 'Ajoutez d’abord les membres, avec un nom choisi.',
	toMembers: 'Voir les membres',
	notFound: 'Cette séance n’est pas dans le carnet'
} as const;
