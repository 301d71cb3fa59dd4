// A lost circuit or session: the page says so, comes back, and what was typed meanwhile is neither lost nor left unsaid to the server.
(() => {
  const stash = 'access-typed';
  const stashMinutes = 15;
  // A connection may be dead this long before anybody notices.
  const unnoticedMs = 60_000;
  const retryMs = 10_000;
  const signOutPauseMs = 500;
  const signOutTries = 20;
  const dialog = document.getElementById('components-reconnect-modal');
  const edited = new Map();
  let typed = [];
  let retrying;
  // Whose page it is: what somebody typed is given back to nobody else.
  let person = '';
  const personHere = () => document.querySelector('[data-person]')?.dataset.person ?? '';

  const isTicked = (field) => field.matches('[type=checkbox], [type=radio]');
  const stateOf = (field) => (isTicked(field) ? field.checked : field.value);
  const put = (field, value) => { field[isTicked(field) ? 'checked' : 'value'] = value; };
  document.addEventListener('input', (event) => {
    if (event.target.matches('textarea, select, input:not([type=password], [type=file])')) edited.set(event.target, Date.now());
  }, true);

  // What the server knows already is said to it again: fields tell it what they hold, never that they changed.
  const say = (field, value) => {
    const former = stateOf(field);
    put(field, value);
    // A choice that is no longer offered.
    if (stateOf(field) !== value) {
      put(field, former);
      return;
    }
    field.dispatchEvent(new Event(field.matches('select') || isTicked(field) ? 'change' : 'input', { bubbles: true }));
  };
  const here = () => location.pathname + location.search;

  const collect = (isOf = (field) => field.isConnected) => {
    const since = Date.now() - unnoticedMs;
    typed = [...edited].filter(([field, at]) => isOf(field) && at > since && !field.matches('[type=radio]:not(:checked)')).map(([field]) => ({ field, value: stateOf(field) }));
    edited.clear();
  };
  const lose = () => {
    if (dialog.open) return;
    collect();
    const savedAt = document.querySelector('[data-saved-at]')?.dataset.savedAt;
    dialog.querySelector('.reconnecting-saved').textContent = savedAt ? `Draft saved ${savedAt}; what you typed since is still here.` : 'What you typed is still here.';
    dialog.showModal();
  };
  const comeBack = () => {
    clearInterval(retrying);
    dialog.close();
    for (const { field, value } of typed.splice(0)) if (field.isConnected) say(field, value);
  };
  // The circuit is gone: a new one begins, and gets what was typed into fields that keep it.
  const keep = () => {
    const fields = typed.filter(({ field }) => field.id && field.closest('[data-keeps-typed]')).map(({ field, value }) => ({ id: field.id, value }));
    if (fields.length > 0) sessionStorage.setItem(stash, JSON.stringify({ at: Date.now(), address: here(), person, fields }));
  };
  const begin = () => {
    keep();
    // What was typed is kept: the browser need not ask whether to leave it.
    window.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), { capture: true });
    location.reload();
  };

  // The session ended and took the page: its fields are in the document no more, and still hold what was typed.
  new MutationObserver(() => {
    if (edited.size === 0 || !document.querySelector('[data-session-ended]')) return;
    collect((field) => !field.isConnected);
    keep();
  }).observe(document.body, { subtree: true, childList: true });

  // Who signs out in one tab is signed out in all: the others ask for the session until it is gone, and begin anew.
  const sessions = new BroadcastChannel('access-session');
  document.addEventListener('submit', (event) => {
    if (event.target.matches('form[action="/signout"]')) sessions.postMessage('ending');
  });
  sessions.addEventListener('message', async () => {
    for (let tried = 0; tried < signOutTries; tried++) {
      await new Promise((later) => { setTimeout(later, signOutPauseMs); });
      const answer = await fetch(here(), { redirect: 'manual' }).catch(() => null);
      if (answer?.type !== 'opaqueredirect') continue;
      collect();
      begin();
      return;
    }
  });

  const retry = async () => {
    try {
      if (!(await Blazor.reconnect())) begin();
    } catch {
      dialog.dataset.state = 'failed';
    }
  };
  dialog.addEventListener('components-reconnect-state-changed', (event) => {
    const state = event.detail.state;
    if (state !== 'retrying') dialog.dataset.state = state;
    if (state === 'hide') comeBack();
    else if (state === 'rejected') begin();
    else if (state === 'show') lose();
    else if (state === 'failed') {
      clearInterval(retrying);
      retrying = setInterval(retry, retryMs);
    }
  });
  document.getElementById('stopped-reload').addEventListener('click', () => { collect(); begin(); });
  document.getElementById('restored-dismiss').addEventListener('click', () => { document.getElementById('restored').hidden = true; });
  document.getElementById('components-reconnect-button').addEventListener('click', retry);
  window.addEventListener('online', () => { if (dialog.dataset.state === 'failed') retry(); });

  // Once the page acts again; its fields may come later.
  window.accessConsole.restoreTyped = () => {
    person = personHere();
    const kept = JSON.parse(sessionStorage.getItem(stash) ?? 'null');
    if (!kept) return;
    if (kept.address !== here() || kept.person !== person || Date.now() - kept.at > stashMinutes * 60_000) {
      sessionStorage.removeItem(stash);
      return;
    }
    const restore = () => {
      const fields = kept.fields.map(({ id, value }) => ({ field: document.getElementById(id), value }));
      if (fields.some(({ field }) => !field || field.matches(':disabled'))) return false;
      sessionStorage.removeItem(stash);
      for (const { field, value } of fields) if (stateOf(field) !== value) say(field, value);
      document.getElementById('restored').hidden = false;
      return true;
    };
    if (restore()) return;
    const watch = new MutationObserver(() => { if (restore()) watch.disconnect(); });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
    setTimeout(() => watch.disconnect(), 60_000);
  };
})();
