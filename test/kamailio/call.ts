import { ackOf, type RequestDraft, request, type SipAnswer, type SipClient, udpClient } from '../sip/sip-client.ts';

/** A call through Kamailio, as its caller sees it. */
export type PlacedCall = {
  /** The final answer, acknowledged; 40 seconds are waited for it. */
  final(): Promise<SipAnswer>;
  /** The next answer of any kind. */
  next(): Promise<SipAnswer>;
  cancel(): void;
};

/** A telephone that calls numbers by way of a port. */
export class Caller {
  private readonly client: SipClient;

  private constructor(client: SipClient) {
    this.client = client;
  }

  static async open(port: number): Promise<Caller> {
    return new Caller(await udpClient(port));
  }

  call(number: string, draft: RequestDraft = {}): PlacedCall {
    const { client } = this;
    const contact = `Contact: <sip:caller@127.0.0.1:${client.port}>`;
    const invite = request(number, { ...draft, headers: [contact, ...(draft.headers ?? [])] });
    const callId = /^Call-ID: (.*)$/m.exec(invite)?.[1];
    client.send(invite);
    return {
      async next() {
        for (;;) {
          const answer = await client.next(40_000);
          // Of another call: sent again, since its ACK was late.
          if (answer.headers['call-id']?.[0] === callId) return answer;
        }
      },
      async final() {
        for (;;) {
          const answer = await this.next();
          if (answer.status < 200 || !answer.headers.cseq?.[0]?.endsWith('INVITE')) continue;
          client.send(answer.status < 300 ? dialogAck(invite, answer) : ackOf(invite, answer));
          return answer;
        }
      },
      cancel: () => client.send(invite.replace(/^INVITE /, 'CANCEL ').replace(/^(CSeq: \d+) INVITE/m, '$1 CANCEL')),
    };
  }

  close(): void {
    this.client.close();
  }
}

/** RFC 3261 13.2.2.4: the ACK of a 2xx goes to its Contact by its Record-Route, with a branch of its own. */
function dialogAck(invite: string, answer: SipAnswer): string {
  const contact = /<([^>]+)>/.exec(answer.headers.contact?.[0] ?? '')?.[1] ?? '';
  const routes = (answer.headers['record-route'] ?? []).map((route) => `Route: ${route}\r\n`).join('');
  return ackOf(invite, answer)
    .replace(/^ACK \S+/, `ACK ${contact}`)
    .replace(/branch=\S+/, (branch) => `${branch}a`)
    .replace(/^Max-Forwards/m, `${routes}Max-Forwards`);
}
