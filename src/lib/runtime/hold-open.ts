/**
 * Screens on which a person writes on paper, or waits for somebody beside her, are left alone longer before they lock: the
 * limits are those of a session.
 */
let holds = 0;

/** Holds the notebook open longer, until the returned function is called. */
export function holdOpen(): () => void {
	let isHeld = true;
	holds += 1;
	return () => {
		if (isHeld) holds -= 1;
		isHeld = false;
	};
}

/** Whether some screen holds it open. */
export const isHeldOpen = (): boolean => holds > 0;
