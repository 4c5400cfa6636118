import { newDexiePhone } from './dexie-phone';
import { vaultContract } from './vault.contract';

vaultContract(newDexiePhone);
