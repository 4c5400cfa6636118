import { isThemeId } from '$lib/domain/summary';
import type { Runtime } from '$lib/runtime/create-runtime';
import { Inbox } from './inbox.svelte';

/** The inbox of this tab's notebook. */
export const createInbox = ({ append, clock, door, organisation, language }: Runtime): Inbox =>
	new Inbox({
		...{ append, clock, door, organisation },
		themeWords: (theme) => (isThemeId(theme) ? language.t(`summary:theme.${theme}`) : theme)
	});

/** Whether this page is for her: only a supervisor of the organisation has a desk. */
export const hasDesk = ({ organisation }: Pick<Runtime, 'organisation'>): boolean =>
	organisation.state === 'member' && organisation.roles.includes('supervisor');
