// Tables with data-sortable get a button in each heading. A cell's data-value is what it is sorted by, where it has one:
// numbers are written there as they are, without the commas that people read. Cells that are empty stay last.
function cellValue(row, column) {
  const cell = row.cells[column];
  const value = cell.dataset.value ?? cell.textContent.trim();
  if (value === '') return null;
  const number = Number(value);
  return Number.isNaN(number) ? value.toLowerCase() : number;
}

function compareCells(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === 'number' && typeof b === 'number') return direction * (a - b);
  return direction * String(a).localeCompare(String(b), 'en', { numeric: true });
}

function sortTable(table, column, direction) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, index) => ({ row, index, value: cellValue(row, column) }));
  rows.sort((a, b) => compareCells(a.value, b.value, direction) || a.index - b.index);
  body.append(...rows.map((entry) => entry.row));
  for (const heading of table.tHead.rows[0].cells) heading.removeAttribute('aria-sort');
  table.tHead.rows[0].cells[column].setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
}

function makeSortable(table) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      // Numbers are asked for from the largest, words from the first.
      const numeric = heading.classList.contains('num');
      const before = heading.getAttribute('aria-sort');
      const ascending = before ? before === 'descending' : !numeric;
      sortTable(table, column, ascending ? 1 : -1);
    });
  });
}

function setUpTables() {
  for (const table of document.querySelectorAll('table[data-sortable]')) makeSortable(table);
  // Bars have their numbers beside them on paper too; the charts over time have them only in their tables.
  const opened = [];
  addEventListener('beforeprint', () => {
    for (const part of document.querySelectorAll('.chart.wide details:not([open])')) {
      part.open = true;
      opened.push(part);
    }
  });
  addEventListener('afterprint', () => {
    for (const part of opened.splice(0)) part.open = false;
  });
}
