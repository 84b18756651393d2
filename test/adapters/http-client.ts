import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from '@jest/globals';
import { problemSchema } from '../../adapters/http/schemas.ts';
import type { RunningServer } from './spawn-instrada.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
};

/** Sends JSON (text and bytes as they are) and reads JSON. */
export async function post(
  server: RunningServer,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(server.address + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** The value of a line of `/metrics`. */
export async function metric({ address }: RunningServer, name: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
}

/** A problem as RFC 9457 has it, with the id of its request. */
export function expectProblem({ status, headers, body }: Answer, expected: number, detail: RegExp): void {
  expect(status).toBe(expected);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problemSchema.parse(body).detail).toMatch(detail);
  expect(body).toMatchObject({ status: expected, requestId: headers.get('x-request-id') });
}

/** Sends the head of a request only: a refusal by its length comes before the body. */
export async function announceBody(server: RunningServer, path: string, bytes: number): Promise<string> {
  const { hostname, port } = new URL(server.address);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${bytes}\r\n\r\n`,
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString();
}
