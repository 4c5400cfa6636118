import { newMemoryPhone } from './phone';
import { vaultContract } from './vault.contract';

vaultContract(newMemoryPhone);
