/** Fields of a company that every list of them shows. */
export const COMPANY_LINE = 'id name status ownerId blockNumber';

export interface CompanyLine {
  /** `<registry>-<entity>` */
  readonly id: string;
  readonly name: string | null;
  readonly status: string;
  readonly ownerId: string | null;
  readonly blockNumber: number;
}
