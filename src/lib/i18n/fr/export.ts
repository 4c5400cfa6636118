export const exporting = {
	title: 'Fichiers pour d’autres programmes',
	text: 'Ces fichiers contiennent les séances et les réponses que montre cet écran, rien de plus. Ce qui est caché ici n’est dans aucun.',
	xlsx: 'Enregistrer en classeur (XLSX)',
	fhir: 'Enregistrer les sommes en FHIR',
	fhirAnswers: 'Enregistrer les réponses en FHIR',
	fhirAnswersText:
		'Dans ce fichier, les réponses de tout le monde sont ensemble, comme ici : combien de fois chacune a été donnée. Il n’y a ni personne, ni date.',
	open: 'Les fichiers ne sont pas fermés à clé : rangez-les en lieu sûr.',
	naming: { title: 'Dans les tableaux', labels: 'Des mots', names: 'Des noms de programme' },
	sheet: { tables: 'Tableaux', figures: 'Chiffres', codebook: 'Noms expliqués' },
	column: { name: 'Nom', label: 'Sens', from: 'De', to: 'À', value: 'Nombre' },
	figure: {
		held: 'Séances tenues',
		cancelled: 'Séances annulées',
		answers: 'Réponses : {{questionnaire}}',
		option: '{{question}} : {{option}} ({{questionnaire}})'
	},
	dhis2: {
		title: 'Pour DHIS2',
		text: 'Dites comment chaque nombre s’appelle là-bas. Un nombre sans nom n’est pas envoyé.',
		scheme: 'Noms dans DHIS2',
		uid: 'Identifiants (11 signes)',
		code: 'Codes',
		frequency: 'L’ensemble de données se remplit',
		month: 'Chaque mois',
		quarter: 'Chaque trimestre',
		dataSet: 'Ensemble de données',
		orgUnit: 'Unité d’organisation',
		wrongUid: '11 lettres et chiffres, une lettre d’abord',
		wrongCode: '50 signes au plus',
		sessions: 'Séances',
		elements: 'Éléments de données',
		none: 'Il n’y a aucun nombre pour cette durée.',
		twice: 'Deux nombres ont ce nom',
		todo: 'Pour enregistrer : remplissez l’ensemble de données, l’unité d’organisation et au moins un élément. Aucun nom ne doit être faux ni double.',
		question: '{{question}} ({{questionnaire}})',
		save: 'Enregistrer pour DHIS2 (JSON)',
		try: 'Essayer d’abord',
		dryRun:
			'Sur un ordinateur, cette ligne demande à DHIS2 ce qu’il ferait du fichier. Elle n’y change rien. Remplacez NAME et SERVER ; le mot de passe est demandé après.',
		copy: 'Copier la ligne',
		copied: 'Copié.',
		kept: 'Ces noms restent dans votre carnet, pour la prochaine fois.'
	}
};
