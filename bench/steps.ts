/** How long each thing took that a benchmark does before it measures. */
import { quantile, tenths } from './measure.js';
import type { Cell, Table } from './report.js';

export interface Steps {
  /** @param work may answer a note about itself */
  step(what: string, work: () => Promise<unknown>): Promise<void>;
  table(): Table;
}

/** Says on standard error what it begins. */
export function openSteps(): Steps {
  const rows: (readonly Cell[])[] = [];
  return {
    async step(what, work) {
      console.error(what);
      const started = performance.now();
      const note = await work();
      rows.push([what, tenths((performance.now() - started) / 1_000), typeof note === 'string' ? note : '']);
    },
    table: () => ({ title: 'Filling', columns: ['what', 'seconds', 'steps'], rows }),
  };
}

/** Repeats a step that says whether there is more to do. @returns how often, and how long one took */
export async function untilDone(once: () => Promise<boolean>): Promise<string> {
  const times: number[] = [];
  for (let more = true; more;) {
    const started = performance.now();
    more = await once();
    times.push(performance.now() - started);
  }
  return `${times.length}; median ${Math.round(quantile(times, 0.5))} ms, most ${Math.round(quantile(times, 1))} ms`;
}
