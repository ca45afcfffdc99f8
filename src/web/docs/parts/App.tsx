import { useEffect, useState, type ReactNode } from 'react';
import { ask } from '../../ask.js';
import type { Language } from '../../language.js';
import type { ApiDocument } from '../document.js';
import { speak, TongueContext } from '../texts/context.js';
import { Reader } from './Reader.js';

export function App(): ReactNode {
  const [chosen, choose] = useState<Language | null>(null);
  const [document, setDocument] = useState<ApiDocument | 'failed' | null>(null);
  const [attempt, setAttempt] = useState(0);
  const tongue = speak(chosen);
  const { language, say } = tongue;

  useEffect(() => {
    window.document.documentElement.lang = language;
    window.document.title = `Chaintill · ${say('title')}`;
  }, [language, say]);
  useEffect(() => {
    let gone = false;
    ask<ApiDocument>('/openapi.json').then(
      (found) => {
        if (!gone) setDocument(found);
      },
      () => {
        if (!gone) setDocument('failed');
      },
    );
    return () => {
      gone = true;
    };
  }, [attempt]);

  return (
    <TongueContext value={tongue}>
      {document === null || document === 'failed' ? (
        <main className="waiting">
          <h1>{say('title')}</h1>
          <p role="status">{say(document ?? 'loading')}</p>
          {document === 'failed' && (
            <button
              type="button"
              className="quiet"
              onClick={() => {
                setDocument(null);
                setAttempt(attempt + 1);
              }}
            >
              {say('again')}
            </button>
          )}
        </main>
      ) : (
        <Reader document={document} onLanguage={() => choose(language === 'en' ? 'de' : 'en')} />
      )}
    </TongueContext>
  );
}
