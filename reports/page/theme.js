// Runs in the head, before anything is drawn, so that a chosen theme does not flash. "auto" follows the system.
(() => {
  'use strict';
  const key = 'streamguard-theme';
  const names = ['auto', 'light', 'dark'];
  const root = document.documentElement;
  root.classList.add('scripted');

  // A page opened from a file may have no storage: then a choice holds until the page is closed.
  const stored = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const store = (name) => {
    try {
      localStorage.setItem(key, name);
    } catch {
      // Nothing to do: see above.
    }
  };
  const apply = (name) => {
    if (name === 'auto') delete root.dataset.theme;
    else root.dataset.theme = name;
    for (const button of document.querySelectorAll('[data-theme-name]')) {
      button.setAttribute('aria-pressed', String(button.dataset.themeName === name));
    }
  };

  const first = names.includes(stored()) ? stored() : 'auto';
  apply(first);
  document.addEventListener('DOMContentLoaded', () => {
    const choice = document.querySelector('[data-theme-choice]');
    choice.hidden = false;
    apply(first);
    choice.addEventListener('click', (event) => {
      const button = event.target.closest('[data-theme-name]');
      if (!button) return;
      apply(button.dataset.themeName);
      store(button.dataset.themeName);
    });
  });
})();
