import { compilePlan, decodeArtifact, dumpArtifact, EngineError, encodeArtifact } from '../../engine/index.ts';
import { normalizePlan, planHash } from '../../rules/index.ts';
import { readArguments, readCount, readLanguage } from './arguments.ts';
import { readGoodPlan } from './plan-file.ts';
import { noPlan } from './show.ts';
import { STORE_HELP, STORE_OPTIONS, type StorePlace, storePlace } from './store-place.ts';
import { type Command, EXIT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';
import { readStore } from './with-store.ts';

export const dumpCommand: Command = {
  name: 'dump',
  summary: 'prints the compiled tree of a number or of a plan file',
  help: `Usage: instrada dump [--store DIR | --redis URL] [--version N] NUMBER
       instrada dump FILE

Prints what the machine reads: the compiled decision tree as text. Equal parts are stored once;
a part that was printed above is named by its word (#12).

${STORE_HELP}  --version N             an older version (default: the newest)

Exit codes: 0 printed, 1 no such number or version, or errors in the plan, 2 something cannot be read.
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments('dump', args, { ...STORE_OPTIONS, version: { type: 'string' } });
    const [target] = positionals;
    if (target === undefined) throw new UsageError('dump: name a NUMBER or a FILE. See: instrada dump --help');
    const version = values.version === undefined ? undefined : readCount('--version', values.version, 1, 2 ** 31 - 1);
    const artifact = /^\d+$/.test(target)
      ? await storedArtifact(target, version, storePlace(values, terminal.environment))
      : await compiledFile(target, terminal);
    if (artifact === undefined) return EXIT.refused;
    terminal.stdout.write(dumpArtifact(decodeArtifact(artifact)));
    return EXIT.done;
  },
};

function storedArtifact(number: string, wanted: number | undefined, place: StorePlace): Promise<Uint8Array> {
  return readStore(place, async (store) => {
    const head = await store.head(number);
    if (head === undefined) throw new EngineError('NUMBER_UNKNOWN', { number });
    const version = wanted ?? head.version;
    const { artifact } = (await store.entry(number, version)) ?? {};
    if (artifact === undefined) throw new EngineError('VERSION_UNKNOWN', { message: noPlan(number, version, head) });
    return artifact;
  });
}

async function compiledFile(file: string, terminal: Terminal): Promise<Uint8Array | undefined> {
  const plan = await readGoodPlan(file, readLanguage(undefined, terminal.environment), terminal);
  if (plan === undefined) return undefined;
  const canonical = normalizePlan(plan);
  return encodeArtifact(compilePlan(canonical), 1, planHash(canonical));
}
