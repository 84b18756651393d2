import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Another commit of this repository, built in a temporary folder with this tree's bench and packages. */
export type OtherTree = { readonly folder: string; close(): Promise<void> };

/** @param root this tree @throws Error that says which step failed, with its output */
export async function buildOtherTree(root: string, ref: string): Promise<OtherTree> {
  const folder = await mkdtemp(join(tmpdir(), 'instrada-compare-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    await step(`read ${ref}`, 'git', ['archive', '--format=tar', '-o', join(folder, 'tree.tar'), ref], root);
    await step('unpack it', 'tar', ['-xf', 'tree.tar'], folder);
    // The same bench on both: what differs is what it measures.
    await rm(join(folder, 'bench'), { recursive: true, force: true });
    await cp(join(root, 'bench'), join(folder, 'bench'), { recursive: true });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    const tsc = join(root, 'node_modules', '.bin', 'tsc');
    await step(`build ${ref} with this tree's bench`, tsc, ['-p', 'tsconfig.json'], folder);
    return { folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function step(what: string, command: string, args: readonly string[], cwd: string): Promise<void> {
  try {
    await run(command, [...args], { cwd });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`Cannot ${what}:\n${stdout}${stderr}`, { cause: error });
  }
}
