import { emptyCompany } from '../../../src/domain/company/company-data.js';
import { decodeCompanyData } from '../../../src/domain/company/decode.js';
import { companySettings } from '../../../src/domain/company/settings.js';
import { parseAccount } from '../../../src/domain/account.js';
import { hexToBytes } from '../../../src/domain/hex.js';
import { encodeCompanyData, withPaymentSettings, type CompanyData } from '../../../src/client/index.js';
import { ALICE, BOB } from '../../support/accounts.js';

const plain = (value: string) => ({ value, isEncrypted: false });
const read = async (company: CompanyData) =>
  decodeCompanyData(hexToBytes(await encodeCompanyData(company))).data;

describe('company data that a shop writes', () => {
  it('is what the gateway reads', async () => {
    const person = { walletAddress: ALICE, name: 'Zoë', dob: '', passportNumber: 'X' };
    const company: CompanyData = {
      name: 'Café',
      history: 'ö'.repeat(9_000),
      brandNames: [{ name: { value: 'sealed', isEncrypted: true } }, {}],
      physicalAddresses: [{ city: 'Liberpolis', country: 'LL' }],
      statutoryOrganMembers: [person],
      principals: [{ ...person, shares: '10' }],
      shareholders: [{ ...person, shares: '10' }],
      UBOs: [{ ...person, signingAbility: 'alone' }],
      relevantAssets: [{ assetId: '5' }],
      relevantContracts: [{ contractId: 'c' }],
      companyType: 'Sole trader',
      contact: [{ contact: 'post@cafe.example' }],
    };
    const named = {
      walletAddress: plain(ALICE),
      name: plain('Zoë'),
      dob: plain(''),
      passportNumber: plain('X'),
    };
    const unsigned = { signingAbility: plain(''), signingAbilityConditions: plain('') };
    expect(await read(company)).toEqual({
      ...emptyCompany(),
      name: 'Café',
      history: 'ö'.repeat(9_000),
      brandNames: [{ name: { value: 'sealed', isEncrypted: true } }, { name: plain('') }],
      physicalAddresses: [
        {
          description: plain(''),
          street: plain(''),
          city: plain('Liberpolis'),
          subdivision: plain(''),
          postalCode: plain(''),
          country: plain('LL'),
        },
      ],
      statutoryOrganMembers: [named],
      principals: [{ ...named, ...unsigned, shares: plain('10') }],
      shareholders: [{ ...named, passportNumber: 'X', shares: plain('10') }],
      UBOs: [{ ...named, ...unsigned, signingAbility: plain('alone') }],
      relevantAssets: [{ assetId: plain('5') }],
      relevantContracts: [{ contractId: plain('c') }],
      companyType: 'Sole trader',
      contact: [{ contact: plain('post@cafe.example') }],
    });
    expect(await read({})).toEqual(emptyCompany());
  });

  it('has its new payment settings and none of the old ones', async () => {
    const company: CompanyData = {
      onlineAddresses: [
        { description: 'Website', url: 'https://cafe.example' },
        { description: plain(' Payment-Hook '), url: 'https://old.example' },
      ],
    };
    const data = await read(
      withPaymentSettings(company, {
        hook: 'https://cafe.example/hook',
        success: 'https://cafe.example/paid',
        failure: 'https://cafe.example/failed',
        addresses: [ALICE, BOB],
      }),
    );
    expect(data && companySettings(data)).toEqual({
      hook: 'https://cafe.example/hook',
      success: 'https://cafe.example/paid',
      failure: 'https://cafe.example/failed',
      addresses: [parseAccount(ALICE), parseAccount(BOB)],
      problems: [],
    });
    expect(data?.onlineAddresses).toHaveLength(6);
    const none = await read(withPaymentSettings(company, {}));
    expect(none?.onlineAddresses).toEqual([
      { description: plain('Website'), url: plain('https://cafe.example') },
    ]);
  });

  it('that the registry would not take is refused', async () => {
    const noise = Array.from({ length: 12_000 }, (_, i) =>
      String.fromCodePoint(0x4e00 + ((i * i * 31) % 20_000)),
    );
    await expect(encodeCompanyData({ history: noise.join('') })).rejects.toThrow(/the registry takes 8192/);
  });
});
