import { type FileHandle, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of records, by its name: `decisions-2026-11-23-001.ndjson`, days in UTC. */
export type RecordFile = { readonly name: string; readonly day: string; readonly part: number };

const NAME = /^decisions-(\d{4}-\d{2}-\d{2})-(\d{3,9})\.ndjson$/;
const LINE_END = 10;

/** The files of a folder, oldest first; whatever else lies there is left alone. None where there is no folder. */
export async function listRecordFiles(folder: string): Promise<readonly RecordFile[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const match = NAME.exec(name);
      return match === null ? [] : [{ name, day: match[1]!, part: Number(match[2]) }];
    })
    .sort((a, b) => (a.day === b.day ? a.part - b.part : a.day < b.day ? -1 : 1));
}

/** An open file that records are appended to. */
export type OpenRecordFile = RecordFile & { readonly file: FileHandle };

/**
 * Opens the day's last file for appending, or its next one when that is full. A line that a crash cut short is ended, so
 * that it spoils only itself.
 * @param fullBytes from how many bytes on a file gets no more
 */
export async function openRecordFile(folder: string, day: string, fullBytes: number): Promise<OpenRecordFile> {
  await mkdir(folder, { recursive: true });
  const files = (await listRecordFiles(folder)).filter((file) => file.day === day);
  for (let part = Math.max(1, files.at(-1)?.part ?? 1); ; part++) {
    const name = `decisions-${day}-${String(part).padStart(3, '0')}.ndjson`;
    const file = await open(join(folder, name), 'a+', 0o640);
    try {
      const { size } = await file.stat();
      if (size < fullBytes) {
        if (size > 0 && !(await endsLine(file, size))) await file.appendFile('\n');
        return { name, day, part, file };
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.close();
  }
}

async function endsLine(file: FileHandle, size: number): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 0 || buffer[0] === LINE_END;
}

/** Removes the files of days before `firstDay`. @returns their names */
export async function removeRecordsBefore(folder: string, firstDay: string): Promise<readonly string[]> {
  const old = (await listRecordFiles(folder)).filter(({ day }) => day < firstDay);
  for (const { name } of old) await unlink(join(folder, name));
  return old.map(({ name }) => name);
}
