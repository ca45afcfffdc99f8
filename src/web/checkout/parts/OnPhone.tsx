import type { ReactNode } from 'react';
import { useSurroundings } from './context.js';
import { CopyField } from './CopyField.js';
import { QrCode } from './QrCode.js';

export function OnPhone(): ReactNode {
  const { say } = useSurroundings().tongue;
  const page = location.origin + location.pathname + location.search;
  return (
    <details className="more">
      <summary>{say('on_phone')}</summary>
      <p>{say('on_phone_text')}</p>
      <QrCode text={page} label={say('qr_page')} />
      <dl>
        <CopyField label={say('page_link')} text={page} />
      </dl>
    </details>
  );
}
