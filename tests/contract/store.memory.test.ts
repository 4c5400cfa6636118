import { newMemoryPhone } from './phone';
import { storeContract } from './store.contract';

storeContract(newMemoryPhone);
