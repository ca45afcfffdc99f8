import type { Exit } from '../../../src/cli/process/guarded.js';
import { keepRunning, type KeepOptions, type Part } from '../../../src/cli/process/keep.js';

interface FakePart extends Part {
  end(exit: Exit): void;
  stopped: boolean;
}

function fakePart(): FakePart {
  let end: (exit: Exit) => void = () => undefined;
  const exited = new Promise<Exit>((resolve) => {
    end = resolve;
  });
  const part: FakePart = {
    exited,
    end,
    stopped: false,
    stop() {
      part.stopped = true;
      end({ code: 0, signal: null });
      return exited;
    },
    kill: () => end({ code: null, signal: 'SIGKILL' }),
  };
  return part;
}

/** Starts `parts` one after the other; an Error among them is a start that fails. */
function scripted(parts: (FakePart | Error)[], giveUp: KeepOptions['giveUp'] = () => false) {
  const told: string[] = [];
  const left = [...parts];
  const options: KeepOptions = {
    start() {
      const next = left.shift();
      return next instanceof Error || next === undefined
        ? Promise.reject(next ?? new Error('no more'))
        : Promise.resolve(next);
    },
    onFailure: ({ exit, error, delayMs }) => told.push(`${exit?.code ?? String(error)}, ${delayMs} ms`),
    onRestart: () => told.push('again'),
    giveUp,
  };
  return { options, told };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('keepRunning', () => {
  it('starts a part again when it ends by itself, after a longer wait each time, also when starting fails', async () => {
    const [first, second] = [fakePart(), fakePart()];
    const { options, told } = scripted([first, new Error('no disk'), second]);
    const kept = await keepRunning(options);
    first.end({ code: 3, signal: null });
    await until(() => told.includes('again'));
    expect(told).toEqual(['3, 500 ms', 'Error: no disk, 1000 ms', 'again']);
    await kept.stop();
    expect(second.stopped).toBe(true);
  });

  it('does not start a part again that it was told to stop', async () => {
    const part = fakePart();
    const { options, told } = scripted([part, fakePart()]);
    await (await keepRunning(options)).stop();
    expect(told).toEqual([]);
  });

  it('stops at once while it waits for the next try', async () => {
    const part = fakePart();
    const { options, told } = scripted([part]);
    const kept = await keepRunning(options);
    part.end({ code: 1, signal: null });
    await until(() => told.length > 0);
    await kept.stop();
    expect(told).toEqual(['1, 500 ms']);
  });

  it('gives up when there were too many failures in a row', async () => {
    const part = fakePart();
    const { options, told } = scripted([part, new Error('no disk')], (failures) => failures > 1);
    const kept = await keepRunning(options);
    part.end({ code: 1, signal: null });
    await kept.gaveUp;
    expect(told).toEqual(['1, 500 ms']);
  });

  it('throws when the first start fails', async () => {
    const { options } = scripted([new Error('no disk')]);
    await expect(keepRunning(options)).rejects.toThrow('no disk');
  });
});
