import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { descendants, untilGone, watch } from '../support/processes.js';

jest.setTimeout(300_000);

const SPEC = resolve('..', 'shared', 'chains', 'liberland-mainnet.raw.json');
const present = existsSync(SPEC);
if (!present) console.log(`skipped: the demo on the Liberland genesis, as there is no ${SPEC}`);

describe('chaintill demo', () => {
  (present ? it : it.skip)(
    'runs all it needs on the Liberland genesis, pays there, and stops it again',
    async () => {
      const data = mkdtempSync(join(tmpdir(), 'chaintill-demo-'));
      chmodSync(data, 0o755);
      const demo = watch(['dist/cli/main.js', 'demo', '--data', data, '--chain-spec', SPEC]);
      await demo.line(/Alice signs/, 180_000);
      const parts = descendants(demo.pid);
      expect((await demo.exited).code).toBe(0);
      const told = demo.lines.join('\n');
      expect(told).toContain('received 1.5 LLD of 1.5 LLD');
      expect(told).toContain('1.5 LLD wait in the inbox');
      for (const pid of parts) await untilGone(pid);
      expect(existsSync(join(data, 'lock.json'))).toBe(false);
      rmSync(data, { recursive: true });
    },
  );
});
