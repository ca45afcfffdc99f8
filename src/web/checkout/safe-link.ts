/** @returns the address where it is one of the web; null for any other, as `javascript:…`. */
export function safeLink(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const { protocol, href } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}

/** Where a block explorer shows an extrinsic. @param template with `{hash}` in it */
export function explorerLink(template: string | null, hash: string): string | null {
  return template === null ? null : safeLink(template.replace('{hash}', encodeURIComponent(hash)));
}
