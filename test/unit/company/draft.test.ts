/** Company data from a person's file, with the payment settings that it is to have. */
import { emptyCompany } from '../../../src/domain/company/company-data.js';
import { readCompanyDraft, withSettings } from '../../../src/domain/company/draft.js';
import { companySettings } from '../../../src/domain/company/settings.js';
import { parseAccount } from '../../../src/domain/account.js';
import { ALICE, BOB } from '../../support/accounts.js';

const plain = (value: string) => ({ value, isEncrypted: false });

describe('readCompanyDraft', () => {
  it('fills in what is left out', () => {
    const read = readCompanyDraft({
      name: 'Café',
      onlineAddresses: [
        { description: 'Website', url: { value: 'https://cafe.example', isEncrypted: true } },
      ],
      shareholders: [{ name: 'Zoë', passportNumber: 'X' }],
    });
    expect(read).toEqual({
      ...emptyCompany(),
      name: 'Café',
      onlineAddresses: [
        { description: plain('Website'), url: { value: 'https://cafe.example', isEncrypted: true } },
      ],
      shareholders: [
        {
          walletAddress: plain(''),
          name: plain('Zoë'),
          dob: plain(''),
          passportNumber: 'X',
          shares: plain(''),
        },
      ],
    });
    expect(readCompanyDraft({})).toEqual(emptyCompany());
  });

  it.each<[unknown, string, string | null]>([
    [{ nme: 'Café' }, 'UNKNOWN_FIELD', 'nme'],
    [{ name: 1 }, 'BAD_USER_INPUT', 'name'],
    [{ contact: 'x' }, 'BAD_USER_INPUT', 'contact'],
    [{ contact: [{ contact: 1 }] }, 'BAD_USER_INPUT', 'contact.0.contact'],
    [{ contact: [{ phone: '1' }] }, 'UNKNOWN_FIELD', 'contact.0.phone'],
    [{ shareholders: [{ passportNumber: plain('X') }] }, 'BAD_USER_INPUT', 'shareholders.0.passportNumber'],
    [['Café'], 'BAD_USER_INPUT', 'body'],
    [null, 'BAD_USER_INPUT', 'body'],
  ])('refuses %j', (json, code, field) => {
    expect(() => readCompanyDraft(json)).toThrow(expect.objectContaining({ code, field }) as Error);
  });
});

describe('withSettings', () => {
  const before = readCompanyDraft({
    onlineAddresses: [
      { description: ' Payment-Hook ', url: 'https://cafe.example/old' },
      { description: 'Website', url: 'https://cafe.example' },
      { description: 'payment-success', url: 'https://cafe.example/paid' },
      { description: 'payment-address', url: ALICE },
    ],
  });

  it('changes what is given and leaves the rest as it is', () => {
    const changed = withSettings(before, { hook: 'https://cafe.example/new', addresses: [BOB, ALICE] });
    expect(companySettings(changed)).toEqual({
      hook: 'https://cafe.example/new',
      success: 'https://cafe.example/paid',
      failure: null,
      addresses: [parseAccount(BOB), parseAccount(ALICE)],
      problems: [],
    });
    expect(changed.onlineAddresses).toHaveLength(5);
    expect(withSettings(before, {})).toEqual(before);
  });

  it('takes out what is to be nothing', () => {
    const changed = withSettings(before, { hook: '', success: '', addresses: [''] });
    expect(changed.onlineAddresses).toEqual([
      { description: plain('Website'), url: plain('https://cafe.example') },
    ]);
  });

  it.each([
    [{ hook: 'cafe.example' }, 'payment-hook would not count: no URL'],
    [{ addresses: [ALICE, 'nobody'] }, 'payment-address would not count'],
    [{ addresses: [ALICE, ALICE] }, 'payment-address would not count: given twice'],
  ])('refuses what would not count: %j', (changes, message) => {
    expect(() => withSettings(before, changes)).toThrow(
      expect.objectContaining({
        code: 'INVALID_COMPANY_DATA',
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});
