import type { ReactNode } from 'react';
import { hrefOf } from '../route.js';
import { Icon } from './icons.js';
import { Standing } from './Standing.js';
import { useSession } from './session.js';
import { useSay } from './tongue.js';
import { useRoute } from './use-route.js';
import { SECTIONS, sectionOf, View } from './views.js';

/** What stands around every view. */
export function Shell({ onLanguage }: { readonly onLanguage: () => void }): ReactNode {
  const say = useSay();
  const { merchant, signOut } = useSession();
  const route = useRoute();
  const here = sectionOf(route);
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={skip}>
        {say('skip')}
      </a>
      <header className="side">
        <p className="brand">
          Chaintill <span>{merchant}</span>
        </p>
        <nav className="sections" aria-label={say('sections')}>
          <ul>
            {SECTIONS.map((section) => (
              <li key={section}>
                <a
                  href={hrefOf(section === 'overview' ? [] : [section])}
                  aria-current={here === section ? 'page' : undefined}
                >
                  <Icon name={section} />
                  {say(section)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="below">
          <Standing />
          <button type="button" className="quiet" lang={say('other_language_code')} onClick={onLanguage}>
            {say('other_language')}
          </button>
          <button type="button" className="quiet" onClick={() => signOut(false)}>
            {say('sign_out')}
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <View route={route} />
      </main>
    </div>
  );
}

/** By hand: the fragment of the address says which view is shown. */
function skip(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
