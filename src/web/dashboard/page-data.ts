/** What the gateway writes into the page. */

export interface PageData {
  /** Keys of the dev merchant, where they work; null on any other gateway. */
  readonly devKeys: DevKeys | null;
  readonly network: NetworkFacts;
}

export interface DevKeys {
  readonly secret: string;
  readonly read: string;
}

export interface NetworkFacts {
  readonly title: string;
  readonly blockTimeMs: number;
  /** Where a block explorer shows an extrinsic, with `{hash}` in it; null where none is known. */
  readonly explorer: string | null;
}

export function readPage(root: HTMLElement): PageData {
  return JSON.parse(root.dataset['page'] ?? '') as PageData;
}
