// Numbers and times as people read them. The same words as on the terminal.

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const none = '–';

export const count = (n) => whole.format(n);

/** "records", "repositories", "batches" of a collector's noun. */
export const several = (noun) => {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return noun + (/(s|x|z|ch|sh)$/.test(noun) ? 'es' : 's');
};

const scaled = (n, step, units) => {
  let unit = 0;
  while (n >= step && unit < units.length - 1) {
    n /= step;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(n) : n.toFixed(n < 10 ? 2 : 1)} ${units[unit]}`;
};

/** As disks are sold: powers of 1000. */
export const bytes = (n) => scaled(n, 1000, ['B', 'KB', 'MB', 'GB', 'TB']);
/** As memory is counted: powers of 1024. */
export const memory = (n) => scaled(n, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);

export const rate = (n) => (n === null ? none : `${n < 10 ? n.toFixed(1) : count(n)}/s`);

/** "0:04:05" */
export const clock = (seconds) => {
  const s = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, '0');
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
};

/** "12s", "4m 05s", "2h 03m" */
export const duration = (seconds) => {
  const s = Math.max(0, Math.round(seconds));
  const two = (n) => String(n).padStart(2, '0');
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m ${two(s % 60)}s`;
  return `${Math.floor(s / 3600)}h ${two(Math.floor(s / 60) % 60)}m`;
};

/** Never shows 100 before all is done, nor 0 once something is. */
export const percent = (share) => {
  if (share === null) return none;
  if (share <= 0) return '0%';
  if (share >= 1) return '100%';
  return `${Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1)}%`;
};

export const time = (iso) =>
  new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const plural = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;

const phases = {
  pending: ['not begun', 'idle', '○'],
  running: ['running', 'run', '▶'],
  waiting: ['waiting', 'wait', '◷'],
  paused: ['paused', 'wait', '‖'],
  stopping: ['stopping', 'wait', '■'],
  completed: ['target met', 'good', '✓'],
  exhausted: ['source exhausted', 'good', '✓'],
  failed: ['failed', 'bad', '✕'],
  interrupted: ['interrupted', 'wait', '■'],
};

/** [words, kind, symbol] */
export const phase = (name) => phases[name] ?? [name, 'idle', '○'];
