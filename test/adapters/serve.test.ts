import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { EXAMPLE_PLAN, inFolder, ROOT, runInstrada, startServer } from './spawn-instrada.ts';

/** Whether nobody listens there any more. */
function refuses(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, host, () => {
      probe.destroy();
      resolve(false);
    });
    probe.on('error', () => resolve(true));
  });
}

const shell = (command: string) => promisify(execFile)('sh', ['-c', command]);

describe('instrada serve', () => {
  test('--demo prints addresses that answer and three curl lines that work when pasted', async () => {
    await inFolder(async (folder) => {
      const server = await startServer(['--demo', '--store', folder]);
      const curls = server.out.stdout.split('\n').filter((line) => /^curl \S+ \S+\/v1\/decide/.test(line));
      expect(curls.length).toBe(3);
      const answers = await Promise.all(curls.map(async (line) => JSON.parse((await shell(line)).stdout) as unknown));
      expect(answers).toMatchObject([
        { outcome: 'route', targets: [{ site: 'milano' }, {}, {}] },
        {
          decisions: [
            { outcome: 'route', period: 'aperto' },
            { outcome: 'announce', period: 'festa' },
          ],
        },
        { outcome: 'route', targets: [{ site: 'bianchi' }, {}] },
      ]);
      for (const [, url] of server.out.stdout.matchAll(/^ {2}(?:docs|metrics) +(\S+)$/gm)) {
        expect((await fetch(url!)).status).toBe(200);
      }
      expect(await server.stop()).toBe(0);
    });
  });

  test('--demo prints how the customer closes early on Fridays: tried, then done', async () => {
    await inFolder(async (folder) => {
      const server = await startServer(['--demo', '--store', folder]);
      const lines = server.out.stdout.split('\n').filter((line) => /^TOKEN=|^curl \S+ \S+\/v1\/numbers\//.test(line));
      expect(lines.length).toBe(3);
      const [token, preview, edit] = lines;
      const [tried, done] = [await shell(`${token}\n${preview}`), await shell(`${token}\n${edit}`)];
      const sentences = ['Venerdì: aperto 08:30-13:00, prima 08:30-18:30 (calendario uffici).'];
      expect(JSON.parse(tried.stdout)).toMatchObject({ accepted: true, version: 1, sentences });
      expect(JSON.parse(done.stdout)).toMatchObject({ version: 2, sentences });
      const friday = { called: '800000101', caller: '0212345678', at: '2026-12-11T15:00:00+01:00' };
      const response = await fetch(`${server.address}/v1/decide`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(friday),
      });
      expect(await response.json()).toMatchObject({ outcome: 'announce', version: 2, period: 'chiuso' });
      expect(await server.stop()).toBe(0);
    });
  });

  test('--demo answers SIP too, and prints a sipp line that works when pasted', async () => {
    await inFolder(async (folder) => {
      const server = await startServer(['--demo', '--store', folder]);
      const [line = ''] = server.out.stdout.split('\n').filter((each) => each.startsWith('sipp '));
      const { stdout } = await promisify(execFile)('sh', ['-c', line], { cwd: ROOT });
      expect(stdout).toMatch(/^SIP\/2\.0 302 Moved Temporarily\r$/m);
      const receipt = /^X-Instrada-Decision: (\S+)\r$/m.exec(stdout)![1]!;
      expect(await server.stop()).toBe(0);
      const why = await runInstrada(['why', receipt, '--store', folder]);
      expect(why.stdout).toContain('to 800000101');
    });
  });

  test('a demonstration whose SIP port is taken takes another; with a token there is none unasked', async () => {
    await inFolder(async (folder) => {
      const one = await startServer(['--demo', '--store', join(folder, '1')]);
      const other = await startServer(['--demo', '--store', join(folder, '2')]);
      const portOf = ({ out }: typeof one) => /^ {2}sip +udp:127\.0\.0\.1:(\d+)$/m.exec(out.stdout)?.[1];
      expect(portOf(one)).toBeDefined();
      expect(portOf(other)).toBeDefined();
      expect(portOf(other)).not.toBe(portOf(one));
      await Promise.all([one.stop(), other.stop()]);
      const closed = await startServer(['--store', folder], { INSTRADA_TOKEN: 'change-me-0123456789' });
      expect(closed.out.stdout).not.toContain('sip ');
      await closed.stop();
    });
  });

  test('SIGTERM: a request under way is answered, then the store is closed and the exit code is 0', async () => {
    await inFolder(async (folder) => {
      const server = await startServer(['--demo', '--store', folder]);
      const { hostname, port } = new URL(server.address);
      const body = JSON.stringify({ called: '800000101', callId: 'late' });
      const socket = connect(Number(port), hostname);
      let answer = '';
      socket.setEncoding('utf8').on('data', (text: string) => {
        answer += text;
      });
      const head = `POST /v1/decide HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
      socket.write(head + body.slice(0, 10));
      await new Promise((resolve) => setTimeout(resolve, 200));
      server.child.kill('SIGTERM');
      await new Promise((resolve) => setTimeout(resolve, 200));
      socket.write(body.slice(10));
      expect(await server.ended).toBe(0);
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toContain('"callId":"late"');
      expect(answer).toContain('connection: close');
      expect((await runInstrada(['list', '--store', folder])).stdout.trim().split('\n').length).toBe(7);
    });
  });

  test('SIGTERM: a connection that was refused before its body came does not hold it up', async () => {
    await inFolder(async (folder) => {
      const server = await startServer(['--store', folder], { INSTRADA_TOKEN: 'a-token-of-the-node-1234' });
      const { hostname, port } = new URL(server.address);
      const socket = connect(Number(port), hostname);
      const body = JSON.stringify({ called: '800000101' });
      const head = 'POST /v1/decide HTTP/1.1\r\nhost: x\r\nauthorization: Bearer no\r\ncontent-type: application/json';
      socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 10)}`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 401 /);
      server.child.kill('SIGTERM');
      // The server is closing by then: the port is not answered any more.
      while (!(await refuses(Number(port), hostname))) await new Promise(setImmediate);
      socket.write(body.slice(10));
      expect(await server.ended).toBe(0);
    });
  });

  test('a second signal ends it at once with exit code 1', async () => {
    await inFolder(async (folder) => {
      const server = await startServer(['--demo', '--store', folder]);
      const { hostname, port } = new URL(server.address);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.write(
        'POST /v1/decide HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      server.child.kill('SIGTERM');
      await new Promise((resolve) => setTimeout(resolve, 200));
      server.child.kill('SIGINT');
      expect(await server.ended).toBe(1);
      socket.destroy();
    });
  });

  test('what another process publishes, or takes out of service, is followed', async () => {
    await inFolder(async (folder) => {
      const server = await startServer(['--demo', '--store', folder]);
      const decide = async (): Promise<Record<string, unknown>> => {
        const body = JSON.stringify({ called: '800123456', caller: '+390612345678' });
        const headers = { 'content-type': 'application/json' };
        return (await (await fetch(`${server.address}/v1/decide`, { method: 'POST', headers, body })).json()) as never;
      };
      const until = async (what: object) => {
        for (let i = 0; i < 100; i++) {
          const decision = await decide();
          try {
            return expect(decision).toMatchObject(what);
          } catch (error) {
            if (i === 99) throw error;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }
      };
      expect(await decide()).toMatchObject({ outcome: 'unknown-number' });
      await runInstrada(['publish', '--store', folder, EXAMPLE_PLAN]);
      await until({ outcome: 'route', version: 1, targets: [{ site: 'roma' }, { site: 'roma' }, { site: 'notte' }] });
      await runInstrada(['site', '--store', folder, '800123456', 'out', 'roma']);
      await until({ outcome: 'route', targets: [{ site: 'notte' }], outOfService: ['roma'] });
      await runInstrada(['withdraw', '--store', folder, '800123456']);
      await until({ outcome: 'unknown-number' });
      expect(await server.stop()).toBe(0);
    });
  });

  test('a demonstration number that somebody changed stays as it is at the next start', async () => {
    await inFolder(async (folder) => {
      await (await startServer(['--demo', '--store', folder])).stop();
      await runInstrada(['withdraw', '--store', folder, '803001']);
      await (await startServer(['--demo', '--store', folder])).stop();
      const { stdout } = await runInstrada(['list', '--store', folder]);
      expect(stdout).toMatch(/^803001 .*version 2 .*withdrawn$/m);
      expect(stdout.match(/version 1/g)?.length).toBe(6);
    });
  });

  test('a port that is taken is told with the remedy, and nothing is opened', async () => {
    await inFolder(async (folder) => {
      const server = await startServer(['--demo', '--store', join(folder, 'a')]);
      const { port } = new URL(server.address);
      const second = await runInstrada(['serve', '--demo', '--port', port, '--store', join(folder, 'b')]);
      expect(second.stderr).toContain(
        `Port ${port} on 127.0.0.1 is taken by another program. Choose another with --port`,
      );
      expect(second.code).toBe(2);
      expect(await server.stop()).toBe(0);
    });
  });

  test.each([
    [['serve'], {}, /Decisions need a token: write 16 or more random characters into INSTRADA_TOKEN or a --token-file/],
    [['serve', '--demo', '--host', '0.0.0.0'], {}, /Decisions need a token/],
    [['serve'], { INSTRADA_TOKEN: 'short' }, /The token is too short/],
    [['serve', '--token-file', 'none'], {}, /--token-file \(INSTRADA_TOKEN_FILE\): none cannot be read/],
    [['serve', '--demo', '--port', '70000'], {}, /--port \(INSTRADA_PORT\): "70000" is no port/],
    [['serve', '--demo'], { INSTRADA_PORT: 'x' }, /--port \(INSTRADA_PORT\): "x"/],
    [['serve', '--demo', '--log-level', 'loud'], {}, /--log-level \(INSTRADA_LOG_LEVEL\): "loud" is none of fatal/],
    [
      ['serve', '--demo', '--host', '203.0.113.1'],
      { INSTRADA_TOKEN: 'x'.repeat(20) },
      /203\.0\.113\.1:8080 cannot be listened on \(EADDRNOTAVAIL\)/,
    ],
    [['serve', '--demo', '--prot', '1'], {}, /--prot: serve has no such option\. Did you mean --port\?/],
    [
      ['serve', '--demo', '--port', '0', '--store', 'file'],
      {},
      /STORE_UNAVAILABLE: file cannot hold a store: it, or what it lies in, is a file\. Name a folder/,
    ],
  ])('cannot start, exit 2: %j %j', async (args, env, sentence) => {
    await inFolder(async (cwd) => {
      writeFileSync(join(cwd, 'file'), 'no folder');
      const { code, stdout, stderr } = await runInstrada(args, { cwd, env: env as Record<string, string> });
      expect(stderr).toMatch(sentence);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    });
  });

  test('the token may come from a file', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'token'), 'from-a-file-0123456789\n');
      const server = await startServer(['--token-file', join(folder, 'token'), '--store', join(folder, 's')]);
      const headers = { 'content-type': 'application/json', authorization: 'Bearer from-a-file-0123456789' };
      const init = { method: 'POST', headers, body: '{"called":"800123456"}' };
      expect((await fetch(`${server.address}/v1/decide`, init)).status).toBe(200);
      expect(server.out.stdout).not.toContain('curl');
      expect(await server.stop()).toBe(0);
    });
  });
});
