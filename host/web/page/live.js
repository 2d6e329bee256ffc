// The page's life: it listens to the run, shows each state, and says honestly when it hears nothing any more.
import * as words from '/words.js';
import { Bar, Card, Log, Table, make, say } from '/parts.js';

const part = (id) => document.getElementById(id);
const silenceMost = 7000; // ms; the run says something every two seconds, be it that nothing is new
const retries = [1000, 2000, 4000, 8000, 15000, 30000];

const log = new Log();
const cards = new Map();
const whole = new Bar('All samples');
part('whole').append(whole.element);

const tile = (label) => {
  const big = make('dd');
  const small = make('dd');
  part('tiles').append(make('div', {}, make('dt', {}, label), big, small));
  return (text, more = '') => {
    say(big, text);
    say(small, more);
  };
};
const tiles = {
  samples: tile('Samples'),
  rate: tile('Rate'),
  left: tile('Time left'),
  elapsed: tile('Elapsed'),
  requests: tile('Requests'),
  received: tile('Received'),
  memory: tile('Memory of workers'),
  troubles: tile('Troubles'),
};

const numbers = new Table(part('table'), 'Numbers of each collector', [
  ['Collector', null, 'name'],
  ['Samples', (one) => words.count(one.samples), 'num'],
  ['Target', (one) => (one.target === null ? words.none : words.count(one.target)), 'num'],
  ['Rejected', (one) => words.count(one.rejected), 'num'],
  ['Duplicates', (one) => words.count(one.duplicates), 'num'],
  ['Requests', (one) => words.count(one.requests), 'num'],
  ['From cache', (one) => words.count(one.from_cache), 'num'],
  ['Received', (one) => words.bytes(one.fetched_bytes), 'num'],
  ['Retries', (one) => words.count(one.retries), 'num'],
  ['Waited', (one) => words.duration(one.waited_seconds), 'num'],
  ['Restarts', (one) => words.count(one.restarts), 'num'],
  ['Memory', (one) => (one.memory_bytes === 0 ? words.none : words.memory(one.memory_bytes)), 'num'],
], true);

let now = Date.now();
const untilFree = (one) => Math.ceil((Date.parse(one.free_at) - now) / 1000);
const upstreams = new Table(part('upstreams-table'), 'How each upstream is used', [
  ['Upstream', null, 'name'],
  ['Requests', (one) => words.count(one.requests), 'num'],
  ['Under way', (one) => words.count(one.in_flight), 'num'],
  ['In line', (one) => words.count(one.waiting), 'num'],
  ['Limit', (one) => (one.limit === null ? 'none' : `${words.count(one.limit.used)} of ${words.count(one.limit.requests)} in ${words.duration(one.limit.window_seconds)}`), 'text'],
  ['Next may start', (one) => (one.free_at !== null && untilFree(one) > 0 ? `in ${words.duration(untilFree(one))}` : 'now'), 'text'],
  ['Retries', (one) => words.count(one.retries), 'num'],
  ['Received', (one) => words.bytes(one.bytes), 'num'],
  ['Waited', (one) => words.duration(one.waited_seconds), 'num'],
], false);

