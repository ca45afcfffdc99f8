import { createReloading } from '../../../../src/web/dashboard/gateway/reloading.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function loader() {
  const ends: (() => void)[] = [];
  const load = jest.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  const end = async (): Promise<void> => {
    ends.shift()?.();
    await jest.advanceTimersByTimeAsync(0);
  };
  return { load, end };
}

it('loads once for wishes that come together', async () => {
  const { load, end } = loader();
  const reloading = createReloading(load, 100);
  reloading.start();
  expect(load).toHaveBeenCalledTimes(1);
  await end();
  for (let i = 0; i < 10; i++) reloading.request();
  await jest.advanceTimersByTimeAsync(100);
  expect(load).toHaveBeenCalledTimes(2);
});

it('loads again for a wish that came while it loads, and not before that ended', async () => {
  const { load, end } = loader();
  const reloading = createReloading(load, 100);
  reloading.start();
  reloading.request();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(load).toHaveBeenCalledTimes(1);
  await end();
  await jest.advanceTimersByTimeAsync(100);
  expect(load).toHaveBeenCalledTimes(2);
  await end();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(load).toHaveBeenCalledTimes(2);
});

it('loads nothing once it is stopped', async () => {
  const { load, end } = loader();
  const reloading = createReloading(load, 100);
  reloading.start();
  reloading.request();
  reloading.stop();
  await end();
  reloading.request();
  await jest.advanceTimersByTimeAsync(1_000);
  expect(load).toHaveBeenCalledTimes(1);
});
