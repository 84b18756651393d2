import { DEFAULT_RING_SECONDS, isE164, REJECT_REASONS, type RejectReason, type SiteStep } from '../../rules/index.ts';
import { numberWords } from '../artifact/destination.ts';
import { COUNT_SHIFT, KIND, RECORD_HEAD_WORDS, SITE_HEAD_WORDS } from '../artifact/layout.ts';
import type { Compilation } from './compile-plan.ts';
import { fitting } from './fitting.ts';
import type { NodeId } from './tree-builder.ts';

/** A site with its overflow: one record a site, in the order in which the switch tries them. */
export function compileSite(step: SiteStep, compilation: Compilation): NodeId {
  const records = [step.site, ...(step.overflow ?? [])].map((name) => compileRecord(name, compilation));
  return compilation.tree.node(
    [KIND.site | (fitting(records.length, 16, 'the sites of a list') << COUNT_SHIFT), ...records],
    records.map((_, i) => SITE_HEAD_WORDS + i),
  );
}

function compileRecord(name: string, { plan, tree }: Compilation): NodeId {
  const site = plan.sites[name]!;
  const head = KIND.record | (fitting(site.ringSeconds ?? DEFAULT_RING_SECONDS, 8, 'ringSeconds') << 8);
  const words = [head | (fitting(site.destinations.length, 16, 'the destinations') << COUNT_SHIFT), tree.text(name)];
  const texts = [1];
  site.destinations.forEach((destination, i) => {
    if (isE164(destination)) {
      words.push(...numberWords(destination));
    } else {
      words.push(0, tree.text(destination));
      texts.push(RECORD_HEAD_WORDS + i * 2 + 1);
    }
  });
  return tree.node(words, [], texts);
}

export function compileAnnounce(name: string, { plan, tree }: Compilation): NodeId {
  return tree.node([KIND.announce, tree.text(name), tree.text(plan.announcements![name]!.uri)], [], [1, 2]);
}

export function compileReject(reason: RejectReason, { tree }: Compilation): NodeId {
  return tree.node([KIND.reject | (REJECT_REASONS.indexOf(reason) << 8)]);
}
