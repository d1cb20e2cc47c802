import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/guest.css';
import './styles/second-factor.css';
import './styles/entry.css';
import './styles/users.css';
import './styles/wizard.css';
import './styles/details.css';
import './styles/person.css';
import './styles/security.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';

const root = document.querySelector('#root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
