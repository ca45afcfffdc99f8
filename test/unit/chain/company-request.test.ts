/** What a company's owner signs, on the runtimes that Liberland had. */
import { blake2AsHex } from '@polkadot/util-crypto';
import { buildCompanyRequest } from '../../../src/chain/unsigned/company.js';
import { encodeCompanyData } from '../../../src/domain/company/encode.js';
import { emptyCompany } from '../../../src/domain/company/company-data.js';
import { bytesToHex } from '../../../src/domain/hex.js';
import { recordedMetadata } from '../../support/chain-view.js';

const data = bytesToHex(encodeCompanyData({ ...emptyCompany(), name: 'Café' }));
const request = { registryIndex: 0, entityId: null, data, editableByRegistrar: false };

describe.each(['liberland-8', 'liberland-22'] as const)('on %s', (name) => {
  const metadata = recordedMetadata(name);
  const { specVersion, genesisHash, registry } = metadata;

  it('a new company asks to be registered with its data', () => {
    const built = buildCompanyRequest(metadata, request);
    expect(built).toMatchObject({ call: 'companyRegistry.requestEntity', specVersion, genesisHash });
    const { method, section, args } = registry.createType('Call', built.callData);
    expect([section, method, ...args.map((arg) => arg.toJSON())]).toEqual([
      'companyRegistry',
      'requestEntity',
      0,
      data,
      false,
    ]);
    expect(built.dataHash).toBe(blake2AsHex(registry.createType('Bytes', data).toU8a()));
  });

  it('one that is there asks for new data', () => {
    const more = { registryIndex: 3, entityId: 17, editableByRegistrar: true };
    const built = buildCompanyRequest(metadata, { ...request, ...more });
    expect(built.call).toBe('companyRegistry.requestRegistration');
    const { args } = registry.createType('Call', built.callData);
    expect(args.map((arg) => arg.toJSON())).toEqual([3, 17, data, true]);
  });
});

it('is refused on a chain without a registry, or whose registry takes something else', () => {
  expect(() => buildCompanyRequest(recordedMetadata('rococo-asset-hub-900'), request)).toThrow(
    expect.objectContaining({ code: 'RUNTIME_LACKS_CALL' }) as Error,
  );
  const metadata = recordedMetadata('liberland-22');
  const other = {
    ...metadata,
    call: () => metadata.call('companyRegistry.cancelRequest', 0, 1, data, false),
  };
  expect(() => buildCompanyRequest(other, request)).toThrow(
    expect.objectContaining({ code: 'RUNTIME_UNSUPPORTED' }) as Error,
  );
});
