/** An amount as answers have it, for people: whole tokens with the symbol, or smallest units where nobody knows the decimals. */
export function amountText(
  { value, formatted }: { readonly value: string; readonly formatted: string | null },
  asset: string | null,
): string {
  return formatted ?? `${value} smallest units${asset === null ? '' : ` of asset ${asset}`}`;
}
