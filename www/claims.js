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

/** Each says of which paper it is, as the form calls it: others may be left out around it. */
const papers = [.../** @type {HTMLSelectElement} */ (document.getElementById('by-paper')).options];
for (const item of items) {
  const paper = document.createElement('span');
  paper.className = 'paper';
  paper.textContent = papers.find(({ value }) => value === item.dataset.paper)?.text ?? '';
  item.querySelector('h3')?.prepend(paper);
}

form.hidden = false;
form.addEventListener('change', show);
show();
