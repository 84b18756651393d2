// `node read-heads.mjs FOLDER`: one line `NUMBER VERSION` a head; exit 1 and the error's code on stderr when it fails.
import { openEmbeddedStore } from '../../dist/engine/store/embedded-store.js';

try {
  const store = openEmbeddedStore({ path: process.argv[2], readOnly: true });
  for await (const batch of store.scan()) {
    for (const { record } of batch) process.stdout.write(`${record.number} ${record.version}\n`);
  }
  await store.close();
} catch (error) {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
