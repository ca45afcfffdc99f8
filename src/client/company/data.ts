/** A text of a company's data; as an object where it is marked as encrypted. */
export type CompanyText = string | { readonly value: string; readonly isEncrypted: boolean };

type Entry<Name extends string> = { readonly [field in Name]?: CompanyText };
type PersonField = 'walletAddress' | 'name' | 'dob';

/** What Liberland's registry holds of a company, in the names of its wallet. What is left out is empty. */
export interface CompanyData {
  readonly name?: string;
  readonly purpose?: string;
  readonly logoURL?: string;
  readonly charterURL?: string;
  readonly totalCapitalAmount?: string;
  readonly totalCapitalCurrency?: string;
  readonly numberOfShares?: string;
  readonly valuePerShare?: string;
  readonly history?: string;
  readonly brandNames?: readonly Entry<'name'>[];
  readonly onlineAddresses?: readonly Entry<'description' | 'url'>[];
  readonly physicalAddresses?: readonly Entry<
    'description' | 'street' | 'city' | 'subdivision' | 'postalCode' | 'country'
  >[];
  readonly statutoryOrganMembers?: readonly Entry<PersonField | 'passportNumber'>[];
  readonly principals?: readonly Entry<
    PersonField | 'passportNumber' | 'signingAbility' | 'signingAbilityConditions' | 'shares'
  >[];
  readonly shareholders?: readonly (Entry<PersonField | 'shares'> & { readonly passportNumber?: string })[];
  readonly UBOs?: readonly Entry<
    PersonField | 'passportNumber' | 'signingAbility' | 'signingAbilityConditions'
  >[];
  readonly relevantAssets?: readonly Entry<'assetId'>[];
  readonly relevantContracts?: readonly Entry<'contractId'>[];
  readonly companyType?: string;
  readonly contact?: readonly Entry<'contact'>[];
}

const PERSON = ['walletAddress', 'name', 'dob', 'passportNumber'];
const SIGNING = ['signingAbility', 'signingAbilityConditions'];

/** The fields in the order of their bytes: a text (null), or a list of records with these fields. */
export const FIELDS: Readonly<Record<keyof CompanyData, readonly string[] | null>> = {
  name: null,
  purpose: null,
  logoURL: null,
  charterURL: null,
  totalCapitalAmount: null,
  totalCapitalCurrency: null,
  numberOfShares: null,
  valuePerShare: null,
  history: null,
  brandNames: ['name'],
  onlineAddresses: ['description', 'url'],
  physicalAddresses: ['description', 'street', 'city', 'subdivision', 'postalCode', 'country'],
  statutoryOrganMembers: PERSON,
  principals: [...PERSON, ...SIGNING, 'shares'],
  shareholders: [...PERSON, 'shares'],
  UBOs: [...PERSON, ...SIGNING],
  relevantAssets: ['assetId'],
  relevantContracts: ['contractId'],
  companyType: null,
  contact: ['contact'],
};

/** The one leaf of the records that has no flag. */
export const PLAIN_LEAF = 'shareholders.passportNumber';
