import './style/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openOrderFeed } from './order-feed.js';
import { readPage } from './page-data.js';
import { App } from './parts/App.js';

const root = document.getElementById('checkout');
if (!root) throw new Error('the page has no place for the checkout');
const { data, source } = readPage(root);
createRoot(root).render(
  <StrictMode>
    <App
      feed={openOrderFeed(source, data)}
      network={data.network}
      source={source}
      refusal={data.refusal ?? null}
    />
  </StrictMode>,
);
