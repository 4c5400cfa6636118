import { newDexiePhone } from './dexie-phone';
import { profilesContract } from './profiles.contract';

profilesContract(newDexiePhone);
