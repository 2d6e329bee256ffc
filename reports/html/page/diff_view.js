// Draws the rows of diffLines() as a table: side by side, or in one column where the page is narrow. Text goes in as text
// nodes only.
const CONTEXT = 4; // unchanged lines that stay around a change
const FOLD_LEAST = 4; // fewer than so many are not worth a fold
const ROWS_AT_ONCE = 1500; // more stand behind a button

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (key in made && !key.startsWith('aria')) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

function codeCell(side, kind, tag) {
  const cell = element('td', { className: side ? `code ${kind}` : 'code blank' });
  if (!side) return cell;
  const parts = side.parts ?? [{ text: side.text, marked: false }];
  // A screen reader hears insertion and deletion where the whole line is meant, or the words of it that changed.
  const whole = tag && !side.parts ? element(tag) : null;
  const target = whole ?? cell;
  for (const part of parts) {
    target.append(part.marked && tag ? element(tag, {}, part.text) : part.text);
  }
  if (whole) cell.append(whole);
  return cell;
}

function numberCell(side, first) {
  return element('td', { className: 'line' }, side ? String(first + side.number) : '');
}

function sideBySideRows(row, starts) {
  const kinds = { same: ['', ''], changed: ['removed', 'added'], removed: ['removed', ''], added: ['', 'added'] }[row.kind];
  return [element('tr', { className: row.kind },
    numberCell(row.left, starts.before), codeCell(row.left, kinds[0], kinds[0] && 'del'),
    numberCell(row.right, starts.after), codeCell(row.right, kinds[1], kinds[1] && 'ins'))];
}

function oneColumnRows(row, starts) {
  const blank = () => element('td', { className: 'line' });
  const made = [];
  if (row.kind === 'same') {
    made.push(element('tr', {}, numberCell(row.left, starts.before), numberCell(row.right, starts.after),
      codeCell(row.left, '', null)));
    return made;
  }
  if (row.left) {
    made.push(element('tr', { className: row.kind }, numberCell(row.left, starts.before), blank(), codeCell(row.left, 'removed', 'del')));
  }
  if (row.right) {
    made.push(element('tr', { className: row.kind }, blank(), numberCell(row.right, starts.after), codeCell(row.right, 'added', 'ins')));
  }
  return made;
}

// Runs of unchanged rows that are far from any change, as [first, end).
function foldedRuns(rows) {
  const runs = [];
  for (let i = 0; i < rows.length;) {
    if (rows[i].kind !== 'same') {
      i += 1;
      continue;
    }
    let end = i;
    while (end < rows.length && rows[end].kind === 'same') end += 1;
    const first = i === 0 ? 0 : i + CONTEXT;
    const last = end === rows.length ? end : end - CONTEXT;
    if (last - first >= FOLD_LEAST) runs.push([first, last]);
    i = end;
  }
  return runs;
}

function foldRow(rows, run, columns, draw) {
  const button = element('button', { type: 'button', className: 'fold' },
    `Show ${plural(run[1] - run[0], 'unchanged line')}`);
  const row = element('tr', { className: 'folded' }, element('td', { colSpan: columns }, button));
  button.addEventListener('click', () => {
    const opened = rows.slice(run[0], run[1]).flatMap(draw);
    row.replaceWith(...opened);
    // The focus was on what is gone; it goes on with the first line that came in its place.
    opened[0].tabIndex = -1;
    opened[0].focus({ preventScroll: true });
  });
  return row;
}

function headRow(sideBySide) {
  const titles = sideBySide
    ? [['Line', 'line'], ['Before the fix', ''], ['Line', 'line'], ['After the fix', '']]
    : [['Before', 'line'], ['After', 'line'], ['Code', '']];
  return element('tr', {}, ...titles.map(([text, kind]) => element('th', { scope: 'col', className: kind }, text)));
}

function diffTable(rows, starts, sideBySide, caption) {
  const draw = (row) => (sideBySide ? sideBySideRows(row, starts) : oneColumnRows(row, starts));
  const columns = sideBySide ? 4 : 3;
  const body = element('tbody');
  const runs = foldedRuns(rows);
  const drawn = [];
  let next = 0;
  for (const run of [...runs, [rows.length, rows.length]]) {
    for (; next < run[0]; next += 1) drawn.push(...draw(rows[next]));
    if (run[1] > run[0]) drawn.push(foldRow(rows, run, columns, draw));
    next = run[1];
  }
  body.append(...drawn.splice(0, ROWS_AT_ONCE));
  if (drawn.length > 0) {
    const button = element('button', { type: 'button', className: 'fold' }, `Show ${plural(drawn.length, 'more line')}`);
    const row = element('tr', { className: 'folded' }, element('td', { colSpan: columns }, button));
    button.addEventListener('click', () => row.replaceWith(...drawn));
    body.append(row);
  }
  return element('table', { className: sideBySide ? 'diff side-by-side' : 'diff one-column' },
    element('caption', { className: 'unseen' }, caption), element('thead', {}, headRow(sideBySide)), body);
}

// The text of an exploit: one column, nothing to compare with.
function plainTable(text, first, caption) {
  const rows = splitLines(text).map((line, index) => element('tr', {},
    element('td', { className: 'line' }, String(first + index)), element('td', { className: 'code' }, line)));
  return element('table', { className: 'diff plain' },
    element('caption', { className: 'unseen' }, caption),
    element('thead', {}, element('tr', {}, element('th', { scope: 'col', className: 'line' }, 'Line'),
      element('th', { scope: 'col' }, 'Code'))),
    element('tbody', {}, ...rows));
}
