import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask, type RequestDraft, request, type SipClient, udpClient } from './sip-client.ts';
import { openRig, type Rig } from './sip-rig.ts';

let rig: Rig;
let client: SipClient;
beforeAll(async () => {
  rig = await openRig({ historyInfo: true });
  client = await udpClient(rig.udp);
});
afterAll(async () => {
  client.close();
  await rig.close();
});

async function historyOf(draft: RequestDraft) {
  const { headers } = await ask(client, request('800100001', draft));
  return { contact: headers.contact?.[0], history: headers['history-info'] };
}

const CONTACT = 'sip:+390212345678@sbc.example.it;user=phone;cause=380';

test.each([
  ['an asker that does not know it', {}, '1', undefined],
  ['an asker that does', { headers: ['Supported: histinfo'] }, '1', ['<sip:800100001@127.0.0.1>;index=1']],
  [
    'entries that end with the number dialled',
    { headers: ['History-Info: <sip:0611111111@x>;index=1, <sip:800100001@y>;index=1.1'] },
    '1.1',
    ['<sip:0611111111@x>;index=1, <sip:800100001@y>;index=1.1'],
  ],
  [
    'entries that end with another',
    { headers: ['History-Info: <sip:0611111111@x>;index=1'] },
    '1.1',
    ['<sip:0611111111@x>;index=1', '<sip:800100001@127.0.0.1>;index=1.1'],
  ],
])('RFC 8119 and 7044, for %s', async (_, draft, index, history) => {
  expect(await historyOf(draft)).toEqual({ contact: `<${CONTACT}>;q=1.0;mp=${index}`, history });
});
