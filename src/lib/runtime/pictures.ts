import { pictureIds, type PictureId } from '$lib/domain/picture';
import type { Translate } from '$lib/i18n';

/** A picture as the grid of pictures draws it. */
export interface NamedPicture {
	/** The name of its drawing in `static/pictures.svg`. */
	readonly id: string;
	readonly label: string;
}

/** Pictures with their words, in the order given: all 64, in the order a secret counts them, when none are given. */
export const namedPictures = (t: Translate, ids: readonly PictureId[] = pictureIds): readonly NamedPicture[] =>
	ids.map((id) => ({ id: `p-${id}`, label: t(`pictures:${id}`) }));
