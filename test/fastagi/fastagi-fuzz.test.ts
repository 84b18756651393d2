import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { propertySeed } from '../property/seed.ts';
import { agiVariables } from './asterisk-peer.ts';
import { ask, start } from './fastagi-node.ts';

const LINES = [...agiVariables(), '', 'HANGUP', '200 result=1', '200 result=-1', '200 result=', '510 x', '511 x'];
const PIECES = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...LINES, '520-x', '520 x').map((line) => `${line}\n`) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom('\n', '\r', '\0', 'agi_', 'agi_x:', ': ', '\n\n') },
);

test('any bytes, in any pieces: every connection ends, every command is whole, and the next call is answered', async () => {
  const node = await start({ limits: { callMs: 40, replyMs: 40 } });
  await fc.assert(
    fc.asyncProperty(fc.array(PIECES, { maxLength: 40 }), async (pieces) => {
      const said = await talk(node.server, pieces);
      for (const command of said.split('\n').slice(0, -1)) {
        expect(command).toMatch(/^SET VARIABLE INSTRADA_\w+ "([^"\\]|\\.)*"$/);
      }
      expect(said === '' || said.endsWith('\n')).toBe(true);
    }),
    { seed: propertySeed('fastagi'), numRuns: 150 },
  );
  expect((await ask(node)).variables.INSTRADA_OUTCOME).toBe('route');
}, 60_000);

/** Sends the pieces one by one, and answers with all that the server said until it ended. */
function talk(to: { readonly host: string; readonly port: number }, pieces: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(to);
    let said = '';
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
    socket.on('connect', () => {
      for (const piece of pieces) socket.write(piece);
    });
  });
}
