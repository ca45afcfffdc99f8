import type { Level } from 'pino';

/** One line that the indexer printed, as our log takes it. */
export interface OutputLine {
  readonly level: Level;
  readonly category: string | null;
  readonly message: string;
}

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] satisfies Level[];

/** Reads a line of `--output-fmt=json`; what is not JSON (a warning of a library, say) is a message as it stands. */
export function parseOutput(line: string): OutputLine {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (typeof entry !== 'object' || entry === null) return { level: 'info', category: null, message: line };
  const { level, category, message, payload } = entry as Record<string, unknown>;
  const parts = [typeof message === 'string' ? message : null, ...causes(payload)];
  return {
    level: isLevel(level) ? level : 'info',
    category: typeof category === 'string' ? category : null,
    message: [...new Set(parts.filter((part) => part !== null))].join(': '),
  };
}

function isLevel(level: unknown): level is Level {
  return typeof level === 'string' && LEVELS.includes(level);
}

/** The messages of an error as SubQuery writes one: `{message, cause: {message, …}}`. */
function causes(error: unknown): string[] {
  if (typeof error !== 'object' || error === null || !('message' in error)) return [];
  return [String(error.message), ...('cause' in error ? causes(error.cause) : [])];
}
