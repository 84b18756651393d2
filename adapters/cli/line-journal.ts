import type { ServiceRoom } from './with-services.ts';

const PAGE = 1_000;

/** What was done with a line, as `audit` tells it of a number. */
export async function tellJournal({ services, actor, language, tell }: ServiceRoom, line: string): Promise<void> {
  for (let after = 0; ; ) {
    const page = await services.lines.journal(actor, line, { after, limit: PAGE });
    for (const entry of page) {
      const { sequence, atMs, action, outcome, actor: who, role, from, summary } = entry;
      const columns = [
        String(sequence).padEnd(4),
        new Date(atMs).toISOString(),
        action,
        outcome,
        `${who} (${role}, ${from})`,
      ];
      tell(entry, [columns.join('  '), `  ${summary[language]}`]);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.sequence;
  }
}

/** Recomputes the chain of a line's journal. @returns whether it is sound */
export async function verifyJournal({ services, actor, tell }: ServiceRoom, line: string): Promise<boolean> {
  const report = await services.lines.verifyJournal(actor, line);
  const { isSound, entries, head, faults } = report;
  const told = faults.map(({ code, sequence }) => `  ${code} at ${sequence}`);
  const state = isSound ? 'sound' : 'NOT SOUND';
  tell(report, [`${report.line} ${state}: ${entries} entries, head ${head.sequence}:${head.hash || '-'}`, ...told]);
  return isSound;
}
