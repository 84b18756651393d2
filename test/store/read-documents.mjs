// `node read-documents.mjs FOLDER shelf|documentsOf|documentsDue`: reads the documents of the shelf `line` that way; exit 1
// and the error's code on stderr when it fails.
import { openEmbeddedStore } from '../../dist/engine/store/embedded-store.js';

const [, , path, how] = process.argv;
const reading = {
  shelf: (store) => all(store.shelf('line')),
  documentsOf: (store) => store.documentsOf('line', 'anna'),
  documentsDue: (store) => store.documentsDue('line', Date.now(), 100_000),
};
try {
  const store = openEmbeddedStore({ path, readOnly: true });
  process.stdout.write(`${(await reading[how](store)).length}\n`);
  await store.close();
} catch (error) {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}

async function all(batches) {
  const documents = [];
  for await (const batch of batches) documents.push(...batch);
  return documents;
}
