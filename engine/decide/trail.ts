/**
 * The trail: which branch a call took at each step of the compiled tree. A branch code is 16 bits:
 * 0 the step was not asked, 1 `otherwise`, 2 `withheld`, 3 + k the k-th branch of the compiled node (for a split, the
 * k-th share). As text each step asked has a letter and its branch: `c*d1t0s2` (c callers, d districts, t calendar,
 * s split; `*` otherwise, `w` withheld). A call that the override answered was asked none of them: `o`.
 */
export const BRANCH = { notAsked: 0, otherwise: 1, withheld: 2, first: 3 } as const;

/** In place of the codes of `callers` and `districts`: beyond any branch. */
export const OVERRIDDEN = 0x8000;

export type Trail = {
  readonly callers: number;
  readonly districts: number;
  readonly calendar: number;
  readonly split: number;
  /** The override answered: no step was asked. */
  readonly overridden: boolean;
};

export function trailText(low: number, high: number): string {
  if (low === OVERRIDDEN) return OVERRIDDEN_TEXT;
  return part('c', low & 0xffff) + part('d', low >>> 16) + part('t', high & 0xffff) + part('s', high >>> 16);
}

/** The branch codes of a trail's text; undefined when it is not one. */
export function parseTrail(text: string): Trail | undefined {
  if (text === OVERRIDDEN_TEXT) return { ...NOT_ASKED, overridden: true };
  const match = /^(?:c(\*|w|\d{1,3}))?(?:d(\*|\d{1,3}))?(?:t(\*|\d{1,3}))?(?:s(\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  return {
    callers: branchCode(match[1]),
    districts: branchCode(match[2]),
    calendar: branchCode(match[3]),
    split: branchCode(match[4]),
    overridden: false,
  };
}

const OVERRIDDEN_TEXT = 'o';
const NOT_ASKED = {
  callers: BRANCH.notAsked,
  districts: BRANCH.notAsked,
  calendar: BRANCH.notAsked,
  split: BRANCH.notAsked,
} as const;

function part(letter: string, code: number): string {
  if (code === BRANCH.notAsked) return '';
  if (code === BRANCH.otherwise) return `${letter}*`;
  if (code === BRANCH.withheld) return `${letter}w`;
  return letter + (code - BRANCH.first);
}

function branchCode(text: string | undefined): number {
  if (text === undefined) return BRANCH.notAsked;
  if (text === '*') return BRANCH.otherwise;
  if (text === 'w') return BRANCH.withheld;
  return Number(text) + BRANCH.first;
}
