export const supervision = {
	title: 'Comptes rendus',
	text: 'Quand une personne partage les comptes rendus de son groupe avec la supervision, ils arrivent ici. Il n’y a rien à faire pour l’instant.',
	emptyTitle: 'Encore rien à lire',
	none: 'Pas encore de compte rendu',
	count_one: '{{count}} compte rendu, du {{day}}',
	count_other: '{{count}} comptes rendus, le dernier du {{day}}',
	ledBy: 'Groupe de {{names}}',
	exactly:
		'Vous lisez exactement ce qui a été partagé, rien de plus. On ne peut pas encore répondre ici : parlez de vive voix à la personne qui mène le groupe.',
	ended: 'Ce groupe n’est plus partagé. Ce qui était déjà arrivé reste ici.',
	missing: 'Ce groupe n’est pas ici',
	missingText: 'Il n’y a pas de compte rendu de ce groupe sur ce téléphone.'
} as const;
