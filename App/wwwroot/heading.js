// The heading of a page has the focus, in sight, in the same step in which it comes: no key can fall between the page and its heading. Who pressed a
// button that its own act took away is at what the act came to.
(() => {
  let heading = null;
  let path = location.pathname;
  let movedTo = null;
  let movedAt = path;

  document.addEventListener('focusin', (event) => {
    movedTo = event.target;
    movedAt = location.pathname;
  });

  // Who left the page before, and went on by themselves until the heading came, stays where they are.
  const hasGoneOn = () => document.activeElement === movedTo && movedAt === location.pathname && document.activeElement !== document.body;
  const isLost = () => document.activeElement === document.body && document.body.dataset.interactive === 'true';

  const arrive = () => {
    const shown = document.querySelector('main h1');
    if (!shown || shown === heading) return;
    const isAnotherPage = heading !== null && location.pathname !== path;
    heading = shown;
    path = location.pathname;
    if (!(isAnotherPage ? !hasGoneOn() : isLost())) return;
    shown.tabIndex = -1;
    shown.focus();
  };
  const follow = () => {
    if (document.activeElement !== document.body || !movedTo || movedTo.isConnected) return;
    document.querySelector('main [data-result]')?.focus();
  };
  arrive();
  new MutationObserver(() => {
    arrive();
    follow();
  }).observe(document.body, { subtree: true, childList: true });
})();
