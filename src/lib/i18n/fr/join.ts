export const join = {
	title: 'Rejoindre une organisation',
	needNotebook:
		'Il vous faut d’abord un carnet sur ce téléphone, avec un code à vous. Cela prend trois minutes. L’invitation attend.',
	needOpen: 'Ouvrez d’abord votre carnet. L’invitation attend.',
	open: 'Ouvrir mon carnet',
	begin: 'Commencer',
	iphone:
		'Sur un iPhone, Cercle de l’écran d’accueil et Safari sont deux carnets séparés. Si Cercle est sur l’écran d’accueil, ouvrez-le là et scannez le code.',
	how: 'Demandez à la personne qui vous invite de montrer son code.',
	camera:
		'Le téléphone va demander d’ouvrir l’appareil photo. Il sert à lire le code. Aucune photo n’est gardée ni envoyée.',
	scan: 'Scanner le code',
	orPaste: 'Coller une invitation',
	paste: 'L’invitation reçue',
	pasteHint: 'Collez le texte entier.',
	read: 'Lire l’invitation',
	looking: 'Mettez le code dans le carré.',
	video: 'Image de l’appareil photo',
	stop: 'Arrêter',
	problem: {
		CameraRefused:
			'Le navigateur n’a pas le droit d’ouvrir l’appareil photo. Vous pouvez le permettre dans les réglages du téléphone, ou coller l’invitation.',
		CameraMissing: 'Aucun appareil photo n’est utilisable ici. Collez l’invitation.',
		CameraBusy:
			'L’appareil photo ne s’ouvre pas. Fermez les autres applications et essayez encore, ou collez l’invitation.'
	},
	elsewhere: 'Cette invitation est pour une autre adresse : {{origin}}. Ouvrez Cercle à cette adresse pour la prendre.',
	meaningTitle: 'Avant de dire oui',
	asked: 'On vous propose : {{roles}}',
	nothing: 'L’organisation ne voit rien de votre carnet, tant que vous ne partagez pas un groupe.',
	choose: 'Vous choisissez groupe par groupe. Avant, vous voyez exactement ce qui part.',
	seen: 'Les autres voient votre nom choisi, votre rôle, et quand ce téléphone a donné des nouvelles.',
	erase:
		'L’organisation peut enlever ce téléphone. Alors tout ce carnet s’efface, même ce que vous n’avez pas partagé.',
	details: 'Pour vérifier',
	server: 'Adresse : {{origin}}',
	organisation: 'Organisation : {{id}}',
	join: 'Rejoindre',
	waitingTitle: 'Comparez les images',
	waiting:
		'L’autre téléphone doit montrer ces quatre images, dans cet ordre. Montrez cet écran, ou dites les images de vive voix.',
	moment: 'Un petit moment : les images arrivent quand l’autre téléphone a répondu. Laissez cet écran ouvert.',
	momentLabel: 'On attend les images…',
	waitingFor: 'On attend la confirmation de l’autre téléphone…',
	differ: 'Si les images sont différentes, arrêtez.',
	pictures: 'Les quatre images',
	cancel: 'Arrêter',
	endedTitle: 'L’entrée n’a pas eu lieu',
	ended: 'L’invitation n’a pas été confirmée. Rien n’a été partagé. Demandez une nouvelle invitation.',
	doneTitle: 'Vous y êtes',
	done: 'Votre carnet est dans l’organisation. Rien n’est encore partagé.',
	doneSecond: 'Ce téléphone garde maintenant le même carnet que l’autre. Ce qui y était arrive tout seul.',
	share: 'Que voulez-vous partager ?',
	later: 'Plus tard',
	already: 'Ce carnet est déjà dans une organisation.',
	seePeople: 'Voir l’organisation'
} as const;
