/** Four pictures that join somebody’s first and last answers. */
export const pictureCode = {
	told: 'À la fin, chaque personne peut ajouter 4 images, si elle veut. Ne choisissez pas avec elle.',
	title: 'Encore une chose, si vous voulez',
	ready: 'Vos réponses sont prêtes. Vous pouvez finir maintenant.',
	entry:
		'Vous pouvez aussi choisir 4 images. La dernière fois, vous choisissez les mêmes. Alors, vos premières et vos dernières réponses peuvent être mises côte à côte, pour voir ce qui a changé.',
	exit: 'La première fois, vous avez peut-être choisi 4 images. Si vous choisissez les mêmes, vos premières et vos dernières réponses peuvent être mises côte à côte, pour voir ce qui a changé.',
	noName: 'Votre nom n’est écrit nulle part. Un résultat est montré seulement pour 10 personnes ou plus, ensemble.',
	careTitle: 'Ce n’est pas tout à fait sans trace',
	care: 'Les 4 images sont comme un faux nom. Vos réponses sont alors « pseudonymes » : sans votre nom, mais avec un signe qui revient. Une personne de l’organisation qui veut faire du mal, et qui connaît vos images, pourrait reconnaître vos réponses.',
	leaving:
		'Vous êtes toujours là ? Sinon, dans un instant, vos réponses sont rendues sans images et l’écran redevient vide.',
	without: 'Finir sans images',
	choose: 'Choisir 4 images',
	again: 'Choisir mes 4 images',
	pickTitle: 'Choisissez 4 images',
	pickText:
		'Prenez des images que vous n’oublierez pas. L’ordre compte. La même image peut revenir. Ne les dites à personne.',
	againTitle: 'Vos 4 images',
	againText: 'Les mêmes que la première fois, dans le même ordre.',
	forgot: 'Je ne sais plus. Finir sans images',
	finish: 'Finir avec ces images'
} as const;
