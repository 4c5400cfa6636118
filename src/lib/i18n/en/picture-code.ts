/** Four pictures that join somebody’s first and last answers. */
export const pictureCode = {
	told: 'At the end, each person may add 4 pictures, if she wants to. Do not choose with her.',
	title: 'One more thing, if you like',
	ready: 'Your answers are ready. You can finish now.',
	entry:
		'You can also choose 4 pictures. The last time, you choose the same ones. Then your first and your last answers can be put side by side, to see what has changed.',
	exit: 'The first time, you may have chosen 4 pictures. If you choose the same ones, your first and your last answers can be put side by side, to see what has changed.',
	noName: 'Your name is not written anywhere. A result is only shown for 10 people or more, together.',
	careTitle: 'This is not quite without a trace',
	care: 'The 4 pictures are like a made-up name. Your answers are then “pseudonymous”: without your name, but with a sign that comes back. A person in the organisation who wants to do harm, and knows your pictures, could recognise your answers.',
	leaving:
		'Are you still there? If not, your answers are handed in without pictures in a moment, and the screen goes blank.',
	without: 'Finish without pictures',
	choose: 'Choose 4 pictures',
	again: 'Choose my 4 pictures',
	pickTitle: 'Choose 4 pictures',
	pickText: 'Take pictures you will not forget. The order counts. The same one may come again. Tell nobody.',
	againTitle: 'Your 4 pictures',
	againText: 'The same as the first time, in the same order.',
	forgot: 'I do not remember. Finish without pictures',
	finish: 'Finish with these pictures'
} as const;
