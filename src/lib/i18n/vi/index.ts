import type { Catalog } from '$lib/i18n/catalog';
import { common } from './common';
import { cover } from './cover';
import { start } from './start';
import { unlock } from './unlock';
import { today } from './today';
import { groups } from './groups';
import { sessions } from './sessions';
import { player } from './player';
import { attendance } from './attendance';
import { summary } from './summary';
import { checkIn } from './check-in';
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
import { ballots } from './ballots';
import { importing } from './import';
import { exporting } from './export';
import { problems } from './problems';
import { pictures } from './pictures';

export const vi = {
	common,
	cover,
	start,
	unlock,
	today,
	groups,
	sessions,
	player,
	attendance,
	summary,
	'check-in': checkIn,
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
	ballots,
	import: importing,
	export: exporting,
	problems,
	pictures
} satisfies Catalog;
