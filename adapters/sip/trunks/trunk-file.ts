import { z } from 'zod';
import { readUri } from '../grammar/uri.ts';
import { type AddressRange, addressBytes, isInRange, readAddressRange } from './address-range.ts';
import type { Trunk, Trunks } from './trunk.ts';

const contactHost = z
  .string({ error: 'is missing: write the host, or host:port, to which the switch sends calls to telephone numbers' })
  .refine((text) => {
    const uri = readUri(`sip:${text}`);
    return uri !== undefined && uri.user === '' && uri.parameters === '' && uri.headers === undefined;
  }, 'is no host: write one such as sbc.example.it, 192.0.2.1:5080 or [2001:db8::1]');

const trunkSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9 and -'),
  from: z
    .array(
      z.string().refine((text) => readAddressRange(text) !== undefined, {
        error: ({ input }) =>
          `"${input}" is no address or range: write 192.0.2.1, 192.0.2.0/24 (no bits beyond /24) or 2001:db8::/32`,
      }),
    )
    .min(1, 'must name at least one source address'),
  allowed: z.boolean().default(true),
  trust: z.boolean().default(false),
  callerFormat: z.enum(['national', 'e164']).default('national'),
  contactHost,
  symmetric: z.boolean().default(false),
  historyInfo: z.boolean().default(false),
  dualBilling: z.boolean().default(false),
});

const fileSchema = z.strictObject({
  unknownSource: z.enum(['ignore', 'refuse']).default('ignore'),
  trunks: z.array(trunkSchema).min(1, 'must have at least one trunk'),
});

/** The trunk file cannot be used; the message has a line for each fault, with its place and remedy. */
export class TrunkFileError extends Error {
  override readonly name = 'TrunkFileError';
}

type Rule = { readonly range: AddressRange; readonly trunk: Trunk };

/** Addresses looked up are remembered, up to this many: a carrier has few neighbours, a scanner of the whole net many. */
const MAX_REMEMBERED = 1_024;

/** Reads a trunk file's text (JSON); see `README.md`. @throws TrunkFileError with every fault */
export function readTrunks(text: string): Trunks {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new TrunkFileError(`The trunk file is no JSON: ${(error as Error).message}.`);
  }
  const { data, error } = fileSchema.safeParse(value);
  if (error !== undefined) {
    const faults = error.issues.map(
      ({ path, message }) => `  ${path.length === 0 ? 'the file' : placeOf(path)}: ${message}`,
    );
    throw new TrunkFileError(`The trunk file has faults:\n${faults.join('\n')}`);
  }
  return trunksOf(data);
}

function trunksOf({ unknownSource, trunks }: z.infer<typeof fileSchema>): Trunks {
  const rules = trunks
    .flatMap(({ from, ...trunk }): Rule[] => from.map((range) => ({ range: readAddressRange(range)!, trunk })))
    .sort((a, b) => b.range.bits - a.range.bits);
  refuseTwice(trunks);
  const remembered = new Map<string, Trunk | undefined>();
  return {
    unknownSource,
    find(address) {
      const known = remembered.get(address);
      if (known !== undefined || remembered.has(address)) return known;
      const bytes = addressBytes(address.split('%')[0] ?? '');
      const trunk = bytes && rules.find(({ range }) => isInRange(range, bytes))?.trunk;
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(address, trunk);
      return trunk;
    },
  };
}

/** Two trunks with one name, or one range in two trunks: which of them is meant cannot be told. */
function refuseTwice(trunks: z.infer<typeof fileSchema>['trunks']): void {
  const faults: string[] = [];
  const seen = new Map<string, string>();
  for (const [i, { name, from }] of trunks.entries()) {
    const ranges = from.map((text, j) => {
      const { bytes, bits } = readAddressRange(text)!;
      return { key: `${bytes.join('.')}/${bits}`, text: `"${text}"`, place: placeOf(['trunks', i, 'from', j]) };
    });
    for (const { key, text, place } of [
      { key: name, text: `"${name}"`, place: placeOf(['trunks', i, 'name']) },
      ...ranges,
    ]) {
      const first = seen.get(key);
      if (first === undefined) seen.set(key, place);
      else faults.push(`  ${place}: ${text} stands at ${first} already; write it once`);
    }
  }
  if (faults.length > 0) throw new TrunkFileError(`The trunk file has faults:\n${faults.join('\n')}`);
}

function placeOf(path: readonly PropertyKey[]): string {
  return `/${path.map(String).join('/')}`;
}
