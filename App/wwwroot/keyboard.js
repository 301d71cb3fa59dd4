// What the keyboard does on every page. Keys without Ctrl can be switched off, since speech input and slips of the hand press them too.
(() => {
  const setting = 'access-single-keys';
  const areOn = () => localStorage.getItem(setting) !== 'off';
  const shownDialog = () => document.querySelector('dialog[open]');

  const open = (id) => {
    const dialog = document.getElementById(id);
    if (!dialog || document.body.dataset.interactive !== 'true') return;
    const keys = dialog.querySelector('[data-single-keys]');
    if (keys) keys.checked = areOn();
    dialog.showModal();
    const field = dialog.querySelector('[role=combobox]');
    if (!field) return;
    // What was sought before is of no use now.
    field.value = '';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    if (dialog.dataset.watched) return;
    dialog.dataset.watched = 'true';
    new MutationObserver(() => dialog.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }))
      .observe(dialog, { subtree: true, attributeFilter: ['aria-selected'] });
  };

  const toggle = (id) => {
    const shown = shownDialog();
    if (shown && !shown.classList.contains('overlay')) return;
    shown?.close();
    if (shown?.id !== id) open(id);
  };

  const search = () => {
    const field = document.querySelector('[data-search]');
    field?.focus();
    field?.select();
    return Boolean(field);
  };

  // A grid of cells has the arrow keys.
  const rows = () => [...document.querySelectorAll('main tbody tr')]
    .filter((row) => row.offsetParent && !row.closest('[data-grid]') && row.querySelector('a[href]'));
  const step = (by) => {
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const row = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    row?.querySelector('a[href]').focus();
    return Boolean(row);
  };

  const singleKeys = { '/': search, j: () => step(1), k: () => step(-1), '?': () => { open('shortcuts'); return true; } };
  const isTyping = (target) => target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'k' || event.shiftKey) return;
      event.preventDefault();
      toggle('go-anywhere');
    } else if (event.key === 'ArrowDown' && event.target.closest('[data-search]')) {
      if (step(1)) event.preventDefault();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && event.target.closest('[role=combobox]')) {
      // The list moves, not the caret.
      event.preventDefault();
    } else if (Object.hasOwn(singleKeys, event.key) && areOn() && !shownDialog() && !isTyping(event.target)) {
      if (singleKeys[event.key]()) event.preventDefault();
    }
  });

  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-opens]');
    if (opener) open(opener.dataset.opens);
    // Its content covers a dialog whole: what is pressed in the dialog itself is beside it.
    else if (event.target.matches('dialog.overlay')) event.target.close();
  });
  document.addEventListener('change', (event) => {
    if (event.target.matches('[data-single-keys]')) localStorage.setItem(setting, event.target.checked ? 'on' : 'off');
  });

  window.accessConsole.close = (id) => document.getElementById(id)?.close();
})();
