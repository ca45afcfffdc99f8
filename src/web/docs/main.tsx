import './style/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './parts/App.js';

const root = document.getElementById('docs');
if (!root) throw new Error('the page has no place for the docs');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
