export const cover = {
	calmTitle: 'Un moment pour souffler',
	welcome: 'Un carnet pour préparer et mener vos rencontres de groupe, même sans réseau.',
	begin: 'Commencer',
	invited: 'J’ai reçu une invitation',
	open: 'Ouvrir',
	trySample: 'Essayer avec un exemple',
	trySampleOffice: 'Voir un exemple côté supervision',
	openingSample: 'L’exemple se prépare…',
	sampleUnavailable: 'L’exemple n’est pas encore sur ce téléphone. Connectez-vous une fois, puis essayez encore.',
	privacyLink: 'Ce que Cercle protège, et ce qu’il ne peut pas',
	helpLink: 'Trouver de l’aide',
	breathe: {
		title: 'Respirer doucement',
		text: 'Suivez le cercle. Il grandit : inspirez. Il rapetisse : soufflez. Ne forcez pas.',
		ring: 'Un cercle qui grandit pendant quatre secondes et rapetisse pendant six secondes',
		in: 'Inspirez',
		out: 'Soufflez',
		stop: 'Arrêter le cercle',
		go: 'Faire bouger le cercle'
	},
	ground: {
		title: 'Revenir ici, avec vos cinq sens',
		text: 'Prenez votre temps. Il n’y a rien à écrire.',
		see: 'choses que vous voyez',
		touch: 'choses que vous touchez',
		hear: 'sons que vous entendez',
		smell: 'odeurs que vous sentez, ou que vous aimez',
		taste: 'goût dans votre bouche, ou une lente gorgée d’eau',
		step: '{{at}} sur {{all}}',
		again: 'Recommencer',
		end: 'Voilà. Vos pieds sont au sol. Vous êtes ici.'
	},
	help: {
		title: 'Trouver de l’aide',
		intro: 'Vous n’avez pas à porter cela sans soutien. Voici par où commencer.',
		dangerTitle: 'Danger maintenant',
		danger: 'Si vous le pouvez, allez là où il y a du monde. Appelez le numéro d’urgence de votre pays.',
		trustTitle: 'Une personne de confiance',
		trust: 'Choisissez une personne qui vous écoute sans juger. Dites-lui juste : « J’ai besoin de parler. »',
		vietnamTitle: 'Au Viet Nam : le 111',
		vietnam: 'L’appel est gratuit, jour et nuit. Quelqu’un vous répond et vous oriente.',
		organisationTitle: 'L’organisation qui vous soutient',
		organisation:
			'Si vous menez un groupe avec une organisation, appelez la personne qui vous accompagne. C’est aussi son rôle.',
		note: 'Un appel peut rester dans la liste des appels du téléphone. Effacez-le, ou appelez d’un autre téléphone, si quelqu’un regarde le vôtre.'
	},
	closed: {
		title: 'Ce carnet n’est plus là',
		text: 'Il s’est effacé de ce téléphone. Ce n’est pas une panne, et ce n’est pas votre faute.',
		ask: 'Si vous ne savez pas pourquoi, parlez à la personne qui vous accompagne.',
		next: 'Vous pouvez faire un nouveau carnet quand vous voulez.',
		go: 'Continuer'
	}
} as const;
