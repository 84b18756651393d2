#!/usr/bin/env node
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { COMMANDS, runCommand } from './cli/index.ts';
import { randomCallIds, systemClock } from './library/index.ts';
import { serveCommand } from './serve.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

// A reader that went away (`instrada decide … | head`) is no error: nothing is left to say to it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCommand([...COMMANDS, serveCommand(version)], version, process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  watched: process.stderr.isTTY ?? false,
  environment: process.env,
  clock: systemClock,
  callIds: randomCallIds(),
});

// The way to its parent would hold it.
if (cluster.isWorker) process.exit();
