export const concern = {
	title: 'Confier une inquiétude',
	link: 'Confier une inquiétude',
	linkDetail: 'Quand vous avez peur pour quelqu’un',
	step: 'Étape {{at}} sur {{all}}',
	help: {
		title: 'D’abord, la personne',
		intro: 'Un message peut attendre des heures. Un appel, non.',
		stay: 'Restez avec la personne, ou demandez à quelqu’un de rester.',
		place: 'Si vous le pouvez, allez là où il y a du monde.',
		call: 'En danger : appelez le numéro d’urgence de votre pays. En Europe, le 112.',
		vietnam: 'Au Viet Nam : le 113 (police), le 115 (ambulance), le 111 (écoute gratuite, jour et nuit).',
		person: 'Appelez la personne de l’organisation qui vous accompagne. C’est aussi son rôle.',
		trace: 'Un appel peut rester dans la liste des appels. Effacez-le si quelqu’un regarde votre téléphone.',
		then: 'Et ensuite',
		thenText: 'Quand personne n’est en danger tout de suite, vous pouvez l’écrire en trois étapes.',
		go: 'L’écrire maintenant',
		alone: 'Il n’y a personne à qui l’envoyer',
		aloneText:
			'Ce carnet ne fait partie d’aucune organisation. Parlez de vive voix à quelqu’un en qui vous avez confiance.',
		nobody: 'L’organisation n’a encore nommé personne pour cela',
		nobodyText:
			'Rien ne peut partir d’ici. Appelez la personne qui vous accompagne, et demandez qui s’occupe de la protection.'
	},
	memory: 'Rien n’est enregistré avant l’envoi. Si le carnet se ferme, ces mots disparaissent.',
	what: {
		title: 'Que s’est-il passé ?',
		hint: 'Choisissez ce qui s’en approche le plus.',
		serious: 'Quand faut-il agir ?',
		callToo: 'Appelez aussi. Ce message peut attendre le réseau, pas la personne.',
		when: 'C’était quand ?',
		missing: 'Choisissez ce qui s’est passé, et quand il faut agir.'
	},
	category: {
		'distress-there': 'Grande détresse pendant la séance',
		'distress-after': 'Grande détresse après la séance',
		'talk-of-dying': 'Parle de mourir',
		'self-harm': 'S’est fait du mal',
		attempt: 'A essayé de mourir',
		violence: 'Violence ou menace',
		pressure: 'Pression de la famille, ou de gens qu’on a fuis',
		breach: 'Un secret du groupe est sorti',
		conduct: 'Conduite de qui mène le groupe',
		medical: 'Problème de santé',
		left: 'Départ à cause du groupe',
		other: 'Autre chose'
	},
	serious: { urgent: 'Maintenant', soon: 'Bientôt', wait: 'Cela peut attendre' },
	seriousDetail: {
		urgent: 'Quelqu’un peut être en danger',
		soon: 'Dans les jours qui viennent',
		wait: 'Mais il faut que cela se sache'
	},
	happened: { today: 'Aujourd’hui', yesterday: 'Hier', week: 'Ces derniers jours', earlier: 'Il y a plus longtemps' },
	happenedBack: { today: 'Le jour même', yesterday: 'La veille', week: 'Les jours d’avant', earlier: 'Plus tôt' },
	acts: {
		title: 'Qu’avez-vous déjà fait ?',
		hint: 'Rien encore ? Laissez vide.',
		told: 'Qui le sait déjà ?',
		known: 'La personne sait-elle que vous l’écrivez ?',
		knownAdvice: 'Si c’est sans danger, dites-lui ce que vous envoyez, et à qui.',
		related: 'Est-ce lié au groupe ?',
		words: 'En quelques mots',
		wordsHint: 'C’est vous qui décidez d’écrire un nom choisi ou non. Jamais de numéro ni d’adresse.',
		named: 'Il y a ici un nom choisi du carnet. Gardez-le si l’organisation doit savoir de qui il s’agit.',
		contact: 'Cela ressemble à un numéro ou à une adresse. De vive voix, c’est plus sûr.',
		room_one: 'Encore de la place pour environ {{count}} lettre.',
		room_other: 'Encore de la place pour environ {{count}} lettres.',
		tooLong_one: 'Environ {{count}} lettre de trop. Rien n’est perdu : raccourcissez un peu.',
		tooLong_other: 'Environ {{count}} lettres de trop. Rien n’est perdu : raccourcissez un peu.'
	},
	done: {
		stayed: 'Rester avec la personne',
		'safe-place': 'Aller dans un lieu sûr',
		emergency: 'Appeler les urgences',
		care: 'Voir un soignant',
		trusted: 'Appeler quelqu’un de confiance',
		'next-contact': 'Convenir d’un prochain contact',
		other: 'Autre chose'
	},
	told: {
		colleague: 'Qui mène avec moi',
		organisation: 'L’organisation, de vive voix',
		emergency: 'Les urgences',
		care: 'Un soignant',
		'close-person': 'Un proche de la personne',
		other: 'Quelqu’un d’autre'
	},
	related: { yes: 'Oui', unsure: 'Je ne sais pas', no: 'Non' },
	nothing: 'Rien de noté',
	notSaid: 'Pas dit',
	text: {
		serious: 'Agir',
		when: 'Quand',
		done: 'Déjà fait',
		told: 'Déjà au courant',
		known: 'La personne sait que c’est écrit',
		related: 'Lié au groupe',
		words: 'Quelques mots'
	},
	look: {
		title: 'Relisez avant d’envoyer',
		exactly: 'Voici tout ce qui part. Ni le nom du groupe, ni la séance.',
		to: 'À qui',
		toCount_one: 'Seul cet appareil peut l’ouvrir :',
		toCount_other: 'Seuls ces {{count}} appareils peuvent l’ouvrir :',
		fromYou: 'Votre nom dans l’organisation part avec.',
		conduct: 'Si l’une de ces personnes est en cause, n’envoyez pas. Parlez de vive voix à quelqu’un d’autre.',
		noCopy: 'Ne pas garder de copie sur ce téléphone',
		noCopyHint: 'Après l’envoi, on ne peut plus rien relire ici. Vous ne verrez pas non plus si c’est arrivé.',
		send: 'Envoyer'
	},
	sent: {
		title: 'C’est confié',
		text: 'Le message est fermé à clé. Il part avec la prochaine connexion.',
		kept: 'Une copie reste dans votre carnet. Vous y verrez quand il est arrivé.',
		notKept: 'Aucune copie ne reste sur ce téléphone.',
		copyFailed: 'Le message part, mais la copie n’a pas pu être gardée ici.',
		urgent: 'Si c’est urgent, appelez aussi.',
		you: 'Et vous ?',
		youText: 'C’était peut-être lourd à porter. Prenez un moment. Parlez-en à quelqu’un.',
		home: 'Revenir à l’accueil'
	},
	leave: {
		title: 'Partir sans envoyer ?',
		text: 'Ce que vous avez écrit n’est gardé nulle part.',
		yes: 'Partir et tout effacer',
		no: 'Rester ici'
	},
	mine: {
		title: 'Ce que vous avez confié',
		detail: '{{serious}} · {{day}}',
		unreadable: 'Écrit avec une autre version',
		waiting: 'Pas encore de signe que c’est arrivé.',
		arrived: 'Arrivé chez {{name}} le {{day}}',
		drop: 'Enlever ma copie',
		dropTitle: 'Enlever votre copie ?',
		dropText:
			'Elle ne se voit plus sur ce téléphone. Ce qui est parti reste chez les personnes chargées de la protection.'
	},
	request: {
		title: 'Quelqu’un voudrait parler',
		link: 'Quelqu’un voudrait parler',
		linkDetail: 'Noter une demande, avec la personne',
		intro: 'Quand une personne dit « je voudrais que quelqu’un me parle », notez-le avec elle.',
		apart: 'Les réponses anonymes restent anonymes. Cette demande n’a aucun lien avec elles.',
		none: 'Aucune demande',
		waiting: 'Attend depuis le {{day}}',
		talked: 'Quelqu’un lui a parlé le {{day}}',
		by: { facilitator: 'Avec vous, qui menez le groupe', organisation: 'Avec l’organisation' },
		gone: 'Une personne qui n’est plus ici',
		markTalked: 'On lui a parlé',
		withdraw: 'Retirer',
		withdrawTitle: 'Retirer cette demande ?',
		withdrawText:
			'Elle disparaît de ce carnet. Ce qui est déjà parti pour l’organisation ne peut pas être repris : dites-le-lui.',
		add: 'Noter une demande',
		who: 'Qui demande ?',
		nobody: 'Ajoutez d’abord des personnes au groupe.',
		wants: 'Avec qui parler ?',
		wantsDetail: {
			facilitator: 'Cela reste dans ce carnet.',
			organisation: 'Le nom choisi part pour les personnes chargées de la protection.'
		},
		organisationNobody: 'L’organisation n’a encore nommé personne pour cela.',
		readTitle: 'À lire ensemble, à voix haute',
		read: {
			facilitator:
				'« Je voudrais que quelqu’un me parle. Mon nom choisi est noté dans ce carnet. Les personnes qui mènent le groupe le voient. Je peux changer d’avis. »',
			organisation:
				'« Je voudrais que quelqu’un de l’organisation me parle. Mon nom choisi est noté dans ce carnet et envoyé. On me joint par la personne qui mène le groupe. Je peux changer d’avis. »'
		},
		aloud: 'Écouter',
		reach: 'Comment joindre la personne n’est écrit nulle part. Vous le savez, cela suffit.',
		yes: 'La personne dit oui',
		no: 'Ne rien noter',
		saved: 'C’est noté.',
		savedSent: 'C’est noté, et part avec la prochaine connexion.',
		already: 'Cette demande est déjà notée.',
		mayAsk: 'Envie de parler à quelqu’un ? Dites-le à la personne qui mène le groupe. Ce n’est noté nulle part ici.'
	}
} as const;
