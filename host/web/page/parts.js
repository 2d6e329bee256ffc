// The parts of the page. Each is made once and then only changed, so that a selection, the focus and what a screen reader
// reads stay where they are. Foreign text is set as text and never as markup.
import * as words from '/words.js';

const svgNames = 'http://www.w3.org/2000/svg';

/** make('td', {class: 'num'}, 'text', child, ...) */
export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

/** Changes nothing where nothing changes: selections survive. */
export const say = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** A bar: of a share of 0 to 1, or empty and nameless where it is not known. */
export class Bar {
  constructor(label) {
    this.fill = make('span');
    this.element = make('div', { class: 'track', role: 'progressbar', 'aria-label': label }, this.fill);
    this.element.setAttribute('aria-valuemin', '0');
    this.element.setAttribute('aria-valuemax', '100');
  }
  show(share, kind) {
    this.element.dataset.kind = kind;
    this.element.classList.toggle('unknown', share === null);
    this.fill.style.width = `${(share ?? 0) * 100}%`;
    if (share === null) {
      this.element.removeAttribute('aria-valuenow');
      this.element.setAttribute('aria-valuetext', 'how much there is, is not known');
    } else {
      this.element.setAttribute('aria-valuenow', (share * 100).toFixed(1));
      this.element.setAttribute('aria-valuetext', words.percent(share));
    }
  }
}

/** Samples a second in the last half minute, as a line. */
class Pace {
  constructor() {
    this.element = document.createElementNS(svgNames, 'svg');
    this.element.setAttribute('class', 'pace');
    this.element.setAttribute('viewBox', '0 0 290 32');
    this.element.setAttribute('preserveAspectRatio', 'none');
    this.element.setAttribute('aria-hidden', 'true');
    this.line = document.createElementNS(svgNames, 'polyline');
    this.element.append(this.line);
  }
  show(pace) {
    const most = Math.max(...pace, 1e-9);
    const start = 290 - (pace.length - 1) * 10;
    this.line.setAttribute('points', pace.map((n, i) => `${start + i * 10},${(30 - (n / most) * 28).toFixed(1)}`).join(' '));
  }
}

class Fact {
  constructor(label) {
    this.value = make('dd');
    this.element = make('div', {}, make('dt', {}, label), this.value);
  }
}

export class Card {
  constructor(one) {
    this.status = make('span', { class: 'status' });
    this.bar = new Bar(one.name);
    this.pace = new Pace();
    this.numbers = make('p', { class: 'card-numbers' });
    this.note = make('p', { class: 'card-note' });
    this.facts = ['Rate', 'Time left', 'Received', 'Memory'].map((label) => new Fact(label));
    this.element = make('li', { class: 'card' },
      make('div', { class: 'card-head' }, make('h3', {}, make('bdi', {}, one.name)), this.status),
      this.bar.element, this.numbers,
      make('dl', { class: 'card-facts' }, ...this.facts.map((fact) => fact.element)),
      this.pace.element, this.note);
  }

  show(one, now) {
    const [text, kind, symbol] = words.phase(one.phase);
    const waits = one.wait !== null && Date.parse(one.wait.until) > now;
    const shown = waits && kind === 'run' ? 'wait' : kind;
    this.status.dataset.kind = shown;
    say(this.status, `${symbol} ${text}`);
    this.element.dataset.kind = shown;
    this.bar.show(one.share, shown);
    say(this.numbers, Card.numbersOf(one));
    say(this.facts[0].value, one.rate === null && one.mean_rate !== null && one.ended ? `${words.rate(one.mean_rate)} mean` : words.rate(one.rate));
    say(this.facts[1].value, one.eta_seconds === null ? words.none : `about ${words.duration(one.eta_seconds)}`);
    say(this.facts[2].value, words.bytes(one.fetched_bytes));
    say(this.facts[3].value, Card.memoryOf(one));
    this.pace.element.classList.toggle('still', one.pace.length < 2);
    this.pace.element.classList.toggle('over', one.ended !== null);
    this.pace.show(one.pace);
    const [note, foreign] = Card.noteOf(one, waits, now);
    this.note.classList.toggle('foreign', foreign);
    say(this.note, note);
  }

  static numbersOf(one) {
    const of = one.target === null ? '' : ` of ${words.count(one.target)}`;
    const share = one.share === null ? '' : ` (${words.percent(one.share)})`;
    const parts = [`${words.count(one.samples)}${of} samples${share}`];
    if (one.progress !== null) {
      const total = one.progress.total === null ? '' : ` of ${words.count(one.progress.total)}`;
      parts.push(`${words.count(one.progress.done)}${total} ${words.several(one.progress.noun)}`);
    }
    return parts.join(' · ');
  }

