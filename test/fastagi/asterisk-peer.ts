import { connect, type Socket } from 'node:net';

/** Every variable that Asterisk's setup_env() sends for a call from a SIP trunk, in its order. */
export function agiVariables(change: Readonly<Record<string, string | undefined>> = {}): readonly string[] {
  const variables: Record<string, string | undefined> = {
    network: 'yes',
    network_script: 'decide',
    request: 'agi://127.0.0.1/decide',
    channel: 'PJSIP/carrier-00000007',
    language: 'it',
    type: 'PJSIP',
    uniqueid: '1764000000.42',
    version: '20.9.3',
    callerid: '0212345678',
    calleridname: 'Rossi, "Mario" <x>',
    callingpres: '0',
    callingani2: '0',
    callington: '0',
    callingtns: '0',
    dnid: '800123456',
    rdnis: 'unknown',
    context: 'from-carrier',
    extension: '800123456',
    priority: '3',
    enhanced: '0.0',
    accountcode: '',
    threadid: '140247389837056',
    arg_1: '800123456',
    arg_2: 'a84b4c76e66710',
    ...change,
  };
  return Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [`agi_${name}: ${value}`]));
}

/** What the peer answers to the n-th command (from 0): a reply, nothing (`undefined`), or it goes away (`'close'`). */
export type Script = (command: string, index: number) => string | undefined;

const OBEDIENT_REPLY = '200 result=1';
export const OBEDIENT: Script = () => OBEDIENT_REPLY;

/** What a call through the server left on the channel. */
export type Outcome = {
  readonly variables: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
  /** Whether the server ended the connection in good order. */
  readonly ended: boolean;
};

/** Plays Asterisk for one call: sends the lines, does each command as `res_agi.c` would, until the server ends. */
export function askAsAsterisk(
  to: { readonly host: string; readonly port: number },
  { lines = [...agiVariables(), ''], script = OBEDIENT, chunk = Number.POSITIVE_INFINITY }: AskOptions = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect(to);
    const variables: Record<string, string> = {};
    const commands: string[] = [];
    let rest = '';
    let ended = false;
    socket.on('connect', () => void send(socket, lines.map((line) => `${line}\n`).join(''), chunk));
    socket.on('data', (bytes) => {
      rest += bytes.toString('latin1');
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        const command = rest.slice(0, end);
        rest = rest.slice(end + 1);
        const reply = script(command, commands.length);
        commands.push(command);
        if (reply === 'close') {
          socket.destroy();
          return;
        }
        if (reply === undefined) continue;
        if (reply === OBEDIENT_REPLY) setVariable(command, variables);
        void send(socket, `${reply}\n`, chunk);
      }
    });
    socket.on('end', () => {
      ended = true;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ variables, commands, ended }));
  });
}

export type AskOptions = {
  readonly lines?: readonly string[];
  readonly script?: Script;
  /** Bytes a packet; all at once by default. */
  readonly chunk?: number;
};

async function send(socket: Socket, text: string, chunk: number): Promise<void> {
  for (let at = 0; at < text.length; at += chunk) {
    socket.write(text.slice(at, at + chunk));
    if (chunk < text.length) await new Promise((resolve) => setImmediate(resolve));
  }
}

function setVariable(command: string, variables: Record<string, string>): void {
  const [set, variable, name, value, ...more] = parseArguments(command);
  if (set !== 'SET' || variable !== 'VARIABLE' || name === undefined || value === undefined || more.length > 0) {
    throw new Error(`no good command: ${command}`);
  }
  variables[name] = value;
}

/** As `parse_args()` of res_agi.c: quotes hold blanks, a backslash takes the next character as it is. */
function parseArguments(command: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  let escaped = false;
  for (const character of command) {
    if (escaped) {
      word = (word ?? '') + character;
      escaped = false;
    } else if (character === '\\') {
      escaped = true;
    } else if (character === '"') {
      quoted = !quoted;
      word ??= '';
    } else if ((character === ' ' || character === '\t') && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quoted) throw new Error(`open quotes: ${command}`);
  return word === undefined ? words : [...words, word];
}
