/** How the facilitator is, from struggling to well; `key` names its words. */
export const faces = [
	{ value: 1, symbol: 'face-1', key: 'hard' },
	{ value: 2, symbol: 'face-2', key: 'low' },
	{ value: 3, symbol: 'face-3', key: 'fair' },
	{ value: 4, symbol: 'face-4', key: 'well' }
] as const;

/** The drawing of a face, or undefined for none. */
export const faceOf = (value: number | null) => faces.find((face) => face.value === value);
