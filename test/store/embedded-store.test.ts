import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../engine/store/embedded-store.ts';
import { describeStoreContract } from './contract.ts';

let path = '';
describeStoreContract('the embedded store', {
  open: async () => {
    path = mkdtempSync(join(tmpdir(), 'instrada-store-'));
    return openEmbeddedStore({ path });
  },
  reopen: async () => openEmbeddedStore({ path }),
  clean: async () => rmSync(path, { recursive: true, force: true }),
});
