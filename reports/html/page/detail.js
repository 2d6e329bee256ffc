// One sample, in words and code. Everything in it may be hostile: it is put in as text, and an address becomes a link only
// where safeAddress() takes it.
const KIND_WORDS = {
  function_pair: 'Function pair',
  file_pair: 'File pair',
  synthetic_pair: 'Synthetic pair',
  advisory: 'Advisory',
  exploit: 'Exploit',
};

function kindWords(kind) {
  return Object.hasOwn(KIND_WORDS, kind) ? KIND_WORDS[kind] : kind;
}

function safeAddress(text) {
  return /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?(\/[\x21-\x7e]*)?$/.test(text) ? text : null;
}

function link(text, address) {
  const href = safeAddress(address);
  if (!href) return element('span', { className: 'wrap' }, text);
  return element('a', { href, rel: 'noreferrer noopener nofollow', target: '_blank', className: 'wrap' }, text);
}

function fact(list, name, ...content) {
  if (content.length === 0 || content[0] === '' || content[0] === null || content[0] === undefined) return;
  list.append(element('div', {}, element('dt', {}, name), element('dd', { dir: 'auto' }, ...content)));
}

function separated(items) {
  return items.flatMap((item, index) => (index === 0 ? [item] : [', ', item]));
}

function factList(sample) {
  const list = element('dl', { className: 'facts' });
  fact(list, 'Weakness', ...separated(sample.cwes.map((cwe) => (cwe.name ? `${cwe.id} ${cwe.name}` : cwe.id))));
  const score = sample.score === null ? '' : ` (${sample.score.toFixed(1)})`;
  fact(list, 'Severity', sample.severity === 'unknown' ? '' : `${sample.severity}${score}`);
  fact(list, 'Label', sample.label);
  if (sample.repo) fact(list, 'Repository', link(sample.repo.replace(/^https?:\/\//, ''), sample.repo));
  if (sample.commit) fact(list, 'Commit', element('code', {}, sample.commit.slice(0, 12)));
  fact(list, 'File', sample.path);
  fact(list, 'Function', sample.symbol);
  fact(list, 'Published', sample.published.slice(0, 10));
  fact(list, 'Licence of the code', sample.codeLicense);
  fact(list, 'Licence of the record', sample.recordLicense);
  fact(list, 'Evidence', ...separated(sample.reasons));
  fact(list, 'Collector', sample.collector);
  fact(list, 'Sample', element('code', { className: 'wrap' }, sample.id));
  return list;
}

function addressList(sample) {
  if (sample.urls.length === 0) return [];
  const items = sample.urls.map((url) => element('li', {}, link(url, url)));
  return [element('details', { className: 'addresses' },
    element('summary', {}, plural(items.length, 'reference')), element('ul', {}, ...items))];
}

function countsOf(rows) {
  const changed = (kinds) => rows.filter((row) => kinds.includes(row.kind)).length;
  return { removed: changed(['removed', 'changed']), added: changed(['added', 'changed']) };
}

const narrow = matchMedia('(max-width: 860px)');
let chosenLayout = null; // what the reader asked for; until then it goes by the width

function codeBox(label, table) {
  return element('div', { className: 'code-box', tabIndex: 0, role: 'region', 'aria-label': label }, table);
}

function pairView(sample) {
  const rows = diffLines(sample.before, sample.after);
  const counts = countsOf(rows);
  const starts = { before: sample.beforeLine, after: sample.afterLine };
  const box = element('div', { className: 'diff-part' });
  const draw = () => {
    const sideBySide = chosenLayout ? chosenLayout === 'side' : !narrow.matches;
    const button = element('button', { type: 'button', className: 'button', 'data-layout': '' },
      sideBySide ? 'Show in one column' : 'Show side by side');
    button.addEventListener('click', () => {
      chosenLayout = sideBySide ? 'column' : 'side';
      draw().focus();
    });
    const caption = `${sample.heading}: the code before and after the fix`;
    box.replaceChildren(
      element('div', { className: 'diff-head' },
        element('p', {}, element('span', { className: 'minus' }, `−${counts.removed}`), ' ',
          element('span', { className: 'plus' }, `+${counts.added}`), ` lines, ${sample.language || 'language unknown'}`),
        button),
      codeBox(caption, diffTable(rows, starts, sideBySide, caption)));
    return button;
  };
  draw();
  return box;
}

function codeView(sample) {
  if (sample.after !== null && sample.before !== null) return [pairView(sample)];
  const text = sample.before ?? sample.after;
  if (text === null) return [element('p', { className: 'note' }, 'This sample holds no code: it is a record of what is known, and it is counted apart from the pairs.')];
  const exploit = sample.kind === 'exploit';
  const words = exploit ? 'The text of an exploit. It attacks a weakness; it is not the code that holds one.' : 'Only one side of this sample is known.';
  const caption = `${sample.heading}: ${exploit ? 'exploit' : 'code'}`;
  return [element('p', { className: 'note' }, words), codeBox(caption, plainTable(text, sample.beforeLine, caption))];
}

// A long one is cut to a window, which is then a stop of the keyboard.
function descriptionView(sample) {
  if (!sample.description) return [];
  const long = sample.description.length > 300;
  return [element('p', { className: 'description', dir: 'auto', tabIndex: long ? 0 : null, role: long ? 'region' : null,
    'aria-label': long ? 'Description' : null }, sample.description)];
}

function showDetail(pane, sample) {
  const heading = element('h3', { id: 'detail-title', tabIndex: -1, dir: 'auto' }, sample.heading);
  const pills = element('p', { className: 'pills' },
    element('span', { className: 'pill' }, kindWords(sample.kind)),
    element('span', { className: `pill tier-${sample.tier}` }, sample.tier === 'none' ? 'no tier' : sample.tier),
    ...sample.ids.map((id) => element('span', { className: 'pill plain' }, id)));
  pane.replaceChildren(heading, pills, ...descriptionView(sample), ...codeView(sample), factList(sample), ...addressList(sample));
  return heading;
}
