import { Metadata, TypeRegistry } from '@polkadot/types';
import { loadRuntime, type RuntimeName } from '../../fixture-chain/build/runtime.js';
import { plainField } from '../../../src/polkadot/plain-field.js';

function registryOf(name: RuntimeName): TypeRegistry {
  const registry = new TypeRegistry();
  registry.setMetadata(new Metadata(registry, loadRuntime(name).metadata));
  return registry;
}

const liberland = registryOf('liberland-8');

/** Pallet `balances` has index 6 on Liberland; its third error is InsufficientBalance. */
const POOR = { Module: { index: 6, error: '0x02000000' } };

describe('a DispatchError as plain data', () => {
  it('names the pallet and the error, and says what the metadata says of it', () => {
    expect(plainField(liberland.createType('DispatchError', POOR), 'error')).toEqual({
      pallet: 'Balances',
      name: 'InsufficientBalance',
      docs: 'Balance too low to send value.',
    });
  });

  it('reads the same number by the metadata of its own runtime', () => {
    const rococo = registryOf('rococo-asset-hub-900');
    const error = rococo.createType('DispatchError', { Module: { index: 50, error: '0x01000000' } });
    expect(plainField(error, 'error')).toEqual({
      pallet: 'Assets',
      name: 'NoAccount',
      docs: 'The account to alter does not exist.',
    });
  });

  it.each([
    ['BadOrigin', 'BadOrigin'],
    [{ Token: 'WouldDie' }, 'Token.WouldDie'],
    [{ Arithmetic: 'Underflow' }, 'Arithmetic.Underflow'],
    [{ Transactional: 'LimitReached' }, 'Transactional.LimitReached'],
  ])('that is no pallet’s: %j', (value, name) => {
    const error = liberland.createType('DispatchError', value);
    expect(plainField(error, 'error')).toEqual({ pallet: null, name, docs: null });
  });

  it.each([
    { index: 250, error: '0x02000000' },
    { index: 6, error: '0xfe000000' },
  ])('is nothing where the metadata does not have it: %j', (unknown) => {
    const error = liberland.createType('DispatchError', { Module: unknown });
    expect(plainField(error, 'error')).toBeNull();
  });

  it('is read out of a result that is not Ok', () => {
    const result = (value: object): unknown =>
      plainField(liberland.createType('Result<Null, DispatchError>', value), 'result');
    expect(result({ Ok: null })).toBe(true);
    expect(result({ Err: POOR })).toMatchObject({ name: 'InsufficientBalance' });
  });
});
