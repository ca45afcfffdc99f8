import type { ApiPromise } from '@polkadot/api';
import { remarkCall } from '../../../src/cli/demo/remark.js';
import { hexToBytes } from '../../../src/domain/hex.js';
import { decodeRemark } from '../../../src/domain/remark/decode.js';

/** A runtime with these calls; each gives back what it was called with. */
function runtime(tx: Record<string, Record<string, (argument: string) => unknown>>): ApiPromise {
  return { tx } as unknown as ApiPromise;
}

const system = {
  remark: (text: string) => ({ remark: text }),
  remarkWithEvent: (text: string) => ({ event: text }),
};

describe('remarkCall', () => {
  it("writes Liberland's own remark where the runtime has a place for it", () => {
    const api = runtime({ system, llm: { remark: (hex) => hex } });
    const { call, reference } = remarkCall(api, 17, 'one coffee');
    expect(reference).toBe('17');
    expect(decodeRemark(hexToBytes(call as unknown as string))).toMatchObject({
      codec: 'liberland',
      text: 'one coffee',
      reference: '17',
    });
  });

  it('writes a text elsewhere, with an event if it can', () => {
    const withEvent = remarkCall(runtime({ system }), 17, 'one coffee');
    expect(withEvent).toMatchObject({ reference: 'demo-17', call: { event: 'order:demo-17 one coffee' } });
    const without = remarkCall(runtime({ system: { remark: system.remark } }), 17, 'one coffee');
    expect(without).toMatchObject({ reference: 'demo-17', call: { remark: 'order:demo-17 one coffee' } });
  });

  it('says so where there are no remarks', () => {
    expect(() => remarkCall(runtime({}), 17, 'one coffee')).toThrow('has no remarks');
  });
});
