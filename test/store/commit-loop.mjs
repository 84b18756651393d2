// A process that publishes until it is killed: `node commit-loop.mjs FOLDER`. Each acknowledged commit is one line
// `version NUMBER VERSION` on stdout, each document `document KEY REVISION`, written synchronously, so that a line the
// parent has read is an acknowledgement that was given. Plans, artifacts and documents are those of sample-commits.ts; the test compares them, so the two cannot drift apart.
import { writeSync } from 'node:fs';
import { openEmbeddedStore } from '../../dist/engine/store/embedded-store.js';

const NUMBERS = ['800000001', '800000002', '840123456'];

const store = openEmbeddedStore({ path: process.argv[2] });
await Promise.all([...NUMBERS.map(publishForever), ...NUMBERS.map(writeForever)]);

async function publishForever(number) {
  let version = (await store.head(number))?.version ?? 0;
  for (;;) {
    // Now and then several versions in one go, as `publish FILE…` does.
    const count = version % 5 === 0 ? 3 : 1;
    const commits = Array.from({ length: count }, (_, index) => commitOf(number, version + 1 + index));
    for (const result of await store.commitMany(commits)) {
      if (!result.ok) throw result.error;
      version = result.record.version;
      writeSync(1, `version ${number} ${version}\n`);
    }
  }
}

async function writeForever(key) {
  let revision = (await store.document('line', key))?.revision ?? 0;
  for (;;) {
    ({ revision } = await store.writeDocument(writeOf('line', key, revision + 1)));
    writeSync(1, `document ${key} ${revision}\n`);
  }
}

function commitOf(number, version) {
  return {
    number,
    expectedVersion: version - 1,
    record: {
      hash: `${number}${version}`.padStart(64, '0'),
      withdrawn: false,
      actor: 'loop',
      atMs: 1_790_000_000_000 + version,
      note: '',
    },
    planText: JSON.stringify({ label: `Città ☎ ${'x'.repeat(version % 97)}`, number, version }),
    artifact: artifactOf(number, version, 550),
    document: writeOf('control', number, version),
  };
}

function writeOf(shelf, key, revision) {
  return {
    shelf,
    key,
    expectedRevision: revision - 1,
    text: JSON.stringify({ key, revision, label: `Però ☎ ${'y'.repeat(revision % 89)}` }),
    owner: 'anna',
    dueMs: undefined,
    journal: [`${key} ${revision} prima`, `${key} ${revision} dopo`],
  };
}

function artifactOf(number, version, length) {
  const bytes = new Uint8Array(length);
  let state = (Number(number) ^ Math.imul(version, 0x9e3779b1)) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
