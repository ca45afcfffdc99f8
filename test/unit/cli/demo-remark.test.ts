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

const order = { text: 'order:17', liberlandId: '17' };

describe('remarkCall', () => {
  it("writes Liberland's own remark where the runtime has a place for it", () => {
    const api = runtime({ system, llm: { remark: (hex) => hex } });
    const { call } = remarkCall(api, order, 'one coffee');
    expect(decodeRemark(hexToBytes(call as unknown as string))).toMatchObject({
      codec: 'liberland',
      text: 'one coffee',
      reference: '17',
    });
  });

  it('writes a text for an order that no Liberland remark can name', () => {
    const api = runtime({ system, llm: { remark: (hex) => hex } });
    const named = remarkCall(api, { text: 'order:A-17', liberlandId: null }, 'one coffee');
    expect(named).toMatchObject({ call: { event: 'order:A-17 one coffee' } });
  });

  it('writes a text elsewhere, with an event if it can', () => {
    const withEvent = remarkCall(runtime({ system }), order, 'one coffee');
    expect(withEvent).toMatchObject({ call: { event: 'order:17 one coffee' } });
    const without = remarkCall(runtime({ system: { remark: system.remark } }), order, 'one coffee');
    expect(without).toMatchObject({ call: { remark: 'order:17 one coffee' } });
  });

  it('says so where there are no remarks', () => {
    expect(() => remarkCall(runtime({}), order, 'one coffee')).toThrow('has no remarks');
  });
});
