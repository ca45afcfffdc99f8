import { useEffect, useRef, type ReactNode } from 'react';
import { useSay } from './tongue.js';

interface HeadingProps {
  /** Also the title of the window. */
  readonly title: string;
  /** Where the view stands; null on the first level. */
  readonly above?: { readonly title: string; readonly href: string };
  /** Beside it. */
  readonly children?: ReactNode;
}

let shownBefore = false;

/** A view begins here: whoever comes from another one is taken to it. */
export function Heading({ title, above, children }: HeadingProps): ReactNode {
  const say = useSay();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Chaintill`;
  }, [title]);
  useEffect(() => {
    // Not where the page itself was opened: its reader begins at the top.
    if (shownBefore) heading.current?.focus({ preventScroll: true });
    shownBefore = true;
    scrollTo(0, 0);
  }, []);
  return (
    <header className="heading">
      {above && (
        <nav aria-label={say('way_up')}>
          <a href={above.href}>
            <span aria-hidden="true">← </span>
            {above.title}
          </a>
        </nav>
      )}
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </div>
    </header>
  );
}
