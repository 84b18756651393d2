// A node that fires timers until it is killed: `node timer-node.mjs redis URL` or `embedded FOLDER`. It writes `ready`
// when it runs, and one line for each timer that it fired: `fired NUMBER ID VERSION`.
import { writeSync } from 'node:fs';
import { createEngine, openEmbeddedStore, openRedisStore } from '../../dist/adapters/library/index.js';

const [kind, place] = process.argv.slice(2);
const store =
  kind === 'redis'
    ? openRedisStore({ url: place, minReplicas: 0, commandTimeoutMs: 5_000 })
    : openEmbeddedStore({ path: place });
const engine = await createEngine({
  store,
  onTimer: ({ number, id, outcome, version, why }) =>
    writeSync(1, `${outcome} ${number} ${id} ${version ?? ''} ${why ?? ''}\n`),
});
writeSync(1, 'ready\n');
await engine.control.runTimers(new AbortController().signal);
