import { createProgress } from '../../../src/cli/progress.js';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 40, write: (text: string) => written.push(text), written };
}

describe('createProgress', () => {
  it('writes plain lines where there is no terminal, with updates no more often than every ten seconds', () => {
    const output = terminal(false);
    let now = 0;
    const progress = createProgress(output, () => now);
    const step = progress.step('Indexer');
    now = 9_000;
    step.update('block 1');
    now = 10_500;
    step.update('block 2');
    progress.say('a note');
    now = 12_345;
    step.done('up to date');
    expect(output.written).toEqual([
      '  … Indexer\n',
      '  … Indexer: block 2\n',
      'a note\n',
      '  ✓ Indexer: up to date (12 s)\n',
    ]);
    expect(output.written.join('')).not.toContain('\x1b');
  });

  it('redraws one line in place on a terminal, and never one that is wider', () => {
    const output = terminal(true);
    const progress = createProgress(output, () => 0);
    const step = progress.step('Dev chain');
    step.update('x'.repeat(100));
    progress.say('a note');
    step.done('ready');
    const lines = output.written.join('').split('\n');
    expect(lines.map((line) => line.slice(line.lastIndexOf('\r\x1b[K') + 4))).toEqual(
      ['a note', '  ✓ Dev chain: ready (0.0 s)', ''].map((line, index) =>
        index === 2 ? line.slice(4) : line,
      ),
    );
    for (const drawn of output.written) expect(drawn.replace('\r\x1b[K', '').length).toBeLessThan(40);
  });

  it('leaves no half-drawn line behind when a step does not end', () => {
    const output = terminal(true);
    const progress = createProgress(output, () => 0);
    progress.step('Dev chain');
    progress.end();
    expect(output.written.at(-1)).toBe('\r\x1b[K');
  });
});
