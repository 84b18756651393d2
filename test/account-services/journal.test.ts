import { describe, expect, test } from '@jest/globals';
import {
  type JournalEntry,
  type JournalHead,
  NO_JOURNAL,
  nextEntry,
  verifyEntries,
} from '../../adapters/account-services/line/journal.ts';
import { createServices, SIM } from './journal-services.ts';
import { ADMIN, CARRIER, refused, STRANGER, VIEWER } from './services-rig.ts';

const LINE = '+393351234567';

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** Five links, and their head. */
function chain(): { readonly lines: string[]; readonly head: JournalHead } {
  const lines: string[] = [];
  let head = NO_JOURNAL;
  for (let i = 0; i < 5; i++) {
    const next = nextEntry(head, {
      atMs: 1_000 * i,
      actor: 'anna',
      role: 'customer-admin',
      from: 'cli',
      line: LINE,
      action: 'block-sim',
      outcome: 'done',
      id: `ask-${i}`,
      summary: { it: 'bloccata', en: 'blocked' },
    });
    lines.push(next.line);
    head = next.head;
  }
  return { lines, head };
}

const changed = (line: string, change: (entry: JournalEntry) => object) =>
  JSON.stringify(change(JSON.parse(line) as JournalEntry));

describe('the journal of a line', () => {
  test('that nobody has touched is sound', async () => {
    const { lines, head } = chain();
    expect(await verifyEntries(LINE, each(lines), head)).toEqual({
      line: LINE,
      isSound: true,
      entries: 5,
      head,
      faults: [],
    });
    expect((await verifyEntries(LINE, each([]), NO_JOURNAL)).isSound).toBe(true);
  });

  test.each<[string, (lines: string[]) => string[], string, number]>([
    [
      'a word changed',
      (all) =>
        all.with(
          2,
          changed(all[2]!, (entry) => ({ ...entry, actor: 'ugo' })),
        ),
      'line-altered',
      3,
    ],
    [
      'a key added',
      (all) =>
        all.with(
          0,
          changed(all[0]!, (entry) => ({ ...entry, x: 1 })),
        ),
      'line-altered',
      1,
    ],
    ['no entry at all', (all) => all.with(3, 'null'), 'line-altered', 4],
    ['no JSON', (all) => all.with(3, '{'), 'line-altered', 4],
    ['one taken out', (all) => all.toSpliced(1, 1), 'chain-broken', 2],
    ['two changed about', (all) => [all[0]!, all[2]!, all[1]!, all[3]!, all[4]!], 'chain-broken', 2],
    ['the last cut off', (all) => all.slice(0, 4), 'line-missing', 5],
    ['one said twice', (all) => [...all, all[4]!], 'chain-broken', 6],
  ])('%s shows', async (_, tamper, code, sequence) => {
    const { lines, head } = chain();
    const { isSound, faults } = await verifyEntries(LINE, each(tamper(lines)), head);
    expect(isSound).toBe(false);
    expect(faults[0]).toEqual({ code, sequence });
  });

  test('one written anew from the middle on differs from the head', async () => {
    const { lines, head } = chain();
    const entry = JSON.parse(lines[4]!) as JournalEntry;
    const { sequence: _, previousHash, hash: __, ...draft } = entry;
    const forged = nextEntry({ sequence: 4, hash: previousHash }, { ...draft, actor: 'ugo' }).line;
    const { faults } = await verifyEntries(LINE, each(lines.with(4, forged)), head);
    expect(faults).toEqual([{ code: 'head-differs', sequence: 5 }]);
  });

  test('is read by whoever may read audits, and verified by the carrier', async () => {
    const { services, entryAltered } = await createServices();
    expect(await services.lines.journal(ADMIN, SIM, { after: 1 })).toHaveLength(1);
    expect(await refused(services.lines.journal(VIEWER, SIM))).toBe('NOT_ALLOWED');
    expect(await refused(services.lines.journal(STRANGER, SIM))).toBe('LINE_UNKNOWN');
    expect(await services.lines.verifyJournal(CARRIER, SIM)).toMatchObject({ isSound: true, entries: 2 });
    entryAltered.is = true;
    expect(await services.lines.verifyJournal(CARRIER, SIM)).toMatchObject({
      isSound: false,
      faults: [{ code: 'line-altered', sequence: 1 }],
    });
  });
});
