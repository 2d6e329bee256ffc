// The list of samples: search, filters, and which one is open. All of it works on what the page holds.
const ROWS_OF_LIST = 60; // at a time
const FILTERS = [
  ['kind', 'Kind', kindWords],
  ['collector', 'Collector', (word) => word],
  ['language', 'Language', (word) => word],
  ['cwe', 'Weakness', (word) => word],
  ['tier', 'Tier', (word) => (word === 'none' ? 'no tier' : word)],
  ['severity', 'Severity', (word) => word],
];

function valuesOf(sample, name) {
  if (name === 'cwe') return sample.cwes.map((cwe) => cwe.id);
  return sample[name] ? [sample[name]] : [];
}

function searchText(sample) {
  return [sample.heading, sample.description, sample.id, sample.collector, sample.language, sample.symbol, sample.repo,
    sample.commit, sample.path, ...sample.ids, ...sample.cwes.flatMap((cwe) => [cwe.id, cwe.name]),
    sample.before ?? '', sample.after ?? ''].join('\n').toLowerCase();
}

function filterField(samples, [name, title, wordsOf], changed) {
  const counts = new Map();
  for (const sample of samples) {
    for (const value of valuesOf(sample, name)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], 'en', { numeric: true }));
  const id = `filter-${name}`;
  const select = element('select', { id },
    element('option', { value: '' }, 'Any'),
    ...sorted.map(([value, count]) => element('option', { value }, `${wordsOf(value)} (${count})`)));
  select.addEventListener('change', changed);
  return { name, select, field: element('div', { className: 'field' }, element('label', { htmlFor: id }, title), select) };
}

function listItem(sample, open) {
  const button = element('button', { type: 'button', className: 'item', 'data-sample': sample.id },
    element('span', { className: 'item-title', dir: 'auto' }, sample.heading),
    // Several functions of one fix share its title.
    ...(sample.symbol && sample.symbol !== sample.heading ? [element('code', { className: 'item-symbol' }, sample.symbol)] : []),
    element('span', { className: 'item-facts' },
      [sample.ids[0] ?? kindWords(sample.kind), sample.language, sample.cwes[0]?.id,
        sample.tier === 'none' ? '' : sample.tier, sample.collector].filter(Boolean).join(' · ')));
  button.addEventListener('click', () => open(sample, true));
  return element('li', {}, button);
}

class Browser {
  constructor(root, samples) {
    this.root = root;
    this.samples = samples.map((sample) => ({ ...sample, searched: searchText(sample) }));
    this.list = root.querySelector('[data-list]');
    this.count = root.querySelector('[data-count]');
    this.more = root.querySelector('[data-more]');
    this.detail = root.querySelector('[data-detail]');
    this.search = root.querySelector('input[type=search]');
    this.filters = FILTERS.map((filter) => filterField(samples, filter, () => this.update()))
      .filter((filter) => filter.select.options.length > 2);
    root.querySelector('[data-filters]').append(...this.filters.map((filter) => filter.field), this.clearButton());
    this.search.addEventListener('input', () => this.update());
    this.more.addEventListener('click', () => this.showMore());
    this.list.addEventListener('keydown', (event) => this.move(event));
    root.addEventListener('keydown', (event) => this.leave(event));
    document.addEventListener('keydown', (event) => this.reach(event));
    this.current = null;
    root.hidden = false;
    this.update();
    const named = this.samples.find((sample) => location.hash === `#sample-${sample.id}`);
    // Beside the list there is room to show one before any is asked for.
    if (named ?? !narrow.matches) this.open(named ?? this.samples[0], false);
  }

  clearButton() {
    const button = element('button', { type: 'button', className: 'button' }, 'Clear');
    button.addEventListener('click', () => {
      this.search.value = '';
      for (const filter of this.filters) filter.select.value = '';
      this.update();
      this.search.focus();
    });
    return button;
  }

  update() {
    const wanted = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = this.filters.filter((filter) => filter.select.value !== '');
    this.found = this.samples.filter((sample) => wanted.every((word) => sample.searched.includes(word))
      && chosen.every((filter) => valuesOf(sample, filter.name).includes(filter.select.value)));
    this.list.replaceChildren();
    this.shown = 0;
    this.showMore();
    const all = this.samples.length;
    this.count.textContent = this.found.length === all
      ? `All ${all.toLocaleString('en-US')} samples of this page`
      : `${this.found.length.toLocaleString('en-US')} of the ${plural(all, 'sample')} of this page match`;
    if (this.found.length === 0) {
      this.list.append(element('li', { className: 'nothing' }, 'Nothing matches. Fewer words or filters find more.'));
    }
  }

  showMore() {
    const next = this.found.slice(this.shown, this.shown + ROWS_OF_LIST);
    const items = next.map((sample) => listItem(sample, (...args) => this.open(...args)));
    this.list.append(...items);
    if (this.shown > 0) items[0]?.firstChild.focus();
    this.shown += next.length;
    const rest = this.found.length - this.shown;
    this.more.hidden = rest === 0;
    this.more.textContent = `Show ${Math.min(rest, ROWS_OF_LIST)} more of ${rest.toLocaleString('en-US')}`;
    this.mark();
  }

  mark() {
    for (const button of this.list.querySelectorAll('[data-sample]')) {
      if (button.dataset.sample === this.current) button.setAttribute('aria-current', 'true');
      else button.removeAttribute('aria-current');
    }
  }

  open(sample, focus) {
    this.current = sample.id;
    this.mark();
    const heading = showDetail(this.detail, sample);
    if (focus) {
      heading.focus({ preventScroll: true });
      // Beside the list the sample is in sight already; below it, it is not.
      const top = heading.getBoundingClientRect().top;
      if (top < 0 || top > innerHeight * 0.6) heading.scrollIntoView({ block: 'start' });
      try {
        history.replaceState(null, '', `#sample-${sample.id}`);
      } catch {
        // A page without an address of its own works all the same.
      }
    }
  }

  move(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const buttons = [...this.list.querySelectorAll('[data-sample]')];
    const at = buttons.indexOf(document.activeElement);
    let next = null;
    if (event.key in steps) next = at + steps[event.key];
    else if (event.key === 'Home') next = 0;
    else if (event.key === 'End') next = buttons.length - 1;
    if (next === null || at < 0) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, next))].focus();
  }

  leave(event) {
    if (event.target === this.search && event.key === 'ArrowDown') {
      event.preventDefault();
      this.list.querySelector('[data-sample]')?.focus();
    }
    if (event.key === 'Escape' && this.detail.contains(event.target)) {
      const button = this.list.querySelector('[aria-current]') ?? this.list.querySelector('[data-sample]');
      button?.focus();
    }
  }

  reach(event) {
    const typing = event.target.closest?.('input, select, textarea');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.search.focus();
    this.search.select();
  }
}