const showTiles = ({ run, total, collectors }) => {
  const fresh = total.samples - total.samples_before;
  const before = total.samples_before > 0 ? `${words.count(fresh)} of them in this run` : '';
  tiles.samples(words.count(total.samples), [total.target === null ? '' : `of ${words.count(total.target)}`, before].filter(Boolean).join(', '));
  const mean = run.elapsed_seconds > 0 ? fresh / run.elapsed_seconds : null;
  tiles.rate(words.rate(run.rate), mean === null ? '' : `${words.rate(mean)} since the start`);
  const over = collectors.length - run.active - run.complete - run.failed;
  tiles.left(run.eta_seconds === null ? words.none : `about ${words.duration(run.eta_seconds)}`,
    run.eta_seconds !== null || run.ended ? '' : 'not known');
  const ended = run.ended ? Date.parse(run.ended) : now;
  tiles.elapsed(words.clock(run.started ? (ended - Date.parse(run.started)) / 1000 : 0),
    [[run.active, 'active'], [over, 'not begun'], [run.complete, 'done'], [run.failed, 'not done']].filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`).join(', '));
  tiles.requests(words.count(total.requests), `${words.count(total.from_cache)} more from the cache`);
  tiles.received(words.bytes(total.fetched_bytes), `${words.bytes(total.bytes)} of samples written`);
  tiles.memory(total.memory_bytes === 0 ? words.none : words.memory(total.memory_bytes), words.plural(total.workers, 'worker', 'workers'));
  tiles.troubles(words.count(run.warnings + run.errors), `${words.plural(run.warnings, 'warning', 'warnings')}, ${words.plural(run.errors, 'error', 'errors')}`);
};

const showRun = ({ run, total, collectors, version }) => {
  say(part('name'), run.name || 'Run');
  say(part('stage'), `${run.stage[0].toUpperCase()}${run.stage.slice(1)}${run.ended ? ` at ${words.time(run.ended)}` : ''}`);
  say(part('output'), run.output);
  part('resumed').hidden = run.resumed === null;
  say(part('resumed'), run.resumed ?? '');
  say(part('version'), `StreamGuard ${version}`);
  const shares = collectors.map((one) => one.share);
  const known = shares.length > 0 && shares.every((share) => share !== null);
  part('whole').hidden = !known;
  // Of samples where all have targets; else each collector counts alike.
  const share = known ? (total.target ? Math.min(1, total.samples / total.target) : shares.reduce((sum, one) => sum + one, 0) / shares.length) : null;
  const kind = run.failed > 0 ? 'wait' : run.complete === collectors.length ? 'good' : 'run';
  whole.show(kind === 'good' ? 1 : share, kind);
  const done = run.ended ? (run.failed > 0 ? '✕ ' : '✓ ') : known ? `${words.percent(share)} ` : '';
  document.title = `${done}${run.name || 'run'} – StreamGuard`;
};

const showReports = ({ reports }) => {
  part('reports-part').hidden = reports.length === 0;
  const list = part('reports-list');
  while (list.childElementCount < reports.length) list.append(make('li', {}, make('span', { class: 'status' }), ' ', make('bdi')));
  reports.forEach((one, i) => {
    const [status, text] = list.children[i].children;
    status.dataset.kind = { written: 'good', failed: 'bad' }[one.state] ?? 'run';
    say(status, one.format === null ? one.state : `${one.format} ${one.state}`);
    say(text, one.text);
  });
};

const show = (state) => {
  showRun(state);
  showTiles(state);
  for (const one of state.collectors) {
    if (!cards.has(one.name)) {
      cards.set(one.name, new Card(one));
      part('cards').append(cards.get(one.name).element);
    }
    cards.get(one.name).show(one, now);
  }
  numbers.show(state.collectors, state.total);
  part('upstreams-part').hidden = state.upstreams.length === 0;
  upstreams.show(state.upstreams);
  showReports(state);
};

let last = null; // the last state
let ahead = 0; // of our clock, the run's
let heard = 0; // when, by our steady clock
let ended = null; // how, once it has
let connected = false;
let attempts = 0;
let why = '';

const notice = (kind, strong, text) => {
  const box = part('notice');
  const said = kind === null ? '' : `${strong} ${text}`;
  if (box.dataset.said === said) return;
  box.dataset.said = said;
  box.replaceChildren(...(kind === null ? [] : [make('p', { class: `alert ${kind}` }, make('strong', {}, strong), ' ', make('bdi', {}, text))]));
};

/** What stands in the bar, and over the numbers where they are not those of now. */
const showLink = () => {
  const link = part('link');
  const say_ = (is, text) => {
    link.dataset.is = is;
    say(link, text);
    document.body.classList.toggle('stale', is === 'bad');
  };
  if (ended !== null) {
    say_(ended ? 'done' : 'bad', ended ? 'run ended' : 'run broke off');
    if (ended && last.run.stopping_since) return notice('wait', 'The run was stopped.', `${last.run.summary ?? ''}. The same command goes on with it.`);
    if (ended && last.run.failed > 0) return notice('wait', 'The run ended, and not all of it was done.', last.run.summary ?? '');
    if (ended) return notice('good', 'The run ended.', last.run.summary ?? '');
    return notice('bad', 'The program ended before the run did.', 'What was committed is safe: the same command goes on from there.');
  }
  if (!connected) {
    if (last === null && why === '') return say_('wait', 'connecting');
    say_('bad', 'connection broken');
    const since = last === null ? '' : `What is shown is from ${words.time(last.now)}. `;
    return notice('bad', 'No connection to the run.', `${since}${why}`);
  }
  const silent = performance.now() - heard;
  if (silent > silenceMost) {
    say_('bad', 'no word');
    return notice('bad', `Not a word for ${words.duration(silent / 1000)}.`, 'The program may be suspended (Ctrl-Z), or its machine very busy.');
  }
  say_('live', 'live');
  const { run } = last;
  if (run.paused_since) return notice('wait', 'Paused.', `No new work since ${words.time(run.paused_since)}.`);
  if (run.stopping_since) return notice('wait', 'Stopping.', 'What is complete is being committed; the run can be resumed.');
  return notice(null);
};

const take = (text) => {
  last = JSON.parse(text);
  heard = performance.now();
  ahead = Date.parse(last.now) - Date.now();
  now = Date.parse(last.now);
  log.add(last.log);
  show(last);
};

const again = () => {
  setTimeout(listen, retries[Math.min(attempts, retries.length - 1)]);
  attempts += 1;
};

/** An event source does not tell why it failed: a plain request does. */
const ask = async () => {
  try {
    const { status } = await fetch('/state.json', { cache: 'no-store' });
    if (status === 403) why = 'This address belonged to an earlier run: open the one that the present run printed.';
    else if (status === 200) why = 'Too many pages of this run are open already: close one of them.';
    else why = `It answered ${status}.`;
    if (status === 403) return showLink();
  } catch {
    why = 'The program does not answer: it was ended or killed, or the tunnel to its machine broke. Trying again.';
  }
  showLink();
  return again();
};

function listen() {
  const source = new EventSource('/events');
  source.addEventListener('state', ({ data }) => {
    connected = true;
    attempts = 0;
    take(data);
    showLink();
  });
  source.addEventListener('beat', () => {
    heard = performance.now();
    showLink();
  });
  source.addEventListener('end', ({ data }) => {
    source.close();
    ended = JSON.parse(data).ended;
    showLink();
  });
  source.addEventListener('error', () => {
    source.close();
    if (ended !== null) return;
    connected = false;
    ask();
  });
}

// Waits and the clock go on between two states; nothing does while we do not know.
setInterval(() => {
  if (!connected || ended !== null || last === null) return;
  showLink();
  if (performance.now() - heard > silenceMost) return;
  now = Date.now() + ahead;
  show(last);
}, 500);

listen();
