import { createClock } from '$lib/base/clock';
import { createRandom } from '$lib/base/random';
import { createKdf, type Kdf } from '$lib/crypto/kdf';
import { createProfiles, type Profiles } from '$lib/storage/profiles';
import { createStoreDirectory } from '$lib/storage/tables';
import { createWriterLock } from '$lib/storage/writer-lock';
import { sampleSecrets } from './sample-secret';

/** What opens vaults: storage and cipher, fetched only when somebody wants to come in. */
export interface Opening {
	readonly profiles: Profiles;
	readonly kdf: Kdf;
}

/** Puts the vaults of this browser together. `onwritten` is called after this tab wrote. */
export function openProfiles(onwritten: (vaultId: string) => void): Opening {
	const kdf = createKdf();
	kdf.warm();
	const profiles = createProfiles({
		directory: createStoreDirectory(localStorage),
		kdf,
		clock: createClock(),
		random: createRandom(),
		writerLock: createWriterLock(navigator.locks),
		published: Object.values(sampleSecrets),
		onwritten
	});
	return { profiles, kdf };
}
