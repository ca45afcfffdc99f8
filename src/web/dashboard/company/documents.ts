import type { Amount, PageInfo } from '../gateway/documents.js';
import { COMPANY_LINE, type CompanyLine } from '../companies/line.js';

const REGISTRATION = `{
  name purpose companyType logoURL unreadable
  onlineAddresses { description url isEncrypted }
  settings { hook success failure addresses { id } problems { place label problem } }
}`;

export const COMPANY = `query ($id: String!, $many: Int) {
  company(id: $id) {
    ${COMPANY_LINE} firstBlock
    version { request registration ${REGISTRATION} requested { name } }
    versions(first: $many) {
      id status request cause fromBlock untilBlock block { timestamp }
      registration { name unreadable settings { hook problems { place } addresses { id } } }
    }
    addresses(first: $many) { accountId role fromBlock untilBlock }
  }
}`;

export interface CompanyAnswer {
  /** Null where the index knows none of that id. */
  readonly company: Company | null;
}

export interface Company extends CompanyLine {
  readonly firstBlock: number;
  readonly version: {
    readonly request: string;
    readonly registration: Registration | null;
    readonly requested: { readonly name: string | null } | null;
  } | null;
  readonly versions: readonly CompanyVersion[];
  readonly addresses: readonly CompanyAddress[];
}

export interface Registration {
  readonly name: string | null;
  readonly purpose: string | null;
  readonly companyType: string | null;
  readonly logoURL: string | null;
  /** Why the data cannot be read; null where they can. */
  readonly unreadable: string | null;
  readonly onlineAddresses: readonly {
    readonly description: string;
    readonly url: string;
    readonly isEncrypted: boolean;
  }[];
  readonly settings: {
    readonly hook: string | null;
    readonly success: string | null;
    readonly failure: string | null;
    readonly addresses: readonly { readonly id: string }[];
    readonly problems: readonly {
      readonly place: number;
      readonly label: string;
      readonly problem: string;
    }[];
  };
}

export interface CompanyVersion {
  readonly id: string;
  readonly status: string;
  readonly request: string;
  readonly cause: string;
  readonly fromBlock: number;
  readonly untilBlock: number | null;
  /** Null for a company that is registered with the gateway. */
  readonly block: { readonly timestamp: string | null } | null;
  readonly registration: {
    readonly name: string | null;
    readonly unreadable: string | null;
    readonly settings: {
      readonly hook: string | null;
      readonly problems: readonly object[];
      readonly addresses: readonly object[];
    };
  } | null;
}

export interface CompanyAddress {
  readonly accountId: string;
  readonly role: string;
  readonly fromBlock: number;
  readonly untilBlock: number | null;
}

const HISTORY_FIELDS = `
  nodes {
    id direction counterparty { id } symbol decimals value formatted balanceAfter reference remarkText
    blockNumber timestamp extrinsicHash order { orderId }
  }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
`;

export const HISTORY = `query ($id: String!, $first: Int, $after: Cursor, $filter: CompanyHistoryFilter) {
  company(id: $id) { id history(first: $first, after: $after, filter: $filter) { ${HISTORY_FIELDS} } }
}`;

export interface HistoryAnswer {
  readonly company: { readonly history: HistoryPage } | null;
}

export interface HistoryPage {
  readonly nodes: readonly HistoryEntry[];
  readonly pageInfo: PageInfo;
}

export const DIRECTIONS = ['IN', 'OUT', 'INTERNAL'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface HistoryEntry extends Amount {
  readonly id: string;
  readonly direction: Direction;
  readonly counterparty: { readonly id: string };
  /** Of the asset; null for what nobody knows. */
  readonly symbol: string | null;
  readonly decimals: number | null;
  /** In the smallest unit; it can be below 0. */
  readonly balanceAfter: string;
  readonly reference: string | null;
  readonly remarkText: string | null;
  readonly blockNumber: number;
  readonly timestamp: string | null;
  readonly extrinsicHash: string | null;
  readonly order: { readonly orderId: string } | null;
}

export const FAILED = `query ($id: String!, $first: Int, $after: Cursor) {
  company(id: $id) {
    id
    failedPayments(first: $first, after: $after) {
      nodes {
        direction counterparty { id }
        payment {
          id value formatted outcome errorPallet errorName errorDocs reference blockNumber timestamp extrinsicHash
        }
      }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`;

export interface FailedAnswer {
  readonly company: {
    readonly failedPayments: { readonly nodes: readonly CompanyFailure[]; readonly pageInfo: PageInfo };
  } | null;
}

export interface CompanyFailure {
  readonly direction: Direction;
  readonly counterparty: { readonly id: string } | null;
  readonly payment: {
    readonly id: string;
    /** Null where the call names no amount. */
    readonly value: string | null;
    readonly formatted: string | null;
    readonly outcome: string;
    readonly errorPallet: string | null;
    readonly errorName: string | null;
    readonly errorDocs: string | null;
    readonly reference: string | null;
    readonly blockNumber: string;
    readonly timestamp: string | null;
    readonly extrinsicHash: string;
  };
}

export const STATEMENTS = `query ($id: String!, $timeZone: String!) {
  company(id: $id) {
    id
    statements(timeZone: $timeZone) {
      month from asset opening received sent closing fees
      formatted { opening received sent closing fees }
    }
  }
}`;

export interface StatementsAnswer {
  readonly company: { readonly statements: readonly Statement[] } | null;
}

export type StatementSum = 'opening' | 'received' | 'sent' | 'closing' | 'fees';

/** One asset in one month; amounts in its smallest unit. */
export interface Statement extends Readonly<Record<StatementSum, string>> {
  /** As `2026-03`. */
  readonly month: string;
  readonly from: string;
  /** Null for the chain's own token. */
  readonly asset: string | null;
  /** The same in whole tokens, with the symbol. */
  readonly formatted: Readonly<Record<StatementSum, string | null>>;
}
