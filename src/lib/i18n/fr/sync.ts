export const sync = {
	title: 'Échanges',
	state: {
		unknown: 'Pas encore vérifié',
		synced: 'Tout est à jour',
		waiting_one: '{{count}} changement à envoyer',
		waiting_other: '{{count}} changements à envoyer',
		working: 'Échange en cours',
		workingOf: 'Échange en cours : {{done}} sur {{of}}',
		offline: 'Hors connexion',
		offlineUnsent_one: 'Hors connexion, {{count}} changement à envoyer',
		offlineUnsent_other: 'Hors connexion, {{count}} changements à envoyer',
		failed: 'Connexion impossible'
	},
	look: 'À regarder',
	explain: {
		unknown: 'Cercle n’a pas encore parlé avec le serveur depuis que le carnet est ouvert.',
		synced: 'Ce que vous partagez est parti. Ce que les autres ont envoyé est ici.',
		waiting: 'Tout est enregistré sur ce téléphone. L’envoi se fait tout seul quand Cercle est ouvert.',
		working: 'Vous pouvez continuer à travailler.',
		offline: 'C’est normal. Tout est enregistré sur ce téléphone, et partira quand il y aura du réseau.',
		failed: 'Il y a du réseau, mais le serveur ne répond pas comme il faut. Tout reste enregistré sur ce téléphone.'
	},
	last: 'Dernier échange : {{when}}',
	at: '{{day}} à {{time}}',
	never: 'Pas encore d’échange',
	unsent_one: '{{count}} changement attend ici',
	unsent_other: '{{count}} changements attendent ici',
	now: 'Synchroniser maintenant',
	stop: 'Arrêter',
	progress: 'Échange',
	progressOf: '{{done}} sur {{of}}',
	received_one: '{{count}} envoi reçu',
	received_other: '{{count}} envois reçus',
	said: {
		begun: 'L’échange commence.',
		synced: 'C’est fait. Tout est à jour.',
		waiting: 'L’échange s’est arrêté. Le reste partira plus tard.',
		offline: 'Pas de réseau pour l’instant. Rien n’est perdu.',
		failed: 'Le serveur n’a pas répondu comme il faut. Rien n’est perdu. Cercle essaiera encore.',
		stopped: 'L’échange est arrêté. Rien n’est perdu.'
	},
	first: {
		title: 'Le premier échange',
		text: 'La première fois, tout ce qui est partagé avec vous arrive. Cela peut prendre quelques minutes.',
		where: 'Choisissez un endroit calme, avec un bon réseau.',
		keepOn: 'Vous pouvez continuer à travailler, même fermer Cercle : l’échange reprendra où il en était.',
		begin: 'Commencer'
	},
	off: 'Pas d’échanges',
	offText: 'Ce carnet ne fait partie d’aucune organisation. Rien ne part d’ici.',
	stuck: {
		title: 'Ce qui n’est pas parti',
		text: 'Le reste part quand même. Ici, rien n’est perdu.',
		group: 'Un changement dans « {{group}} »',
		own: 'Un changement entre vos téléphones',
		since: 'Depuis le {{day}}',
		why: {
			'too-large': 'C’est trop long pour un seul envoi. Raccourcissez le texte, puis essayez encore.',
			refused: 'Le serveur ne le prend pas. Essayez encore. Si cela continue, dites-le à votre organisation.',
			'not-reader': 'Ce téléphone n’a plus la clé de ce groupe. Demandez à la personne qui mène avec vous.',
			cloned: 'Un autre téléphone écrit avec le nom de celui-ci. Regardez les messages ci-dessous.'
		},
		retry: 'Essayer encore',
		setAside: 'Laisser de côté',
		setAsideTitle: 'Ne plus envoyer ce changement ?',
		setAsideText: 'Il reste sur ce téléphone. Les autres ne le recevront pas.'
	},
	missing: {
		title: 'Ce qui n’est pas arrivé',
		change_one: '{{count}} changement de {{label}} n’est pas arrivé',
		change_other: '{{count}} changements de {{label}} ne sont pas arrivés',
		since: 'Depuis le {{day}}',
		text: 'Demandez-lui d’ouvrir Cercle avec du réseau. Si cela dure, demandez de vive voix ce qui a été écrit.',
		unnamed: 'une personne sans nom'
	},
	alarms: {
		title: 'À regarder',
		about: 'Au sujet de : {{label}}',
		seen_one: 'Vu le {{day}}',
		seen_other: 'Vu {{count}} fois, la dernière le {{day}}',
		understood: 'J’ai compris',
		LogForked: {
			title: 'Le serveur montre deux listes différentes',
			text: 'Il ne montre pas les mêmes personnes à tout le monde. Ce téléphone garde la première liste et ne croit pas l’autre. Appelez votre organisation et dites-le de vive voix.'
		},
		LogRolledBack: {
			title: 'Le serveur montre une vieille liste',
			text: 'Une partie de la liste des personnes manque. Ce téléphone garde celle qu’il connaît. Attendez un jour. Si cela continue, dites-le de vive voix à votre organisation.'
		},
		LogRefused: {
			title: 'La liste des personnes n’est pas juste',
			text: 'Ce téléphone n’en a rien accepté. Dites-le de vive voix à votre organisation.'
		},
		GhostDevice: {
			title: 'Quelqu’un a essayé d’entrer',
			text: 'Un téléphone que personne n’avait le droit d’ajouter s’est montré. Il n’a rien reçu d’ici. Dites-le de vive voix à votre organisation, sans attendre.'
		},
		CommitmentWrong: {
			title: 'Une clé n’était pas la bonne',
			text: 'Ce téléphone ne s’en sert pas. Parlez avec la personne qui mène avec vous : a-t-elle changé quelque chose ?'
		},
		ChainForked: {
			title: 'Une personne raconte deux histoires',
			text: 'Ce téléphone n’ajoute plus rien venant d’elle. Ce qui était là reste. Appelez-la : son téléphone est-il encore dans ses mains ?'
		},
		ServerForgot: {
			title: 'Le serveur a perdu des envois',
			text: 'Vous n’avez rien à faire : ce téléphone envoie de nouveau ce qui manque. Si cela revient, dites-le à votre organisation.'
		},
		DeviceCloned: {
			title: 'Quelqu’un écrit à votre place',
			text: 'Un autre téléphone se sert du nom de celui-ci. Cela arrive si le téléphone a été copié. Ce téléphone n’envoie plus rien. Parlez tout de suite à votre organisation, de vive voix : elle peut l’enlever et vous inviter de nouveau.'
		},
		PastCutOff: {
			title: 'Des mots venus trop tard',
			text: 'Une personne enlevée avait encore écrit. Regardez les dernières séances avec la personne qui mène avec vous.'
		},
		NotAllowed: {
			title: 'Quelqu’un a écrit là où son rôle ne le permet pas',
			text: 'Rien n’en a été pris. Appelez cette personne : est-ce bien elle ? Sinon, dites-le à votre organisation.'
		},
		AppOutdated: {
			title: 'Une version plus récente de Cercle écrit',
			text: 'Ce téléphone ne sait pas encore la lire. Ouvrez Cercle avec du réseau et prenez la nouvelle version.'
		},
		PicturesUntrue: {
			title: 'Les images n’ont pas pu être vérifiées',
			text: 'Ce que le serveur a donné n’est pas ce que l’invitation promet. Arrêtez avec cette invitation. Parlez de vive voix avec la personne qui vous invite.'
		},
		InviteTried: {
			title: 'Quelqu’un d’autre a essayé une invitation',
			text: 'Comparez bien les images avant de dire oui. Si vous avez un doute, annulez l’invitation et faites-en une autre.'
		},
		RootKeyUsed: {
			title: 'La clé de secours a été utilisée',
			text: 'Les personnes qui gardent la clé de secours ont fait entrer un téléphone qui gère l’organisation. Si tous les téléphones de gestion étaient perdus, c’est normal. Sinon, parlez-en tout de suite, de vive voix.'
		}
	},
	heard: {
		title: 'Dernières nouvelles',
		text: 'Le jour où quelque chose est arrivé de chaque personne.',
		never: 'Pas encore',
		nobody: 'Il n’y a encore personne d’autre dans l’organisation.',
		unnamed: 'Sans nom',
		mine: 'Votre autre téléphone'
	}
} as const;
