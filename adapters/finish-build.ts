/**
 * What the compiler does not do (`npm run build` runs this after it): the files that are read beside the code, and
 * the command in this checkout, so that `npx instrada` finds it.
 */
import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const dist = new URL('../', import.meta.url);
const checkout = new URL('../', dist);
const command = new URL('node_modules/.bin/instrada', checkout);

cpSync(new URL('engine/store/lua', checkout), new URL('engine/store/lua', dist), { recursive: true });
cpSync(new URL('adapters/demo/call.xml', checkout), new URL('adapters/demo/call.xml', dist));
chmodSync(new URL('adapters/main.js', dist), 0o755);
mkdirSync(new URL('.', command), { recursive: true });
rmSync(command, { force: true });
symlinkSync('../../dist/adapters/main.js', fileURLToPath(command));
