import { type DocumentStore, EngineError, ROLES, type Role } from '../../engine/index.ts';
import { DEFAULT_TIME_ZONE } from '../../rules/index.ts';
import { readArguments } from './arguments.ts';
import { closestWord } from './closest-word.ts';
import { readDuration, readInstant } from './instants.ts';
import { writeRow } from './list.ts';
import { ACT_OPTIONS, readAct } from './publish-options.ts';
import { openStore, WRITE_HELP } from './store-place.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { mustBeThere, readStore } from './with-store.ts';

const MAX_LABEL_CHARACTERS = 200;

export const tokenCommand: Command = {
  name: 'token',
  summary: 'makes, lists and revokes the tokens of the HTTP API',
  help: `Usage: instrada token create --role ROLE [--customer NAME] --label TEXT [--expires WHEN]
       instrada token list [--customer NAME] [--json]
       instrada token revoke ID

create prints the token, which is told once: the store keeps a hash. ROLE is one of
${ROLES.join(', ')}.

  --role ROLE             what its holder may do
  --customer NAME         with a customer's role, whose numbers
  --label TEXT            who holds it, as the audit shall name them
  --expires WHEN          an instant with an offset, or a span from now: 90d (default: never)
  --json                  list: a JSON object a line
${WRITE_HELP}  --actor NAME            who does it (default: the account's name)

Exit codes: 0 done, 1 there is no such token, 2 the store cannot be read, or a wrong option.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('token', args, {
      ...ACT_OPTIONS,
      role: { type: 'string' },
      customer: { type: 'string' },
      label: { type: 'string' },
      expires: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [what, id, more] = positionals;
    const { place, actor } = readAct(values, terminal.environment);
    const strange = what === 'revoke' ? more : id;
    if (strange !== undefined)
      throw new UsageError(`token: "${strange}" belongs to no option. See: instrada token --help`);
    if (what === 'list') {
      return readStore(place, async (store) => {
        for (const token of await (await tokensOf(store, terminal)).list(values.customer)) {
          writeRow(terminal, values.json, token, columnsOf(token, terminal.clock.now()));
        }
        return EXIT.done;
      });
    }
    if (what === 'create') {
      const wanted = readWanted(values, terminal);
      return writeStore(openStore(place), async (store) => {
        const { text, token } = await (await tokensOf(store, terminal)).create(wanted, actor.id);
        terminal.stdout.write(`${text}\n`);
        terminal.stderr.write(`instrada: token ${token.id} of role ${token.role}; it is not shown again\n`);
        return EXIT.done;
      });
    }
    if (what === 'revoke') {
      if (id === undefined) throw new UsageError('token revoke: ID is missing. See: instrada token list');
      mustBeThere(place);
      return writeStore(openStore(place), async (store) => {
        // What people copy is often the token's beginning.
        const revoked = await (await tokensOf(store, terminal)).revoke(id.replace(/^ins_/, ''), actor.id);
        if (revoked === undefined)
          throw new EngineError('BAD_REQUEST', {
            message: `There is no token ${id.slice(0, 20)}. See: instrada token list`,
          });
        terminal.stdout.write(`token ${revoked.id} revoked\n`);
        return EXIT.done;
      });
    }
    throw new UsageError('token: write create, list or revoke. See: instrada token --help');
  },
};

/** HTTP's packages take longer to load than the other commands take to run. */
async function tokensOf(store: DocumentStore, { clock }: Terminal) {
  const { ApiTokens } = await import('../http/index.ts');
  return new ApiTokens(store, clock);
}

type Tokens = Awaited<ReturnType<typeof tokensOf>>;
type Token = Awaited<ReturnType<Tokens['list']>>[number];

async function writeStore<T>(
  store: ReturnType<typeof openStore>,
  use: (store: DocumentStore) => Promise<T>,
): Promise<T> {
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

type Values = {
  readonly role?: string | undefined;
  readonly customer?: string | undefined;
  readonly label?: string | undefined;
  readonly expires?: string | undefined;
};

/** @throws UsageError */
function readWanted({ role: roleText, customer, label = '', expires }: Values, { clock }: Terminal) {
  const role = readRole(roleText);
  if (role.startsWith('customer-') !== (customer !== undefined && customer !== '')) {
    throw new UsageError('--customer: a role of a customer needs one, and the other roles have none.');
  }
  if (!/^\P{C}+$/u.test(label) || label.length > MAX_LABEL_CHARACTERS) {
    throw new UsageError(`--label: say who holds the token, in 1 to ${MAX_LABEL_CHARACTERS} characters.`);
  }
  const expiresAtMs = expires === undefined ? undefined : readExpiry(expires, clock.now());
  return {
    role,
    label,
    ...(customer === undefined ? {} : { customer }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}

function readRole(text: string | undefined): Role {
  const role = ROLES.find((each) => each === text);
  if (role !== undefined) return role;
  const closest = text === undefined ? undefined : closestWord(text, ROLES);
  const what = text === undefined ? 'it is missing' : `"${text}" is no role`;
  throw new UsageError(`--role: ${what}; write ${closest ?? `one of ${ROLES.join(', ')}`}.`);
}

function readExpiry(text: string, nowMs: number): number {
  const isSpan = /^\d+[a-z]?$/.test(text);
  const atMs = isSpan ? nowMs + readDuration('--expires', text) : readInstant('--expires', text, DEFAULT_TIME_ZONE);
  if (atMs > nowMs) return atMs;
  throw new UsageError(`--expires: "${text}" is over already.`);
}

function columnsOf(token: Token, nowMs: number): readonly string[] {
  const { id, role, customer = '-', label, createdAtMs, expiresAtMs, revokedAtMs } = token;
  const isExpired = expiresAtMs !== undefined && expiresAtMs <= nowMs;
  const ends =
    expiresAtMs === undefined ? '' : `${isExpired ? 'expired' : 'expires'} ${new Date(expiresAtMs).toISOString()}`;
  return [
    id,
    role.padEnd(15),
    customer.padEnd(12),
    label.padEnd(20),
    `created ${new Date(createdAtMs).toISOString()}`,
    revokedAtMs === undefined ? ends : `revoked ${new Date(revokedAtMs).toISOString()}`,
  ];
}
