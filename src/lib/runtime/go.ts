import { goto } from '$app/navigation';
import { address, type Path } from './address';

/** Shows another screen in place of this one. Resolves when it is drawn. See [Note: The address bar says nothing]. */
export const go = (path: Path): Promise<void> => goto(address(path), { replaceState: true });
