import { createDiskWatch } from '../../../src/gateway/disk-watch.js';
import { explainFailure } from '../../../src/store/failures.js';

const refused = (code: string) =>
  ({
    level: 'error',
    error: explainFailure(Object.assign(new Error('could not extend file'), { code })),
  }) as never;

describe('createDiskWatch', () => {
  it('says that the disk is full once a statement is refused for it, and forgets it after a while', () => {
    const clock = { now: 0 };
    const disk = createDiskWatch(() => clock.now);
    expect(disk.refusal()).toBeNull();
    disk.hear(refused('53100'));
    expect(disk.refusal()).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringContaining('the disk of Postgres is full') as string,
    });
    // Other statements may well be taken meanwhile.
    disk.hear({ level: 'query' } as never);
    clock.now = 5_000;
    expect(disk.refusal()).not.toBeNull();
    clock.now = 5_001;
    expect(disk.refusal()).toBeNull();
  });

  it.each(['53300', '23505', '57P01'])('takes no notice of a statement that fails with %s', (code) => {
    const disk = createDiskWatch();
    disk.hear(refused(code));
    expect(disk.refusal()).toBeNull();
  });

  it('takes no notice of what failed without a cause', () => {
    const disk = createDiskWatch();
    disk.hear({ level: 'error', error: new Error('no') } as never);
    disk.hear({ level: 'error', error: null } as never);
    expect(disk.refusal()).toBeNull();
  });
});
