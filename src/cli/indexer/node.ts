import { startGuarded, type Guarded } from '../process/guarded.js';
import { indexerCommand } from './command.js';
import { parseOutput } from './output.js';

/** It flushes what it holds before it ends. */
const STOP_MS = 20_000;

export interface NodeOptions {
  /** The SubQuery project (project.ts). */
  readonly folder: string;
  readonly databaseUrl: string;
  readonly port: number;
  /** That it writes; default `chain`. */
  readonly schema?: string;
  /** Told each line that it prints. */
  readonly onOutput: (output: ReturnType<typeof parseOutput>) => void;
}

/** Starts @subql/node behind a guard, once. */
export function startNode({ onOutput, ...options }: NodeOptions): Promise<Guarded> {
  return startGuarded({
    command: process.execPath,
    ...indexerCommand(options),
    cwd: options.folder,
    stopSignal: 'SIGTERM',
    stopMs: STOP_MS,
    onLine: (line) => onOutput(parseOutput(line)),
  });
}
