/** What a suite with processes of its own has opened, and where they keep their files. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Closers = (() => Promise<unknown>)[];

/** Closed after the suite's last test, the last one first. */
export function openClosers(): Closers {
  const closers: Closers = [];
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });
  return closers;
}

/** The same with a folder, which is gone then; Postgres does not run as root, so every account may pass it. */
export function openSuiteFolder(name: string): { readonly folder: string; readonly closers: Closers } {
  const folder = mkdtempSync(join(tmpdir(), `chaintill-${name}-`));
  chmodSync(folder, 0o755);
  const closers = openClosers();
  closers.push(() => rm(folder, { recursive: true, force: true }));
  return { folder, closers };
}
