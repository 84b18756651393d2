import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { EXIT } from '../../adapters/cli/index.ts';
import { ENGINE_ERRORS } from '../../engine/index.ts';
import { ROOT } from './spawn-instrada.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** A fenced block, with the text block that follows it at once: what it prints. */
type Block = { readonly language: string; readonly code: string; readonly prints: string | undefined };

const FENCES = [...README.matchAll(/^```(\w+)\n([\s\S]*?)^```(?:\n+```text\n([\s\S]*?)^```)?/gm)];
const BLOCKS = FENCES.map(([, language, code, prints]): Block => ({ language: language!, code: code!, prints }));
const COMMANDS = BLOCKS.filter(({ language }) => language === 'sh');
const [EXAMPLE] = BLOCKS.filter(({ language }) => language === 'js');
/** What the tests themselves are, and what measures for a minute. */
const NOT_RUN: ReadonlySet<string> = new Set(['npm ci && npm test\n', 'npm run bench -- --short\n']);

let folder: string;
let port: number;
let redisPort: number;
let env: NodeJS.ProcessEnv;
let server: ChildProcess | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'instrada-readme-'));
  port = await freePort();
  redisPort = await freePort();
  env = {
    PATH: process.env.PATH,
    HOME: folder,
    USER: 'reader',
    INSTRADA_STORE: join(folder, 'store'),
    INSTRADA_PORT: String(port),
  };
});

afterAll(async () => {
  await stopServer();
  await stopRedis();
  rmSync(folder, { recursive: true, force: true });
});

describe('the README', () => {
  test('has commands, an example, and no block in another language', () => {
    expect(COMMANDS.length).toBeGreaterThan(8);
    expect(EXAMPLE).toBeDefined();
    expect([...new Set(BLOCKS.map(({ language }) => language))].sort()).toEqual(['js', 'mermaid', 'sh']);
  });

  for (const { code, prints } of COMMANDS) {
    if (NOT_RUN.has(code)) continue;
    test(`runs: ${code.split('\n')[0]?.slice(0, 90)}`, async () => {
      const command = code.replace('npm ci && ', '').replaceAll(':8080', `:${port}`).replaceAll('6379', `${redisPort}`);
      if (command.includes('node example.mjs')) return runExample();
      // Its data go with the folder.
      if (command.startsWith('redis-server')) return startRedis(`${command.trim()} --dir ${folder}`);
      if (/npm start|instrada serve/.test(command)) return startServer(command);
      const { stdout } = await promisify(execFile)('sh', ['-ec', command], { cwd: ROOT, env });
      if (prints === undefined) expect(stdout).not.toBe('');
      else expect(stdout).toBe(prints);
    }, 60_000);
  }

  test('its table of engine errors is that of the code', () => {
    const rows = [...README.matchAll(/^\| `([A-Z_]+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(rows).toEqual(Object.entries(ENGINE_ERRORS));
  });

  test('its table of exit codes is that of the code', () => {
    const rows = [...README.matchAll(/^\| (\d+) \| (\w+) \|/gm)].map(([, code, name]) => [name, Number(code)]);
    expect(rows).toEqual(Object.entries(EXIT));
  });
});

/** Runs the library's example from a folder of the package, as a file saved in the checkout would be. */
async function runExample(): Promise<void> {
  const place = join(ROOT, 'dist', 'readme');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'example.mjs'), EXAMPLE!.code);
  const { stdout } = await promisify(execFile)(process.execPath, [join(place, 'example.mjs')], { cwd: ROOT, env });
  expect(stdout).toMatch(/^1 route \+390655512345\n/);
  expect(stdout).toContain('Sede di Roma');
}

/** Starts a server and leaves it running for the commands after it, in place of the one before. */
async function startServer(command: string): Promise<void> {
  await stopServer();
  // A group of its own: what the shell and npm started ends with it.
  const child = spawn('sh', ['-ec', command], { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  server = child;
  let out = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        if (out.includes('Ctrl+C ends it')) resolve();
      });
    }
    child.on('close', () => reject(new Error(out)));
  });
  expect(out).toContain(`http://127.0.0.1:${port}/docs`);
}

async function stopServer(): Promise<void> {
  if (server?.pid === undefined || server.exitCode !== null) return;
  const closed = once(server, 'close');
  process.kill(-server.pid, 'SIGTERM');
  await closed;
  server = undefined;
}

/** It goes into the background by itself; the commands after it find it there. */
async function startRedis(command: string): Promise<void> {
  await promisify(execFile)('sh', ['-ec', command], { cwd: folder, env });
  const client = new Redis({ port: redisPort, retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => {});
  expect(await client.ping()).toBe('PONG');
  client.disconnect();
}

async function stopRedis(): Promise<void> {
  const client = new Redis({ port: redisPort, retryStrategy: () => null, disconnectTimeout: 100 });
  client.on('error', () => {});
  await client.call('SHUTDOWN', ['NOSAVE']).catch(() => {});
  client.disconnect();
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return free;
}