  static memoryOf(one) {
    if (one.memory_bytes === 0) return words.none; // no worker, or not looked at yet
    const workers = one.workers > 1 ? ` in ${one.workers} workers` : '';
    return `${words.memory(one.memory_bytes)}${workers}`;
  }

  /** What is most worth knowing, and whether others wrote it. */
  static noteOf(one, waits, now) {
    if (one.why) return [one.why, true];
    if (waits) {
      const left = words.duration((Date.parse(one.wait.until) - now) / 1000);
      const before = { limit: 'waits for the ', retry: 'waits: ', restart: 'starts again after ' }[one.wait.kind];
      return [`${before}${one.wait.what}; ${left} more`, false];
    }
    if (one.ended) return [`${words.count(one.samples - one.samples_before)} samples in ${words.duration(one.seconds)}`, false];
    return one.last_line ? [one.last_line, true] : ['', false];
  }
}

/** A table whose rows have names; cells are texts. `columns`: [label, cell of one, class] */
export class Table {
  constructor(element, caption, columns, withTotal) {
    this.columns = columns;
    this.body = make('tbody');
    this.rows = new Map();
    const head = columns.map(([label, , kind]) => make('th', { scope: 'col', class: kind }, label));
    element.replaceChildren(make('caption', { class: 'unseen' }, caption), make('thead', {}, make('tr', {}, ...head)), this.body);
    if (withTotal) {
      this.total = this.row('TOTAL');
      element.append(make('tfoot', {}, this.total[0].parentElement));
    }
  }
  row(name) {
    const cells = this.columns.map(([, , kind], i) =>
      i === 0 ? make('th', { scope: 'row', class: kind }, make('bdi', {}, name)) : make('td', { class: kind }));
    make('tr', {}, ...cells);
    return cells;
  }
  fill(cells, one) {
    this.columns.forEach(([, cell], i) => {
      if (i > 0) say(cells[i], cell(one));
    });
  }
  show(list, total) {
    for (const one of list) {
      if (!this.rows.has(one.name)) {
        this.rows.set(one.name, this.row(one.name));
        this.body.append(this.rows.get(one.name)[0].parentElement);
      }
      this.fill(this.rows.get(one.name), one);
    }
    if (this.total) this.fill(this.total, total);
  }
}

const symbols = { info: '·', warn: '!', error: '✕', debug: ' ' };

/** The newest lines; older ones go. */
export class Log {
  static most = 1000;
  constructor() {
    this.next = 0;
    this.box = document.getElementById('log-box');
    this.list = document.getElementById('log-list');
    this.empty = document.getElementById('log-none');
    this.follow = document.getElementById('follow');
    const troubles = document.getElementById('troubles');
    troubles.addEventListener('change', () => {
      this.list.classList.toggle('troubles', troubles.checked);
      this.toEnd();
    });
    this.follow.addEventListener('change', () => this.toEnd());
  }
  add({ first, lines }) {
    if (first > this.next && this.next > 0) this.list.append(make('li', { class: 'gap' }, `${words.plural(first - this.next, 'line', 'lines')} were not sent`));
    const fresh = lines.slice(Math.max(0, this.next - first));
    if (fresh.length === 0) return;
    this.next = first + lines.length;
    this.list.append(...fresh.map((line) => this.line(line)));
    while (this.list.childElementCount > Log.most) this.list.firstElementChild.remove();
    this.empty.hidden = true;
    this.toEnd();
  }
  line(line) {
    const level = line.event === 'collector_ended' && line.phase === 'failed' ? 'error' : line.level;
    const text = line.text || line.event.replaceAll('_', ' ');
    return make('li', { 'data-level': level },
      make('time', { datetime: line.at }, words.time(line.at)),
      make('span', { class: 'sign', 'aria-hidden': 'true' }, symbols[level] ?? '·'),
      make('span', { class: 'said' },
        ...(level === 'warn' || level === 'error' ? [make('span', { class: 'unseen' }, level === 'warn' ? 'warning: ' : 'error: ')] : []),
        ...(line.collector ? [make('b', {}, make('bdi', {}, line.collector)), ': '] : []),
        make('bdi', {}, text)));
  }
  toEnd() {
    if (this.follow.checked) this.box.scrollTop = this.box.scrollHeight;
  }
}
