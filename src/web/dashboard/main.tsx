import './style/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readPage } from './page-data.js';
import { App } from './parts/App.js';

const root = document.getElementById('dashboard');
if (!root) throw new Error('the page has no place for the dashboard');
createRoot(root).render(
  <StrictMode>
    <App data={readPage(root)} />
  </StrictMode>,
);
