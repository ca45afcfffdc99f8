/** What a suite did to the parts of an instance, and what held all the same. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ChaosReport {
  /** Something was done, so many times, to a process, an endpoint or a database. */
  did(what: string, to: string, times?: number): void;
  /** An invariant was looked at for so many orders, events, rows or answers, and held. */
  held(invariant: string, count: number): void;
  /** Writes it where `npm run chaos` reads it; in the tests alone, nobody does. */
  write(): Promise<void>;
}

/** @param part the suite, in a few words; also the name of its file */
export function openChaosReport(part: string): ChaosReport {
  const done = new Map<string, number>();
  const invariants = new Map<string, number>();
  return {
    did: (what, to, times = 1) => void done.set(`${what}\t${to}`, (done.get(`${what}\t${to}`) ?? 0) + times),
    held: (invariant, count) => void invariants.set(invariant, (invariants.get(invariant) ?? 0) + count),
    async write() {
      const folder = process.env['CHAINTILL_CHAOS_REPORT'];
      if (folder === undefined) return;
      await mkdir(folder, { recursive: true });
      const faults = [...done].map(([key, times]) => {
        const [what, to] = key.split('\t');
        return { what, to, times };
      });
      const held = [...invariants].map(([invariant, count]) => ({ invariant, count }));
      await writeFile(join(folder, `${part}.json`), JSON.stringify({ part, faults, held }, null, 2));
    },
  };
}
