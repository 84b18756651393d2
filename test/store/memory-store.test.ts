import { createMemoryStore } from '../../engine/store/memory-store.ts';
import { describeStoreContract } from './contract.ts';

describeStoreContract('the memory store', { open: async () => createMemoryStore() });
