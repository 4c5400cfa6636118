import type { fr } from './fr';

declare module 'i18next' {
	interface CustomTypeOptions {
		defaultNS: 'common';
		resources: typeof fr;
		returnNull: false;
	}
}
