import type { ReactNode } from 'react';

/** A product's picture; an empty one for a product that has none. */
export function Picture({ of }: { readonly of: string }): ReactNode {
  return (
    <div className={`picture ${of}`}>
      <svg viewBox="34 8 132 146" aria-hidden="true" focusable="false">
        <ellipse className="shade" cx="100" cy="145" rx="52" ry="6" />
        {DRAWINGS[of]}
      </svg>
    </div>
  );
}

const coffee = (
  <>
    <path className="body" d="M66 44h68l6 93q0 8-8 8H68q-8 0-8-8z" />
    <path className="side" d="M120 44h14l6 93q0 8-8 8h-9z" />
    <path className="dark" d="M64 26h72q3 0 3 3v15H61V29q0-3 3-3z" />
    <path className="light" d="M70 35h60v4H70z" />
    <rect className="label" x="76" y="66" width="48" height="56" rx="5" />
    <g transform="rotate(24 100 92)">
      <ellipse className="body" cx="100" cy="92" rx="11" ry="15" />
      <path className="seam" d="M100 77q-6 8 0 15t0 15" />
    </g>
  </>
);

const honey = (
  <>
    <path className="body" d="M70 50h60q14 9 14 24v56q0 15-15 15H71q-15 0-15-15V74q0-15 14-24z" />
    <path className="side" d="M118 50h12q14 9 14 24v56q0 15-15 15h-12q9-4 9-15V74q0-16-8-24z" />
    <rect className="dark" x="66" y="26" width="68" height="20" rx="5" />
    <path className="light" d="M68 46h64v5H68z" />
    <rect className="label" x="72" y="78" width="56" height="44" rx="5" />
    <g className="comb">
      <path d="m90 87 7 4v8l-7 4-7-4v-8z" />
      <path d="m108 87 7 4v8l-7 4-7-4v-8z" />
      <path d="m99 102 7 4v8l-7 4-7-4v-8z" />
    </g>
  </>
);

const mug = (
  <>
    <path className="steam" d="M84 44q-7-8 0-15t0-14M104 44q-7-8 0-15t0-14" />
    <path className="handle" d="M130 74h9a19 19 0 0 1 0 44h-13" />
    <path className="body" d="M58 58h76v60q0 27-27 27H85q-27 0-27-27z" />
    <path className="side" d="M118 58h16v60q0 27-27 27h-8q19-3 19-27z" />
    <path className="light" d="M58 58h76v22q-8 9-17 1-9-7-18 3-9 9-19 1-10-8-22 1z" />
    <ellipse className="dark" cx="96" cy="58" rx="38" ry="7" />
  </>
);

const DRAWINGS: Readonly<Record<string, ReactNode>> = { coffee, honey, mug };
