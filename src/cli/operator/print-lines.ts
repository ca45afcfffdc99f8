import { once } from 'node:events';

/** Whoever read our output has gone (`| head`, a closed terminal). */
const GONE = new Set(['EPIPE', 'EIO']);

/** Prints lines on standard output as fast as somebody reads them, and makes none that nobody reads. */
export async function printLines(lines: AsyncIterable<string>): Promise<void> {
  const { stdout } = process;
  for await (const line of lines) {
    if (stdout.destroyed) return;
    if (stdout.write(`${line}\n`)) continue;
    try {
      await once(stdout, 'drain');
    } catch (error) {
      if (GONE.has(String((error as NodeJS.ErrnoException).code))) return;
      throw error;
    }
  }
}
