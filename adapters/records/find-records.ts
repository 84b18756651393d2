import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { listRecordFiles } from './record-files.ts';

/** A record's line, and where it stands. */
export type FoundRecord = { readonly file: string; readonly line: number; readonly value: unknown };

/**
 * The records of a call id, the newest file first, within a file in order. A line that is no JSON is passed over: it is
 * one that a crash cut short.
 */
export async function* findRecords(folder: string, callId: string): AsyncGenerator<FoundRecord> {
  // Written so in every record of this call, and looked for before the line is parsed.
  const written = `"callId":${JSON.stringify(callId)}`;
  const files = await listRecordFiles(folder);
  for (const { name } of [...files].reverse()) {
    const stream = createReadStream(join(folder, name), 'utf8');
    let line = 0;
    try {
      for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
        line++;
        if (!text.includes(written)) continue;
        const value = parse(text);
        if ((value as { callId?: unknown } | undefined)?.callId === callId) yield { file: name, line, value };
      }
    } finally {
      stream.destroy();
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
