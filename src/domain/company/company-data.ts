/** What Liberland's registry holds of a company: `CompanyData` of its wallet, SCALE bytes as a zlib stream. */

/** A text, and whether its writer says that it is encrypted. */
export interface Encryptable {
  readonly value: string;
  readonly isEncrypted: boolean;
}

/** A plain text, or a text with its flag. */
type Leaf = 'text' | 'encryptable';

const person = { walletAddress: 'encryptable', name: 'encryptable', dob: 'encryptable' } as const;
const signing = { signingAbility: 'encryptable', signingAbilityConditions: 'encryptable' } as const;

/** The fields in the order of their bytes: a text, or a list of records of such leaves. */
export const COMPANY_FIELDS = {
  name: 'text',
  purpose: 'text',
  logoURL: 'text',
  charterURL: 'text',
  totalCapitalAmount: 'text',
  totalCapitalCurrency: 'text',
  numberOfShares: 'text',
  valuePerShare: 'text',
  history: 'text',
  brandNames: { name: 'encryptable' },
  onlineAddresses: { description: 'encryptable', url: 'encryptable' },
  physicalAddresses: {
    description: 'encryptable',
    street: 'encryptable',
    city: 'encryptable',
    subdivision: 'encryptable',
    postalCode: 'encryptable',
    country: 'encryptable',
  },
  statutoryOrganMembers: { ...person, passportNumber: 'encryptable' },
  principals: { ...person, passportNumber: 'encryptable', ...signing, shares: 'encryptable' },
  // The wallet's type has a plain text for this one.
  shareholders: { ...person, passportNumber: 'text', shares: 'encryptable' },
  UBOs: { ...person, passportNumber: 'encryptable', ...signing },
  relevantAssets: { assetId: 'encryptable' },
  relevantContracts: { contractId: 'encryptable' },
  companyType: 'text',
  contact: { contact: 'encryptable' },
} as const satisfies Readonly<Record<string, 'text' | Readonly<Record<string, Leaf>>>>;

type Fields = typeof COMPANY_FIELDS;
type LeafValue<L> = L extends 'text' ? string : Encryptable;
type FieldValue<F> = F extends 'text' ? string : readonly { readonly [K in keyof F]: LeafValue<F[K]> }[];

export type CompanyField = keyof Fields;
export type CompanyData = { readonly [F in CompanyField]: FieldValue<Fields[F]> };

/** What the registry takes at most, in bytes. */
export const MAX_COMPANY_BYTES = 8192;

/** Company data that says nothing yet. */
export function emptyCompany(): CompanyData {
  const fields = Object.entries(COMPANY_FIELDS).map(([name, shape]) => [name, shape === 'text' ? '' : []]);
  return Object.fromEntries(fields) as CompanyData;
}
