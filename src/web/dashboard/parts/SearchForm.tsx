import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { useSay } from './tongue.js';

interface SearchFormProps {
  readonly label: 'search_companies' | 'search_orders';
  /** The words that were searched for last. */
  readonly words: string;
  /** @param words without white space around them */
  readonly onSearch: (words: string) => void;
}

export function SearchForm({ label, words, onSearch }: SearchFormProps): ReactNode {
  const say = useSay();
  const [text, setText] = useState(words);

  function find(event: SyntheticEvent): void {
    event.preventDefault();
    onSearch(text.trim());
  }

  return (
    <form onSubmit={find}>
      <label className="unseen" htmlFor="search">
        {say(label)}
      </label>
      <input
        id="search"
        type="search"
        value={text}
        placeholder={say(label)}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="small">
        {say('search')}
      </button>
    </form>
  );
}
