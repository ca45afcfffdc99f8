import type { ReactNode } from 'react';
import type { ShownCompany } from '../order.js';
import { useSurroundings } from './context.js';

interface PaidCompanyProps {
  readonly company: ShownCompany | null;
}

/** Who is paid, by the name that the registry has. Its logo is with a stranger's host, which the page must not ask. */
export function PaidCompany({ company }: PaidCompanyProps): ReactNode {
  const { say, locale } = useSurroundings().tongue;
  if (company === null || company.name === null) return null;
  return (
    <p className="company">
      <span className="monogram" aria-hidden="true">
        {firstLetter(company.name, locale)}
      </span>
      <span className="named">
        <bdi>{company.name}</bdi>
        <span className="registered">{say('company_registered', { id: company.id })}</span>
      </span>
    </p>
  );
}

/** What a reader takes for one letter may be several characters. */
function firstLetter(name: string, locale: string): string {
  const letters = name.match(/[\p{L}\p{N}].*/u)?.[0] ?? name;
  const [first] = new Intl.Segmenter(locale, { granularity: 'grapheme' }).segment(letters);
  return (first?.segment ?? '').toLocaleUpperCase(locale);
}
