import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { groupsOf, search, type ApiDocument } from '../document.js';
import { useSay } from '../texts/context.js';
import { GroupList } from './GroupList.js';
import { Introduction } from './Introduction.js';
import { Navigation } from './Navigation.js';

interface ReaderProps {
  readonly document: ApiDocument;
  readonly onLanguage: () => void;
}

const named = (): string => decodeURIComponent(location.hash.slice(1));

export function Reader({ document, onLanguage }: ReaderProps): ReactNode {
  const say = useSay();
  const all = useMemo(() => groupsOf(document), [document]);
  const [text, setText] = useState('');
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set([named()]));
  const groups = useMemo(() => search(all, text), [all, text]);
  const count = groups.reduce((sum, { operations }) => sum + operations.length, 0);

  useEffect(() => {
    const show = (): void => {
      const name = named();
      if (name === '') return;
      setText('');
      setOpened((before) => new Set([...before, name]));
      // After it is drawn.
      requestAnimationFrame(() => window.document.getElementById(name)?.scrollIntoView());
    };
    show();
    addEventListener('hashchange', show);
    return () => removeEventListener('hashchange', show);
  }, []);

  function toggle(name: string, open: boolean): void {
    setOpened((before) => {
      const after = new Set(before);
      if (open) after.add(name);
      else after.delete(name);
      return after;
    });
  }

  return (
    <div className="reader">
      <header className="top">
        <div>
          <h1>Chaintill {say('title')}</h1>
          <p>{say('subtitle')}</p>
        </div>
        <search>
          <label htmlFor="words">{say('search')}</label>
          <input
            id="words"
            type="search"
            value={text}
            placeholder={say('search_hint')}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setText(target.value)}
          />
        </search>
        <button type="button" className="quiet language" onClick={onLanguage}>
          {say('other_language')}
        </button>
      </header>
      <Navigation groups={groups} />
      <main>
        <p className="count" role="status">
          {text === ''
            ? ''
            : say(count === 0 ? 'found_none' : count === 1 ? 'found_one' : 'found', { count: String(count) })}
        </p>
        {text === '' && <Introduction text={document.info.description} />}
        <GroupList document={document} groups={groups} opened={opened} onToggle={toggle} />
      </main>
    </div>
  );
}
