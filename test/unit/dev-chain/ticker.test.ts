import { startTicker } from '../../../src/chain/dev/ticker.js';

describe('ticker', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('ticks at its pace until it is stopped', async () => {
    const tick = jest.fn(() => Promise.resolve());
    const stop = startTicker(1_000, tick, () => undefined);
    await jest.advanceTimersByTimeAsync(3_500);
    expect(tick).toHaveBeenCalledTimes(3);
    stop();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(tick).toHaveBeenCalledTimes(3);
  });

  it('never starts a tick while the last one runs, and then goes on at once', async () => {
    let running = 0;
    let most = 0;
    const tick = jest.fn(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      running--;
    });
    const stop = startTicker(1_000, tick, () => undefined);
    await jest.advanceTimersByTimeAsync(1_000 + 4 * 2_500 + 100);
    expect(most).toBe(1);
    expect(tick).toHaveBeenCalledTimes(5);
    stop();
  });

  it('keeps its pace after a slow tick', async () => {
    const at: number[] = [];
    const started = performance.now();
    const stop = startTicker(
      1_000,
      async () => {
        at.push(performance.now() - started);
        if (at.length === 1) await new Promise((resolve) => setTimeout(resolve, 800));
      },
      () => undefined,
    );
    await jest.advanceTimersByTimeAsync(4_100);
    expect(at).toEqual([1_000, 2_000, 3_000, 4_000]);
    stop();
  });

  it('tells of a failed tick and tries again', async () => {
    const failure = new Error('no block');
    const onError = jest.fn();
    const tick = jest.fn().mockRejectedValueOnce(failure).mockResolvedValue(undefined);
    const stop = startTicker(1_000, tick as () => Promise<void>, onError);
    await jest.advanceTimersByTimeAsync(2_100);
    expect(onError.mock.calls).toEqual([[failure]]);
    expect(tick).toHaveBeenCalledTimes(2);
    stop();
  });

  it('starts no other tick when it is stopped within one', async () => {
    const tick = jest.fn(() => new Promise<void>((resolve) => setTimeout(resolve, 500)));
    const stop = startTicker(1_000, tick, () => undefined);
    await jest.advanceTimersByTimeAsync(1_200);
    stop();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(tick).toHaveBeenCalledTimes(1);
  });
});
