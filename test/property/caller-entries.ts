import fc from 'fast-check';

/** One entry of a caller list: what it means, and one way of writing it. */
export type EntryDraft = { readonly digits: string; readonly prefix: boolean; readonly written: string };

/** Beginnings that lie within each other, of all kinds of callers. */
export const STEMS = [
  ...['3902', '39024', '390245', '3906', '39011', '390121', '390120', '390362', '390549', '39054988', '390369', '390'],
  ...[
    '3933',
    '39335111',
    '393901',
    '3955',
    '39800',
    '397',
    '396',
    '392',
    '39',
    '3',
    '41',
    '4191',
    '1',
    '800',
    '378',
    '7',
  ],
];
const tail = (maxLength: number) =>
  fc.array(fc.constantFrom('0', '1', '2', '4', '5', '9'), { maxLength }).map((digits) => digits.join(''));

const meaning = fc.oneof(
  fc.record({ digits: digitsOf(3), prefix: fc.constant(true) }),
  fc.record({ digits: digitsOf(8).map((digits) => digits.padEnd(5, '1')), prefix: fc.constant(false) }),
);

/** A valid entry, in any of its spellings. */
export const entryDraft: fc.Arbitrary<EntryDraft> = fc
  .record({ meaning, spelling: fc.nat(3), separator: fc.constantFrom('', '', ' ', '-', '.', '/') })
  .map(({ meaning: { digits, prefix }, spelling, separator }) => {
    const written = separated(spellNumber(digits, spelling), separator);
    return { digits, prefix, written: prefix ? `${written}*` : written };
  });

/** International digits in one of four spellings: `+…`, `00…`, national where there is one, `+378 0549…` where it fits. */
export function spellNumber(digits: string, spelling: number): string {
  const national = digits.startsWith('39') ? digits.slice(2) : '';
  if (spelling === 1) return `00${digits}`;
  if (spelling === 2 && national !== '' && !national.startsWith('00')) return national;
  if (spelling === 3 && digits.startsWith('390549')) return `+378${digits.slice(2)}`;
  return `+${digits}`;
}

/** The same number with separators between its digits. */
export function separated(number: string, separator: string): string {
  return number.replace(/(\d{3})(?=\d)/g, `$1${separator}`);
}

function digitsOf(maxTail: number): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...STEMS), tail(maxTail)).map(([stem, rest]) => (stem + rest).slice(0, 15));
}
