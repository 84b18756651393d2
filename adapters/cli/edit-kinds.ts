import { readCount } from './arguments.ts';
import { DAY_EDITS } from './edit-days.ts';
import type { EditKind } from './edit-kind.ts';
import { needWords, readSet } from './edit-kind.ts';
import { branchPointer } from './edit-places.ts';
import { UsageError } from './usage-error.ts';

/** What can be edited, as people type it; `replace`, which reads a file, is the command's own. */
export const EDIT_KINDS: readonly EditKind[] = [
  {
    name: 'destinations',
    usage: 'SITE NUMBER… [--ring-seconds N] [--label TEXT]',
    summary: 'sends the calls of a site elsewhere',
    options: ['ring-seconds', 'label'],
    read: ({ words, values }) => ({ edit: 'set-destinations', ...siteOf('destinations', words, values) }),
  },
  {
    name: 'add-site',
    usage: 'SITE NUMBER… [--ring-seconds N] [--label TEXT]',
    summary: 'a new site, which nothing routes to yet',
    options: ['ring-seconds', 'label'],
    read: ({ words, values }) => ({ edit: 'add-site', ...siteOf('add-site', words, values) }),
  },
  {
    name: 'remove-site',
    usage: 'SITE',
    summary: 'takes out a site that nothing routes to',
    options: [],
    read: ({ words }) => ({ edit: 'remove-site', site: needWords('remove-site', words, ['SITE'], false)[0] }),
  },
  {
    name: 'authorise',
    usage: 'LIST CALLER…',
    summary: 'puts numbers or prefixes (+39021*) into a caller list',
    options: [],
    read: ({ words }) => ({ edit: 'authorise-callers', ...listOf('authorise', words) }),
  },
  {
    name: 'unauthorise',
    usage: 'LIST CALLER…',
    summary: 'takes them out again',
    options: [],
    read: ({ words }) => ({ edit: 'remove-callers', ...listOf('unauthorise', words) }),
  },
  {
    name: 'area',
    usage: 'AREA [DISTRICT…]',
    summary: 'the districts of an area, in place of those it has',
    options: [],
    read({ words }) {
      const [area, ...districts] = needWords('area', words, ['AREA'], true);
      return { edit: 'set-area', area, in: districts };
    },
  },
  {
    name: 'districts',
    usage: 'DISTRICT… --to CASE',
    summary: 'sends districts or areas to a branch: 1, 2, … or otherwise',
    options: ['to'],
    read({ words, values, plan }) {
      const districts = needWords('districts', words, ['DISTRICT'], true);
      if (values.to === undefined)
        throw new UsageError('districts: --to CASE is missing: 1, 2, …, otherwise or a pointer.');
      return { edit: 'move-districts', districts, to: branchPointer(plan, values.to) };
    },
  },
  ...DAY_EDITS,
  {
    name: 'split',
    usage: '--set SITE=PERCENT… [--split POINTER]',
    summary: 'the percentages of a split; shares not named keep theirs',
    options: ['set', 'split'],
    read({ words, values }) {
      const pairs = [...words, ...(values.set ?? [])];
      if (pairs.length === 0) throw new UsageError('split: name the shares: --set milano=70 --set roma=30.');
      const percents = Object.fromEntries(pairs.map(readSet));
      return { edit: 'set-percentages', percents, ...(values.split === undefined ? {} : { split: values.split }) };
    },
  },
];

function siteOf(name: string, words: readonly string[], values: Parameters<EditKind['read']>[0]['values']) {
  const [site, ...destinations] = needWords(name, words, ['SITE', 'NUMBER'], true);
  const seconds = values['ring-seconds'];
  return {
    site,
    destinations,
    ...(seconds === undefined ? {} : { ringSeconds: readCount('--ring-seconds', seconds, 0, 1_000) }),
    ...(values.label === undefined ? {} : { label: values.label }),
  };
}

function listOf(name: string, words: readonly string[]) {
  const [list, ...entries] = needWords(name, words, ['LIST', 'CALLER'], true);
  return { list, entries };
}
