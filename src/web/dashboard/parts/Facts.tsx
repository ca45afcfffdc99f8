import type { ReactNode } from 'react';

/** A name and what stands for it; null leaves the line out. */
export type Fact = readonly [name: string, value: ReactNode];

/** Facts in two columns. */
export function Facts({ of }: { readonly of: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts">
      {of.flatMap(([name, value]) =>
        value === null || value === '' ? (
          []
        ) : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
