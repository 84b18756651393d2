import { DISTRICTS, type Plan, type Step, saints } from '../../rules/index.ts';
import { numberAt } from './number-at.ts';
import { type Chance, chanceOf, typicalPlan } from './typical-plan.ts';

/** One region of a country-wide customer: what of the plan is its own, under its name. */
type Branch = {
  readonly name: string;
  readonly codes: readonly string[];
  readonly sites: Readonly<Record<string, Plan['sites'][string]>>;
  readonly calendar: NonNullable<Plan['calendars']>[string];
  readonly percents: readonly number[];
  /** Out of hours: of its own, where there is one, else the headquarters answer. */
  readonly announcement: { readonly uri: string } | undefined;
};
type Draw = (n: number) => number;

const SITE_COUNTS = [2, 3];
const HEADQUARTERS = 'sede';

/** The regions' names as a plan may write them, with the districts whose seats lie there: 2 to 30. */
const REGION_CODES: ReadonlyMap<string, readonly string[]> = codesByRegion();
export const REGIONS = REGION_CODES.size;

/** Plans of customers with a branch in every region, as `planAt` gives typical ones. */
export function regionalPlanAt(seed: string, index: number): Plan {
  return regionalPlan(numberAt(index), chanceOf(`${seed}/regional/${index}`));
}

/**
 * The plan of a customer who is everywhere: the typical caller list, then each of the 20 regions with its own hours,
 * its own patron saint, its own split between two or three sites, its own answer out of hours. Mobiles go to one of
 * them. No two splits share a site, so that an answer tells whose it is.
 */
function regionalPlan(number: string, chance: Chance): Plan {
  const pick: Draw = (n) => Math.floor(chance() * n);
  const { schemaVersion, timeZone = '', callerLists = {} } = typicalPlan(number, chance);
  const branches = [...REGION_CODES].map(([name, codes]) => branchOf(name, codes, pick));
  const ofMobiles = branches[pick(branches.length)]!;
  const byName = <T>(value: (branch: Branch) => T | undefined) =>
    Object.fromEntries(
      branches.flatMap((branch) => {
        const own = value(branch);
        return own === undefined ? [] : [[branch.name, own] as const];
      }),
    );
  return {
    schemaVersion,
    number,
    timeZone,
    sites: Object.assign(
      { [HEADQUARTERS]: { destinations: [`+3906${10_000 + pick(90_000)}`] } },
      ...branches.map((branch) => branch.sites),
    ),
    announcements: byName((branch) => branch.announcement),
    callerLists,
    areas: byName((branch) => [...branch.codes]),
    calendars: byName((branch) => branch.calendar),
    subroutes: byName(hoursOf),
    route: {
      callers: {
        cases: [{ lists: ['clienti'], then: { site: HEADQUARTERS } }],
        otherwise: {
          districts: {
            cases: branches.map((branch) => ({
              in: branch === ofMobiles ? [branch.name, 'mobile'] : [branch.name],
              then: { subroute: branch.name },
            })),
            otherwise: { reject: 'out-of-area' },
          },
        },
      },
    },
  };
}

function branchOf(name: string, codes: readonly string[], pick: Draw): Branch {
  const count = SITE_COUNTS[pick(SITE_COUNTS.length)]!;
  // The last digit is the site's, so that two of one district never have one number.
  const sites = Array.from({ length: count }, (_, i) => {
    const destination = `+39${codes[pick(codes.length)]!}${1_000 + pick(90_000)}${i}`;
    return [`${name}-${i + 1}`, { destinations: [destination] }] as const;
  });
  const first = count === 2 ? 30 + pick(41) : 20 + pick(30);
  const second = count === 2 ? 100 - first : 10 + pick(30);
  return {
    name,
    codes,
    sites: Object.fromEntries(sites),
    calendar: calendarOf(codes, pick),
    percents: [first, second, 100 - first - second].slice(0, count),
    announcement: pick(2) === 0 ? { uri: `sip:chiuso-${name}@annunci.example.it` } : undefined,
  };
}

/** Of three branches two close at noon. */
function calendarOf(codes: readonly string[], pick: Draw): Branch['calendar'] {
  const hour = (from: number, span: number) =>
    `${String(from + pick(span)).padStart(2, '0')}:${pick(2) === 0 ? '00' : '30'}`;
  const [opens, closes] = [hour(7, 3), hour(17, 3)];
  const hours = pick(3) === 0 ? [`${opens}-${closes}`] : [`${opens}-${hour(12, 1)}`, `${hour(14, 1)}-${closes}`];
  const provinces = new Set(DISTRICTS.filter(({ code }) => codes.includes(code)).map((each) => each.provinceCode));
  const own = saints().filter((saint) => saint.confidence === 'high' && provinces.has(saint.province));
  return {
    days: [{ holidays: ['IT', `IT/${own[pick(own.length)]!.key}`], period: 'festivo' }],
    week: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], hours, period: 'aperto' }],
    otherwise: 'chiuso',
  };
}

function hoursOf({ name, sites, percents, announcement }: Branch): Step {
  const shares = Object.keys(sites).map((site, i) => ({
    percent: percents[i]!,
    then: { site, overflow: [HEADQUARTERS] },
  }));
  return {
    calendar: {
      use: name,
      cases: [{ periods: ['aperto'], then: { split: { shares } } }],
      otherwise: announcement === undefined ? { site: HEADQUARTERS } : { announce: name },
    },
  };
}

function codesByRegion(): Map<string, readonly string[]> {
  const regions = new Map<string, readonly string[]>();
  // San Marino is of no region.
  for (const { code, region, country } of DISTRICTS) {
    if (country !== 'IT') continue;
    const name = region.toLowerCase().replace(/[^a-z]+/g, '-');
    regions.set(name, [...(regions.get(name) ?? []), code]);
  }
  return regions;
}
