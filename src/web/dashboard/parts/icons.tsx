import type { ReactNode } from 'react';

/** Drawn on 20 × 20, in the colour of the text around. */
const PATHS = {
  overview: 'M3 17V9m5 8V3m5 14v-6m5 6V6',
  orders: 'M5 2.5h10v15l-2.5-1.8L10 17.5l-2.5-1.8L5 17.5zM8 7h4M8 10.5h4',
  inbox: 'M3 11l2.5-7.5h9L17 11v5.5H3zM3 11h4l1 2.5h4l1-2.5h4',
  webhooks: 'M4 10h9m-3.5-3.5L13 10l-3.5 3.5M16.5 4v12',
  companies: 'M3 17.5h14M5 17.5v-14h7v14m0-9h4v9M7.5 7h2m-2 3.5h2m-2 3.5h2',
  done: 'M4.5 10.5l3.5 3.5 7.5-8.5',
  open: 'M10 4.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11z',
  waiting: 'M10 3.5a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM10 6.5V10l2.5 2',
  stopped: 'M5.5 5.5l9 9m0-9l-9 9',
  warning: 'M10 5.5v5.5m0 3.2v.3',
  moving: 'M4 10a6 6 0 0110.5-4l1.5 1.5M16 4v3.5h-3.5M16 10a6 6 0 01-10.5 4L4 12.5M4 16v-3.5h3.5',
  save: 'M10 3v9.5m-4-4l4 4 4-4M3.5 16.5h13',
} as const;

export type IconName = keyof typeof PATHS;

/** It says nothing to those who do not see it: words stand beside it. */
export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
