// diff_test.mjs FOLDER: the differences that the page computes, of texts by hand and by chance. FOLDER holds diff.js.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

const source = readFileSync(path.join(process.argv[2], 'diff.js'), 'utf8');
const { diffLines, MOST_LINE_CELLS } = vm.runInThisContext(`(() => { 'use strict'; ${source}; return { diffLines, MOST_LINE_CELLS }; })()`);

const side = (rows, name) => rows.filter((row) => row[name]).map((row) => row[name].text).join('\n');
const kinds = (rows) => rows.map((row) => row.kind).join(' ');

// Whatever the texts, each side of the rows is the text, in order, and what is called the same is the same.
function check(before, after) {
  const rows = diffLines(before, after);
  assert.equal(side(rows, 'left'), before);
  assert.equal(side(rows, 'right'), after);
  for (const name of ['left', 'right']) {
    const numbers = rows.filter((row) => row[name]).map((row) => row[name].number);
    assert.deepEqual(numbers, numbers.map((_, index) => index));
  }
  for (const row of rows) {
    if (row.kind === 'same') assert.equal(row.left.text, row.right.text);
    for (const cell of [row.left, row.right]) {
      if (cell?.parts) assert.equal(cell.parts.map((part) => part.text).join(''), cell.text);
    }
    if (row.kind === 'changed') {
      const kept = (cell) => cell.parts.filter((part) => !part.marked).map((part) => part.text).join('');
      assert.equal(kept(row.left), kept(row.right), 'unmarked words are those of both lines');
    }
  }
  return rows;
}

let rows = check('a\nb\nc', 'a\nx\nc');
assert.equal(kinds(rows), 'same removed added same');
rows = check('int n = strlen(s);\nreturn n;', 'size_t n = strlen(s);\nreturn n;');
assert.equal(kinds(rows), 'changed same');
assert.deepEqual(rows[0].left.parts.filter((part) => part.marked).map((part) => part.text), ['int']);
assert.deepEqual(rows[0].right.parts.filter((part) => part.marked).map((part) => part.text), ['size_t']);
assert.equal(kinds(check('a\nb', 'a\nnew\nb')), 'same added same');
assert.equal(kinds(check('same', 'same')), 'same');
assert.equal(kinds(check('', 'x')), 'removed added');
assert.equal(kinds(diffLines('a\nb\n', 'a\nb')), 'same same', 'a line break at the end is no line');

// By chance, but the same at every run.
let state = 12345;
const chance = (below) => {
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return (state >>> 8) % below;
};
const vocabulary = ['if (x)', '{', '}', 'return x;', 'x = y + 1;', 'free(p);', '', 'p = 0; // done', 'é漢😀'];
for (let round = 0; round < 2000; round += 1) {
  const line = () => vocabulary[chance(vocabulary.length)];
  const before = Array.from({ length: 1 + chance(12) }, line);
  const after = before.flatMap((text) => [[text], [], [text, line()], [text.replace('x', 'n')]][chance(4)]);
  if (after.length === 0 || before.at(-1) === '' || after.at(-1) === '') continue;
  check(before.join('\n'), after.join('\n'));
}

// Beyond its bound it gives up on the middle, at once, and is still right.
const many = (word) => Array.from({ length: Math.ceil(Math.sqrt(MOST_LINE_CELLS)) + 1 }, (_, i) => `${word}${i}`);
const started = process.hrtime.bigint();
rows = check(['first', ...many('a'), 'last'].join('\n'), ['first', ...many('b'), 'last'].join('\n'));
assert.equal(rows[0].kind, 'same');
assert.equal(rows.at(-1).kind, 'same');
check(`${'x '.repeat(8_000)}1`, `${'x '.repeat(8_000)}2`);
check('a'.repeat(16_000), 'b'.repeat(16_000));
console.log(`diff: all as expected, the largest in ${(process.hrtime.bigint() - started) / 1_000_000n} ms`);
