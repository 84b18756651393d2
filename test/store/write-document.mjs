// `node write-document.mjs FOLDER`: writes one document there, and one line `KEY REVISION`.
import { openEmbeddedStore } from '../../dist/engine/store/embedded-store.js';

const store = openEmbeddedStore({ path: process.argv[2] });
const write = { shelf: 'control', key: '800000001', expectedRevision: 0, text: '', owner: 'anna' };
const { key, revision } = await store.writeDocument({ ...write, dueMs: undefined, journal: [] });
process.stdout.write(`${key} ${revision}\n`);
await store.close();
