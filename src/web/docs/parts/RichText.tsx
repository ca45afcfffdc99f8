import type { ReactNode } from 'react';

/** Text with code between backticks. */
export function RichText({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part));
}
