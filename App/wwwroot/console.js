// What the pages cannot do from the server: the theme before the first picture, the search key, and a lost circuit.
(() => {
  const cookie = 'access-theme';
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const read = () => (document.cookie.match(/(?:^|; )access-theme=([^;]*)/) || [])[1] || 'system-light';
  const keep = (word) => {
    document.cookie = `${cookie}=${word}; path=/; max-age=31536000; samesite=lax`;
    document.documentElement.dataset.theme = word;
    document.querySelector('meta[name=color-scheme]').content = word.endsWith('dark') ? 'dark' : 'light';
  };
  if (read().startsWith('system')) keep(dark.matches ? 'system-dark' : 'system-light');

  window.accessConsole = {
    start() {
      document.body.dataset.interactive = 'true';
      return dark.matches;
    },
    systemIsDark: () => dark.matches,
    keepTheme: keep,
    copy: (text) => navigator.clipboard.writeText(text),
  };

  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector('[data-search]');
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // In a grid of cells one is in the order of tabs, and arrows move from there.
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -Infinity], End: [0, Infinity] };
  document.addEventListener('keydown', (event) => {
    const cell = event.target.closest('[data-grid] td');
    const move = moves[event.key];
    if (!cell || !move || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = cell.closest('tbody').rows;
    const row = rows[Math.min(Math.max(cell.parentElement.sectionRowIndex + move[0], 0), rows.length - 1)];
    // Cell 0 is the row's header.
    const next = row.cells[Math.min(Math.max(cell.cellIndex + move[1], 1), row.cells.length - 1)].querySelector('a');
    event.preventDefault();
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });

  const dialog = document.getElementById('components-reconnect-modal');
  const show = (state) => {
    dialog.dataset.state = state;
    const saved = document.querySelector('[data-saved-at]');
    if (saved) dialog.querySelector('.reconnecting-saved').textContent = `draft saved ${saved.dataset.savedAt}, reconnecting`;
    if (!dialog.open) dialog.showModal();
  };
  const retry = async () => {
    try {
      if (!(await Blazor.reconnect())) location.reload();
    } catch {
      show('failed');
    }
  };
  dialog.addEventListener('components-reconnect-state-changed', (event) => {
    const state = event.detail.state;
    if (state === 'hide') dialog.close();
    else if (state === 'rejected') location.reload();
    else if (state === 'show' || state === 'failed') show(state);
  });
  document.getElementById('components-reconnect-button').addEventListener('click', retry);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && dialog.dataset.state === 'failed' && dialog.open) retry();
  });
})();
