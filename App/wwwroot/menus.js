// Menus close by Escape, by a press beside them, and by an act of theirs; whoever had the focus in one is then at its button.
(() => {
  const opened = () => document.querySelectorAll('details.menu[open]');
  const close = (menu) => {
    if (menu.contains(document.activeElement)) menu.querySelector('summary').focus();
    menu.open = false;
  };

  document.addEventListener('click', (event) => {
    // A copy says in its menu whether it was made.
    const isDone = (menu) => !menu.contains(event.target) || event.target.closest('.menu-items :is(a, button):not([data-copy], [data-copy-address], [aria-disabled=true])');
    opened().forEach((menu) => isDone(menu) && close(menu));
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') opened().forEach(close);
  });
})();
