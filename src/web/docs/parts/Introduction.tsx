import type { ReactNode } from 'react';
import { useSay } from '../texts/context.js';
import { RichText } from './RichText.js';

/** The chapters before the operations. @param text Markdown with headings of the second level and paragraphs */
export function Introduction({ text }: { readonly text: string }): ReactNode {
  const say = useSay();
  const [first = '', ...chapters] = text.split(/^## /m);
  return (
    <section className="introduction" aria-label={say('introduction')} lang="en">
      <p>
        <RichText text={first.trim()} />
      </p>
      <div className="chapters">
        {chapters.map((chapter) => {
          const [title = '', ...rest] = chapter.split('\n\n');
          return (
            <details key={title}>
              <summary>
                <h2>{title.trim()}</h2>
              </summary>
              {rest.map((paragraph) => (
                <p key={paragraph}>
                  <RichText text={paragraph.trim()} />
                </p>
              ))}
            </details>
          );
        })}
      </div>
    </section>
  );
}
