import { newMemoryPhone } from './phone';
import { profilesContract } from './profiles.contract';

profilesContract(newMemoryPhone);
