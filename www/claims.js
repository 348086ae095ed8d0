// The index of claims: which of them are shown, and in what order.

const form = /** @type {HTMLFormElement} */ (document.getElementById('narrow'));
const list = /** @type {HTMLElement} */ (document.getElementById('list'));
const shown = /** @type {HTMLOutputElement} */ (document.getElementById('shown'));

/** As in the papers. @type {HTMLElement[]} */
const items = [...list.querySelectorAll('li')];

/** What one may ask about first stands first. */
const RANK = ['differs', 'not run', 'agrees'];
const rank = (/** @type {HTMLElement} */ { dataset }) => RANK.indexOf(dataset.verdict ?? '');

function show() {
  const wanted = new FormData(form);
  const fits = (/** @type {HTMLElement} */ { dataset }, /** @type {string} */ name) =>
    wanted.get(name) === '' || wanted.get(name) === dataset[name];
  for (const item of items) item.hidden = !fits(item, 'paper') || !fits(item, 'verdict');
  const byVerdict = wanted.get('order') === 'verdict';
  list.append(...(byVerdict ? items.toSorted((a, b) => rank(a) - rank(b)) : items));
  shown.value = `${items.filter((item) => !item.hidden).length} of ${items.length} shown`;
}

form.hidden = false;
form.addEventListener('change', show);
show();
