// A process that publishes into an embedded store: `node publish-edits.mjs FOLDER COMMIT…`, each commit as JSON, in order.
import { openEmbeddedStore } from '../../dist/engine/store/embedded-store.js';

const store = openEmbeddedStore({ path: process.argv[2] });
for (const text of process.argv.slice(3)) {
  const { planText, artifact, ...commit } = JSON.parse(text);
  await store.commit({
    ...commit,
    planText: planText ?? undefined,
    artifact: artifact === null ? undefined : Buffer.from(artifact, 'base64'),
  });
}
await store.close();
