import type { Socket } from 'node:net';
import type { AgiLimits } from './agi-limits.ts';
import { AgiLines } from './agi-lines.ts';
import { type AgiReply, readAgiReply } from './agi-reply.ts';
import { type AskedByAgi, callOfAgi, readAgiLine, shownStart } from './agi-request.ts';

/**
 * How a connection ended. `answered`: every command was done. `hangup`: the caller is gone. `refused`: Asterisk refused
 * a command. `dropped`: the other side closed before the end. `late`, `oversized`, `strange`: it broke the protocol.
 */
export type AgiEnding = 'answered' | 'hangup' | 'refused' | 'dropped' | 'late' | 'oversized' | 'strange';

export type AgiCallbacks = {
  /** The commands that answer a call. */
  readonly answer: (asked: AskedByAgi | { readonly fault: string }) => readonly string[];
  /** Once. `detail` names what was refused or strange; never a caller's digits. */
  readonly onEnd: (ending: AgiEnding, detail?: string) => void;
};

type State = 'call' | 'commands' | 'usage' | 'over';

/** One call's connection: reads the call, sends the commands one by one, each after the reply to the one before. */
export class AgiConnection {
  private readonly socket: Socket;
  private readonly limits: AgiLimits;
  private readonly callbacks: AgiCallbacks;
  private readonly lines: AgiLines;
  private readonly variables = new Map<string, string>();
  private state: State = 'call';
  private callBytes = 0;
  private commands: readonly string[] = [];
  private sent = 0;
  private timer: NodeJS.Timeout;
  private told = false;

  constructor(socket: Socket, limits: AgiLimits, callbacks: AgiCallbacks) {
    this.socket = socket;
    this.limits = limits;
    this.callbacks = callbacks;
    this.lines = new AgiLines(limits.lineBytes);
    this.timer = setTimeout(() => this.abort('late', 'the description of the call'), limits.callMs);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.read(chunk));
    socket.on('end', () => this.peerEnded());
    // The reason comes with 'close', which follows.
    socket.on('error', () => {});
    socket.on('close', () => this.tell('dropped'));
  }

  /** Ends at once, whatever is under way. */
  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    if (this.state === 'call') this.callBytes += chunk.length;
    if (this.callBytes > this.limits.callBytes) {
      this.abort('oversized', 'the description of the call');
      return;
    }
    const lines = this.lines.take(chunk);
    if (lines === undefined) this.abort('oversized', 'a line');
    for (const line of lines ?? []) this.readLine(line);
  }

  private readLine(line: string): void {
    if (this.state === 'over') return;
    if (this.state === 'call') this.readCallLine(line);
    else this.readReply(line);
  }

  private readCallLine(line: string): void {
    if (line === 'HANGUP') {
      this.abort('hangup');
    } else if (line !== '') {
      const fault = readAgiLine(line, this.variables);
      if (fault !== undefined) this.abort('strange', fault);
    } else {
      this.state = 'commands';
      this.commands = this.callbacks.answer(callOfAgi(this.variables));
      this.sendNext();
    }
  }

  private readReply(line: string): void {
    const reply: AgiReply = readAgiReply(line, this.state === 'usage');
    switch (reply) {
      case 'done':
        this.sendNext();
        break;
      case 'more':
        this.state = 'usage';
        break;
      case 'gone':
      case 'hangup':
        this.abort('hangup');
        break;
      case 'refused':
        this.abort('refused', `${nameOf(this.commands[this.sent - 1])}: ${shownStart(line)}`);
        break;
      case 'strange':
        this.abort('strange', `"${shownStart(line)}" is no reply`);
    }
  }

  private sendNext(): void {
    const command = this.commands[this.sent];
    if (command === undefined) {
      this.finish();
      return;
    }
    this.sent++;
    this.wait('the reply to a command');
    this.socket.write(`${command}\n`);
  }

  /** All is said: Asterisk goes on with the dialplan when it sees the end. */
  private finish(): void {
    this.tell('answered');
    this.state = 'over';
    this.wait('the end');
    this.socket.end();
  }

  private peerEnded(): void {
    if (this.state !== 'over') this.tell('dropped');
    this.socket.destroy();
  }

  private wait(what: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.abort('late', what), this.limits.replyMs);
  }

  private abort(ending: AgiEnding, detail?: string): void {
    this.tell(ending, detail);
    this.state = 'over';
    this.socket.destroy();
  }

  private tell(ending: AgiEnding, detail?: string): void {
    clearTimeout(this.timer);
    if (this.told) return;
    this.told = true;
    this.callbacks.onEnd(ending, detail);
  }
}

/** `SET VARIABLE INSTRADA_X`, without the value. */
function nameOf(command = ''): string {
  return command.split(' ').slice(0, 3).join(' ');
}
