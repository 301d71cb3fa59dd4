// Copies for the menus of `Copy as`, in the browser alone.
(() => {
  // Where the page came over plain http from another machine, browsers have no clipboard for scripts but the old way.
  const copyByField = (text) => {
    const field = document.createElement('textarea');
    field.value = text;
    field.style.position = 'fixed';
    field.style.opacity = '0';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyByField(text);
    }
  };

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy], [data-copy-address]');
    if (!button) return;
    const done = await copy(button.dataset.copy ?? location.href);
    button.focus();
    const status = button.closest('.copy-as').querySelector('[role=status]');
    status.textContent = done ? 'Copied' : 'This browser does not let pages copy';
  });
  // What was said of the last copy is over once the menu is closed.
  document.addEventListener('toggle', (event) => {
    if (event.target.matches?.('details.copy-as')) event.target.querySelector('[role=status]').textContent = '';
  }, true);
})();
