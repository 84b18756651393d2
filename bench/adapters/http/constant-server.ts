import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the script is told: the body that it always answers. */
export type ConstantOrder = { readonly body: string };

const { body } = JSON.parse(process.argv[2] ?? '') as ConstantOrder;

/** The ceiling: node:http that reads what is sent and always says the same. */
const server = createServer((request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit());
