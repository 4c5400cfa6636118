/**
 * The 64 pictures of `static/pictures.svg` that an unlock secret is made of, each drawn under the symbol `p-<id>`.
 *
 * The position of a picture is the 6-bit value it stands for in that secret. Moving, removing or replacing one locks
 * people out of what they wrote, so the order is frozen. A drawing may be improved as long as it shows the same thing.
 */
export const pictureIds = [
	'sun',
	'star',
	'cloud',
	'drop',
	'mountain',
	'tree',
	'palm',
	'leaf',
	'flower',
	'cactus',
	'mushroom',
	'fish',
	'bird',
	'cat',
	'elephant',
	'snail',
	'butterfly',
	'turtle',
	'rabbit',
	'crab',
	'bee',
	'frog',
	'apple',
	'banana',
	'pear',
	'cherry',
	'pineapple',
	'carrot',
	'chili',
	'corn',
	'watermelon',
	'egg',
	'bread',
	'grapes',
	'cup',
	'teapot',
	'spoon',
	'pot',
	'basket',
	'lamp',
	'chair',
	'clock',
	'house',
	'bicycle',
	'kite',
	'ball',
	'drum',
	'guitar',
	'book',
	'pencil',
	'peanut',
	'shirt',
	'hat',
	'shoe',
	'sock',
	'glasses',
	'comb',
	'umbrella',
	'envelope',
	'bell',
	'fan',
	'radio',
	'pumpkin',
	'balloon'
] as const;

export type PictureId = (typeof pictureIds)[number];

const known: ReadonlySet<string> = new Set(pictureIds);

/** Returns whether the text names one of the 64 pictures. */
export function isPictureId(value: string): value is PictureId {
	return known.has(value);
}
