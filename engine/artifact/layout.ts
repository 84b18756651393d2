/**
 * The compiled plan as 32-bit little-endian words. The bytes in the store are the bytes that decide: a node copies
 * them into its arena and walks them there. Every reference is relative to the artifact's first word, so an artifact
 * may lie anywhere; it refers to nothing outside itself but the national tables whose version it carries.
 *
 * ```
 * header   0 MAGIC_AND_FORMAT   1 length, words   2 root node   3 split seed
 *          4 zone id | national tables version << 16   5 plan version   6 first cold word   7 number as an integer
 * nodes    hot nodes in depth-first order, the root first, so that a call reads forward
 * cold     period names
 * texts    each two bytes of length, then ASCII bytes; packed, then padded with zeros to a word
 * trailer  8 words of plan hash, 1 word of checksum (MurmurHash3 of every word before it)
 * ```
 *
 * A node's first word has its kind in the low 8 bits. `ref` is a word offset, `text` a byte offset, both from the start.
 * ```
 * callers    kind | withheld present << 8 | case count << 16, entry count, ref otherwise, ref withheld (0: none),
 *            ref case 0 …, then an entry each 3 words: high, low, branch | prefix length << 9 | (parent + 1) << 13
 * districts  kind | bits per origin << 8 | case count << 16, ref otherwise, ref case 0 …, then 239 origins of 1, 2, 4
 *            or 8 bits each: 0 otherwise, else case + 1
 * calendar   kind | case count << 16, ref table, ref otherwise, ref case 0 …, then a byte a period: 0 otherwise, else
 *            case + 1
 * split      kind | by caller << 8 | share count << 16, then a share each 2 words: cumulative basis points, ref
 * site       kind | site count << 16, ref site record …
 * announce   kind, text name, text uri
 * reject     kind | reason << 8
 * override   kind, low and high half of the instant at which it ends (epoch ms; NO_END: never), ref ending, ref plan;
 *            only at the root: before that instant the ending, which is a site or an announce, from then on the plan
 * record     kind | ring seconds << 8 | destination count << 16, text name, then a destination each 2 words (see
 *            destination.ts)
 * table      a calendar's windows (see calendar-table.ts)
 * names      kind | count << 16, text …
 * ```
 */
export const MAGIC_AND_FORMAT = 0x494e_0001;
/**
 * Of an artifact whose root is an override. An older Instrada would take that node for an ending, so it must refuse the
 * artifact; all others stay, byte for byte, what they were.
 */
export const MAGIC_AND_OVERRIDE_FORMAT = 0x494e_0002;

export const HEADER = {
  magic: 0,
  length: 1,
  root: 2,
  seed: 3,
  zoneAndTables: 4,
  version: 5,
  cold: 6,
  number: 7,
} as const;
export const HEADER_WORDS = 8;
/** Eight words of plan hash and one of checksum. */
export const TRAILER_WORDS = 9;
export const HASH_WORDS = 8;

export const KIND = {
  callers: 1,
  districts: 2,
  calendar: 3,
  split: 4,
  site: 5,
  announce: 6,
  reject: 7,
  record: 8,
  table: 9,
  names: 10,
  override: 11,
} as const;

/** Entry of a `callers` node: where its fields lie in the third word. */
export const ENTRY_WORDS = 3;
export const ENTRY_BRANCH_BITS = 9;
export const ENTRY_LENGTH_BITS = 4;
/** Words before a node's cases, shares, records, destinations or texts. */
export const CALLERS_HEAD_WORDS = 4;
export const DISTRICTS_HEAD_WORDS = 2;
export const CALENDAR_HEAD_WORDS = 3;
export const SPLIT_HEAD_WORDS = 1;
export const SITE_HEAD_WORDS = 1;
export const RECORD_HEAD_WORDS = 2;
export const NAMES_HEAD_WORDS = 1;
/** An `override` node: its parts by word. */
export const OVERRIDE = { endLow: 1, endHigh: 2, ending: 3, plan: 4 } as const;
/** High half of the end of an override that has none: later than any instant. */
export const NO_END = 0x7fff_ffff;
/** Where a node's first word has its count. */
export const COUNT_SHIFT = 16;

/** Versions of the tables in `rules/` that an artifact leans on; raised when a table changes an answer. */
export const NATIONAL_TABLES_VERSION = 1;
