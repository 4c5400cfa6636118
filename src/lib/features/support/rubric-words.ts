import type { Translate } from '$lib/i18n';
import type { FileFault } from './rubric-shelf.svelte';

/** What is wrong with a file, and where. */
export function faultWords(t: Translate, fault: FileFault): string {
	switch (fault.type) {
		case 'FileUnreadable':
			return t('support:rubric.unreadable');
		case 'VersionTaken':
			return t('support:rubric.versionTaken', { version: fault.version });
		case 'RubricMalformed':
			return t(`support:rubric.fault.${fault.fault}`, { path: fault.path || t('support:rubric.whole') });
	}
}
