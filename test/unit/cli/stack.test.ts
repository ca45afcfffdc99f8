import { createStack } from '../../../src/cli/process/stack.js';

describe('createStack', () => {
  it('stops the last first, and goes on when a part fails to stop', async () => {
    const told: string[] = [];
    const stack = createStack();
    stack.push({ name: 'a', stop: () => Promise.resolve(told.push('a')) });
    stack.push({ name: 'b', stop: () => Promise.reject(new Error('stuck')) });
    stack.push({ name: 'c', stop: () => Promise.resolve(told.push('c')) });
    await stack.unwind((name, error) => told.push(`${name}: ${String(error)}`));
    expect(told).toEqual(['c', 'b: Error: stuck', 'a']);
  });

  it('kills what is left, the one that is just being stopped included', async () => {
    const killed: string[] = [];
    const stack = createStack();
    let release: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => {
      release = resolve;
    });
    stack.push({ name: 'a', stop: () => Promise.resolve(), kill: () => killed.push('a') });
    stack.push({ name: 'b', stop: () => stuck, kill: () => killed.push('b') });
    stack.push({ name: 'c', stop: () => Promise.resolve(), kill: () => killed.push('c') });
    const unwinding = stack.unwind(() => undefined);
    await new Promise(setImmediate);
    stack.kill();
    expect(killed).toEqual(['b', 'a']);
    release();
    await unwinding;
  });
});
