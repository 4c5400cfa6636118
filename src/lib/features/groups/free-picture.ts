import { isHere, type Member } from '$lib/domain/member';
import { pictureIds, type PictureId } from '$lib/domain/picture';

/**
 * The pictures a new member of the group may have: those nobody has, else those nobody has who still comes, else all.
 * Never empty.
 */
export function freePictures(members: readonly Member[]): readonly PictureId[] {
	const without = (taken: readonly Member[]) => {
		const pictures = new Set(taken.map((member) => member.picture));
		return pictureIds.filter((id) => !pictures.has(id));
	};
	const free = without(members);
	if (free.length > 0) return free;
	const unused = without(members.filter(isHere));
	return unused.length > 0 ? unused : pictureIds;
}
