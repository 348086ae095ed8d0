// Before the first paint: the theme that was chosen here before, and the button that changes it, one figure alone where it is framed, and an ear for modules that do
// not come. A file of its own, for pages are served that forbid scripts inside them; a classic one, for modules come after the paint.
{
  const root = document.documentElement;
  let theme;
  try {
    theme = localStorage.getItem('theme');
  } catch {
    // storage may be forbidden
  }
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;

  // The system's, until the visitor says otherwise.
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const offer = () => {
    const button = document.getElementById('theme');
    if (!button) return;
    button.textContent = isDark() ? 'light' : 'dark';
    button.ariaLabel = isDark() ? 'Use the light theme' : 'Use the dark theme';
  };
  const change = () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('theme', root.dataset.theme);
    } catch {
      // the choice then lasts as long as the page
    }
    offer();
  };
  addEventListener('DOMContentLoaded', () => {
    document.getElementById('theme')?.addEventListener('click', change);
    offer();
  });
  system.addEventListener('change', offer);

  const alone = new URLSearchParams(location.search).has('embed');
  if (alone) root.classList.add('embed');
  // A module that does not come leaves its figures without a word.
  const why = () =>
    location.protocol === 'file:'
      ? 'Opened from a file this page cannot train: it needs a server, such as npm start, or any host of files; as one file, which is offered there, it needs none.'
      : origin === 'null'
        ? 'In a sandboxed frame, which has no origin, this figure needs a server that sends Access-Control-Allow-Origin.'
        : 'The program of this figure could not be loaded: try to load the page again.';
  const tell = () => {
    // The figure alone, also where no style sheet has come.
    if (alone)
      for (const other of document.querySelectorAll('body > :not(main), main > :not(#figure-2)')) other.remove();
    for (const figure of document.querySelectorAll('staircase-lab')) figure.textContent = why();
  };
  const hear = (/** @type {Event} */ { target }) => {
    if (!(target instanceof HTMLScriptElement)) return;
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', tell);
    else tell();
  };
  addEventListener('error', hear, true);
}
