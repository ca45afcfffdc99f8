import './style/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openOrderFeed } from './order-feed.js';
import { readPage } from './page-data.js';
import { App } from './parts/App.js';

const root = document.getElementById('checkout');
if (!root) throw new Error('the page has no place for the checkout');
const { data, token } = readPage(root);
createRoot(root).render(
  <StrictMode>
    <App feed={openOrderFeed(token, data)} network={data.network} token={token} />
  </StrictMode>,
);
