import { today } from './today';
import { groups } from './groups';
import { sessions } from './sessions';
import { player } from './player';
import { attendance } from './attendance';
import { summary } from './summary';
import { history } from './history';
import { settings } from './settings';
import { organisation } from './organisation';
import { join } from './join';
import { sharing } from './sharing';
import { review } from './review';
import { desk } from './desk';
import { concern } from './concern';
import { safeguarding } from './safeguarding';
import { dashboard } from './dashboard';
import { support } from './support';
import { sync } from './sync';
import { backup } from './backup';
import { services } from './services';
import { administration } from './administration';
import { questionnaires } from './questionnaires';
import { importing } from './import';
import { exporting } from './export';

export const texts = {
	today,
	groups,
	sessions,
	player,
	attendance,
	summary,
	history,
	settings,
	organisation,
	join,
	sharing,
	review,
	desk,
	concern,
	safeguarding,
	dashboard,
	support,
	sync,
	backup,
	services,
	administration,
	questionnaires,
	import: importing,
	export: exporting
} as const;
