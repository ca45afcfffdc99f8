import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Metadata, TypeRegistry } from '@polkadot/types';
import { expandMetadata } from '@polkadot/types';
import type { AnyTuple, CallBase } from '@polkadot/types/types';
import { plainCall } from '../../../src/polkadot/plain-call.js';

interface Runtime {
  /** Makes a call by its polkadot.js names. */
  call(pallet: string, method: string, ...args: unknown[]): CallBase<AnyTuple>;
}

function runtime(name: string): Runtime {
  const file = join(__dirname, '../../fixture-chain/metadata', `${name}.scale.gz`);
  const registry = new TypeRegistry();
  const metadata = new Metadata(registry, new Uint8Array(gunzipSync(readFileSync(file))));
  registry.setMetadata(metadata);
  const { tx } = expandMetadata(registry, metadata);
  return {
    call(pallet, method, ...args) {
      const create = tx[pallet]?.[method];
      if (!create) throw new Error(`${name} has no ${pallet}.${method}`);
      // Decoded anew from its bytes, as a block's calls are.
      return registry.createType('Call', create(...args).toU8a());
    },
  };
}

const BOB = `0x${'b0'.repeat(32)}`;
const CAROL = `0x${'ca'.repeat(32)}`;
const liberland = runtime('liberland-8');
const rococo = runtime('rococo-asset-hub-900');

describe('a call as plain data', () => {
  const pay = liberland.call('balances', 'transferKeepAlive', BOB, 5);
  const remark = liberland.call('system', 'remark', '0x6162');
  const plainPay = { name: 'balances.transferKeepAlive', fields: [BOB, 5n], calls: [] };
  const plainRemark = { name: 'system.remark', fields: ['0x6162'], calls: [] };

  it('reads the payee, the amount and the bytes of a remark', () => {
    expect(plainCall(pay, 1)).toEqual(plainPay);
    expect(plainCall(remark, 1)).toEqual(plainRemark);
  });

  it.each([
    ['utility.batchAll', [[pay, remark]]],
    ['utility.batch', [[pay, remark]]],
    ['utility.forceBatch', [[pay, remark]]],
  ])('finds the calls in %s', (name, args) => {
    const [pallet = '', method = ''] = name.split('.');
    expect(plainCall(liberland.call(pallet, method, ...args), 1)).toEqual({
      name,
      fields: [],
      calls: [plainPay, plainRemark],
    });
  });

  it.each([
    ['utility.asDerivative', [3, remark], [3]],
    ['utility.withWeight', [remark, { refTime: 1, proofSize: 1 }], []],
    ['utility.dispatchAs', [{ system: 'Root' }, remark], [null]],
    ['utility.dispatchAs', [{ system: { Signed: BOB } }, remark], [BOB]],
    ['proxy.proxy', [BOB, null, remark], [BOB]],
    ['proxy.proxyAnnounced', [CAROL, BOB, null, remark], [null, BOB]],
    ['multisig.asMultiThreshold1', [[BOB], remark], []],
    ['sudo.sudo', [remark], []],
    ['sudo.sudoAs', [BOB, remark], [BOB]],
    ['recovery.asRecovered', [BOB, remark], [BOB]],
    ['council.execute', [remark, 100], []],
    ['council.propose', [1, remark, 100], []],
    ['companyRegistryOffice.execute', [remark], []],
    ['scheduler.schedule', [9, null, 0, remark], []],
    ['whitelist.dispatchWhitelistedCallWithPreimage', [remark], []],
  ])('finds the call in %s, and as whom it runs', (name, args, fields) => {
    const [pallet = '', method = ''] = name.split('.');
    expect(plainCall(liberland.call(pallet, method, ...args), 1)).toEqual({
      name,
      fields,
      calls: [plainRemark],
    });
  });

  it.each([
    ['balances.transferAll', [BOB, false], [BOB]],
    ['balances.forceTransfer', [CAROL, BOB, 5], [CAROL, BOB, 5n]],
    ['assets.transfer', [7, BOB, 5], ['7', BOB, 5n]],
    ['assets.transferApproved', [7, CAROL, BOB, 5], ['7', CAROL, BOB, 5n]],
    ['llm.sendLlm', [BOB, 5], [BOB, 5n]],
    ['llm.sendLlmToPolitipool', [BOB, 5], [BOB, 5n]],
  ])('reads from whom, to whom and how much %s pays', (name, args, fields) => {
    const [pallet = '', method = ''] = name.split('.');
    expect(plainCall(liberland.call(pallet, method, ...args), 1).fields).toEqual(fields);
  });

  it('finds calls at any depth', () => {
    const nested = liberland.call(
      'utility',
      'batch',
      [
        [liberland.call('proxy', 'proxy', BOB, null, liberland.call('utility', 'batchAll', [pay, remark]))],
      ].flat(),
    );
    expect(plainCall(nested, 1)).toMatchObject({
      calls: [{ name: 'proxy.proxy', calls: [{ name: 'utility.batchAll', calls: [plainPay, plainRemark] }] }],
    });
  });

  it('hashes the call inside a multisig as the chain does', () => {
    const multisig = liberland.call('multisig', 'asMulti', 2, [BOB], null, remark, {
      refTime: 1,
      proofSize: 1,
    });
    expect(plainCall(multisig, 1).calls).toEqual([{ ...plainRemark, hash: remark.hash.toHex() }]);
  });

  it('opens the OpaqueCall of an older multisig to the same tree', () => {
    const inner = rococo.call('system', 'remark', '0x6162');
    const opaque = rococo.call('multisig', 'asMulti', 2, [BOB], null, inner.toHex(), false, 1);
    expect(plainCall(opaque, 2).calls).toEqual([{ ...plainRemark, hash: inner.hash.toHex() }]);
  });

  it('does not stumble over an OpaqueCall that holds no call', () => {
    const opaque = rococo.call('multisig', 'asMulti', 2, [BOB], null, '0xffffffff', false, 1);
    expect(plainCall(opaque, 2)).toEqual({ name: 'multisig.asMulti', fields: [], calls: [] });
  });

  it('names no payee where the call has an address that is no account', () => {
    const call = liberland.call('balances', 'transferKeepAlive', { Raw: '0x1234' }, 5);
    expect(plainCall(call, 1).fields[0]).toBeNull();
  });
});
