import { connect, type Socket } from 'node:net';
import { build } from 'hdr-histogram-js';

/** What the script is told. */
export type LineLoadOrder = {
  readonly port: number;
  readonly seconds: number;
  readonly connections: number;
  /** Sent in turn, each after the answer to the one before it on its connection. */
  readonly requests: readonly string[];
  /** `http`: an answer is as long as it says. `agi`: every line is acknowledged, and the server ends the connection. */
  readonly protocol: 'http' | 'agi';
};

/** The line it writes at its end; of answers, microseconds. */
export type LineLoadResult = {
  readonly answers: number;
  readonly perSecond: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  /** Not as they should be. */
  readonly wrong: number;
  /** The last one, to be looked at. */
  readonly last: string;
};

const histogram = build({ highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: 3 });
const HEAD_END = '\r\n\r\n';
const order = JSON.parse(process.argv[2] ?? '') as LineLoadOrder;
let answers = 0;
let wrong = 0;
let last = '';
let isOver = false;
let next = 0;

await run();

async function run(): Promise<void> {
  const beginMs = performance.now();
  setTimeout(() => {
    isOver = true;
  }, order.seconds * 1_000);
  const serve = order.protocol === 'http' ? askByHttp : askByAgi;
  await Promise.all(Array.from({ length: order.connections }, serve));
  const percentile = (share: number) => histogram.getValueAtPercentile(share) / 1_000;
  const result: LineLoadResult = {
    answers,
    perSecond: (answers * 1_000) / (performance.now() - beginMs),
    p50Us: percentile(50),
    p99Us: percentile(99),
    p999Us: percentile(99.9),
    wrong,
    last,
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** One connection that stays, until the time is over. */
function askByHttp(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = open(reject);
    let text = '';
    let sentMs = 0;
    const ask = () => {
      sentMs = performance.now();
      socket.write(order.requests[next++ % order.requests.length]!);
    };
    socket.on('data', (piece: string) => {
      text += piece;
      const headEnd = text.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
      if (text.length < headEnd + HEAD_END.length + length) return;
      note(sentMs, text, text.startsWith('HTTP/1.1 200 '));
      text = '';
      if (!isOver) ask();
      else socket.end(resolve);
    });
    ask();
  });
}

/** One call a connection, as Asterisk has it, one after the other. */
async function askByAgi(): Promise<void> {
  while (!isOver) {
    await new Promise<void>((resolve, reject) => {
      const sentMs = performance.now();
      const socket = open(reject);
      let text = '';
      let lines = 0;
      socket.on('data', (piece: string) => {
        text += piece;
        const all = text.split('\n').length - 1;
        socket.write('200 result=1\n'.repeat(all - lines));
        lines = all;
      });
      socket.on('close', () => {
        note(sentMs, text, text.includes('INSTRADA_OUTCOME'));
        resolve();
      });
      socket.write(order.requests[next++ % order.requests.length]!);
    });
  }
}

function open(reject: (error: Error) => void): Socket {
  const socket = connect(order.port, '127.0.0.1');
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('error', reject);
  return socket;
}

function note(sentMs: number, text: string, isRight: boolean): void {
  answers++;
  if (!isRight) wrong++;
  last = text;
  histogram.recordValue(Math.max(1, Math.round((performance.now() - sentMs) * 1e6)));
}
