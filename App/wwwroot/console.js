// What the pages cannot do from the server: the theme before the first picture, the clipboard, and the arrow keys of a grid.
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
      this.restoreTyped();
      return dark.matches;
    },
    systemIsDark: () => dark.matches,
    keepTheme: keep,
    copy: (text) => navigator.clipboard.writeText(text),
    timeZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  };

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
})();
