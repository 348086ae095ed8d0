// Before the first paint: the theme that was chosen here before, and one figure alone where it is framed. A file of its own, for
// pages are served that forbid scripts inside them; a classic one, for modules come after the paint.
{
  const root = document.documentElement;
  let theme;
  try {
    theme = localStorage.getItem('theme');
  } catch {
    // storage may be forbidden
  }
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (new URLSearchParams(location.search).has('embed')) root.classList.add('embed');
  // There modules are forbidden, and with them every figure.
  if (location.protocol === 'file:')
    addEventListener('DOMContentLoaded', () => {
      for (const figure of document.querySelectorAll('staircase-lab'))
        figure.textContent =
          'Opened from a file this page cannot train: it needs a server, such as npm start, or any host of files.';
    });
}
