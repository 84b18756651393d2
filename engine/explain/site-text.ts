import type { ExplainedSite, ExplainedSiteEntry } from './explanation.ts';
import { labelOr, shownNumber } from './shown-text.ts';
import type { StepText } from './words.ts';

/** What a language says of a list of sites. */
export type SitePhrases = {
  readonly destination: string;
  /** Between two that are tried one after the other. */
  readonly then: string;
  readonly noneInService: string;
  readonly skipped: string;
  readonly ringing: (seconds: number, each: boolean) => string;
};

/** A site with its overflow, a line each: in the order in which they are tried, or skipped. */
export function siteText({ found }: ExplainedSite, phrases: SitePhrases): StepText {
  const tried = found.sites.filter(({ outOfService }) => found.degraded || !outOfService);
  const lines = found.sites.map((entry) =>
    tried.includes(entry)
      ? triedLine(entry, tried.indexOf(entry) + 1, phrases)
      : `–  ${labelOr(entry.label, entry.site)}: ${phrases.skipped}`,
  );
  const names = tried.map(({ label, site }) => labelOr(label, site)).join(phrases.then);
  return {
    title: `${phrases.destination}: ${names}`,
    reasons: found.degraded ? [phrases.noneInService, ...lines] : lines,
  };
}

function triedLine(
  { label, site, destinations, ringSeconds }: ExplainedSiteEntry,
  place: number,
  { then, ringing }: SitePhrases,
): string {
  const numbers = destinations.map(shownNumber).join(then);
  return `${place}. ${labelOr(label, site)}: ${numbers} (${ringing(ringSeconds, destinations.length > 1)})`;
}
