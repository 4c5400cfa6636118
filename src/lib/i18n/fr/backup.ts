export const backup = {
	title: 'Copie de secours',
	detail: 'Un fichier fermé à clé, si le téléphone se perd',
	intro:
		'Une copie de tout votre carnet, dans un fichier fermé à clé. Si le téléphone se perd ou se casse, vous reprenez tout ailleurs.',
	point: {
		key: 'Une longue clé ouvre le fichier. Elle n’est montrée qu’une seule fois : vous l’écrivez sur papier.',
		apart: 'Le fichier et le papier ne restent jamais ensemble. Qui a les deux lit tout.',
		again: 'Une copie s’arrête au jour où elle est faite. Refaites-en une de temps en temps.'
	},
	organisation: 'L’organisation peut aussi l’ouvrir',
	organisationHint:
		'Utile si vous perdez le papier. Mais les personnes qui gardent la clé de l’organisation pourront tout lire, aussi ce que vous n’avez pas partagé.',
	make: 'Faire une copie',
	making: 'La copie se fait…',
	restoreInstead: 'Reprendre une copie',
	secondPhone: 'Un deuxième téléphone',
	secondPhoneDetail: 'Il garde le même carnet, toujours à jour',
	organisationKey: {
		title: 'Clé des copies de l’organisation',
		text: 'Chaque personne peut faire une copie de secours de son carnet. Avec cette clé, l’organisation peut aussi l’ouvrir, si le papier de la personne est perdu.',
		opens: 'Qui a cette clé et le fichier d’une personne lit tout son carnet, aussi ce qui n’est pas partagé.',
		choice: 'La personne choisit à chaque copie si l’organisation peut l’ouvrir. Sans son oui, la clé n’ouvre rien.',
		not: 'La clé n’ouvre aucun téléphone et rien de ce qui passe par le réseau.',
		paper:
			'Elle n’est montrée qu’une fois. Vous l’écrivez sur papier et vous la gardez loin des fichiers. Le mieux : une personne garde la clé, une autre les fichiers.',
		there:
			'L’organisation a déjà une clé. Une nouvelle clé vaut pour les prochaines copies. Les anciennes s’ouvrent seulement avec l’ancienne clé : gardez son papier.',
		admins: 'Seules les personnes qui gèrent l’organisation peuvent faire cette clé.',
		make: 'Faire la clé',
		replace: 'Faire une nouvelle clé',
		keyText:
			'Elle ouvre toutes les copies faites aussi pour l’organisation à partir de maintenant. Elle ne sera plus jamais montrée.',
		leaveText:
			'La clé ne sera plus jamais montrée. Sans elle, l’organisation ne peut ouvrir aucune copie : il faudra en faire une nouvelle.',
		done: 'La clé est sur votre papier. Elle n’est plus sur ce téléphone. À partir de maintenant, chaque personne peut la choisir pour ses copies.'
	},
	key: {
		title: 'Écrivez cette clé',
		text: 'Avec elle seule s’ouvrent vos copies, celle-ci et les prochaines. Elle ne sera plus jamais montrée.',
		label: 'Votre clé',
		how: 'Recopiez-la sur papier, groupe par groupe. Pas de photo, pas de message. Gardez le papier loin du téléphone et loin du fichier.',
		home: 'Un papier à la maison peut être trouvé. Une personne de confiance peut le garder pour vous.',
		written: 'Je l’ai écrite',
		prove: 'Vérifier le papier',
		proveText: 'Regardez votre papier et écrivez le dernier groupe de la clé.',
		last: 'Dernier groupe',
		differs: 'Ce n’est pas pareil. Regardez bien votre papier, ou revoyez la clé.',
		look: 'Revoir la clé',
		check: 'Vérifier',
		leaveTitle: 'Partir sans la clé ?',
		leaveText: 'La clé ne sera plus jamais montrée. Sans elle, personne ne peut ouvrir vos copies.',
		stay: 'Continuer',
		leave: 'Partir quand même'
	},
	save: {
		title: 'Gardez le fichier',
		text: 'Son nom ne dit rien. Sans la clé, personne ne peut le lire.',
		size: 'Taille : {{size}}',
		unit: 'ko',
		where: 'Mettez-le hors de ce téléphone : une clé USB, un ordinateur sûr, un autre téléphone.',
		known: 'La clé est celle que vous avez déjà écrite sur papier.',
		lost: 'J’ai perdu le papier',
		lostText:
			'Faites une nouvelle clé. Les anciens fichiers ne s’ouvrent qu’avec l’ancienne : s’ils ne servent plus, effacez-les.',
		newKey: 'Faire une nouvelle clé',
		now: 'Enregistrer le fichier',
		again: 'Enregistrer encore une fois',
		saved: 'Le fichier est enregistré, avec les téléchargements.',
		apart: 'Rappel : jamais le fichier et le papier au même endroit.',
		done: 'Terminé'
	},
	restore: {
		title: 'Reprendre une copie',
		text: 'Ce qui est dans la copie s’ajoute à ce carnet. Rien de ce carnet n’est effacé.',
		file: 'Le fichier',
		choose: 'Choisir le fichier',
		chosen: 'Fichier choisi : {{name}}',
		other: 'Choisir un autre fichier',
		key: 'La clé, sur votre papier',
		keyHint: 'Elle commence par AGE-SECRET-KEY-. Les espaces ne comptent pas.',
		keyMissing: 'Écrivez la clé entière.',
		fileMissing: 'Choisissez d’abord le fichier.',
		unreadable: 'Le téléphone n’a pas pu lire ce fichier. Choisissez-le encore une fois.',
		look: 'Voir ce qu’elle contient',
		looking: 'La copie s’ouvre…',
		preview: 'Dans cette copie',
		madeOn: 'Faite le {{day}}',
		groups_one: '{{count}} groupe',
		groups_other: '{{count}} groupes',
		people_one: '{{count}} personne',
		people_other: '{{count}} personnes',
		sessions_one: '{{count}} séance',
		sessions_other: '{{count}} séances',
		nothingGone: 'Rien n’a encore changé dans ce carnet.',
		take: 'Tout reprendre',
		taking: 'Le carnet se remplit. Laissez Cercle ouvert…',
		back: 'Choisir autre chose',
		done: 'Tout est là',
		doneText: 'La copie est dans ce carnet.',
		doneNote:
			'Si vous étiez dans une organisation, demandez une nouvelle invitation : ce téléphone est nouveau pour elle.',
		home: 'Aller à l’accueil',
		fromStart: 'J’ai une copie de secours'
	}
} as const;
