/** The tables of migrations/0007-companies.ts as rows. */

/** What an order keeps of the company that it names; all null where it names none. */
export interface OrderCompanyColumns {
  readonly companyId: string | null;
  readonly companyVersion: string | null;
  readonly companyName: string | null;
  readonly companyLogo: string | null;
}

export interface CompanyFollowerTable {
  readonly companyId: string;
  readonly merchantId: string;
  readonly fromHeight: number;
}
