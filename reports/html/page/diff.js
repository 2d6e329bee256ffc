// The difference of two texts, by lines and, within changed lines, by words. Pure: no page is touched here.
//
// diffLines(before, after) gives rows {kind, left, right}: kind is "same", "changed", "removed" or "added"; left and right
// are {number, text, parts} or null, number counted from 0, and parts, on changed lines, a list of {text, marked}.
const MOST_LINE_CELLS = 1_000_000; // of the table for lines; beyond it the middle counts as replaced whole
const MOST_WORD_CELLS = 60_000; // of the table for the words of one line
const MOST_PAIR_CELLS = 400; // of the lines of one block that are compared with each other
const ALIKE = 0.35; // how much of two lines must agree for them to stand side by side as one changed line

function splitLines(text) {
  const lines = text.split('\n');
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}

// The pairs [i, j] of a longest common subsequence; where the table would be too large, of the equal ends alone.
function commonPairs(a, b, mostCells) {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const pairs = [];
  for (let i = 0; i < start; i += 1) pairs.push([i, i]);
  const rows = endA - start;
  const columns = endB - start;
  if (rows > 0 && columns > 0 && rows * columns <= mostCells) {
    const width = columns + 1;
    const length = new Uint32Array((rows + 1) * width);
    for (let i = rows - 1; i >= 0; i -= 1) {
      for (let j = columns - 1; j >= 0; j -= 1) {
        length[i * width + j] = a[start + i] === b[start + j]
          ? length[(i + 1) * width + j + 1] + 1
          : Math.max(length[(i + 1) * width + j], length[i * width + j + 1]);
      }
    }
    for (let i = 0, j = 0; i < rows && j < columns;) {
      if (a[start + i] === b[start + j]) {
        pairs.push([start + i, start + j]);
        i += 1;
        j += 1;
      } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i += 1;
      else j += 1;
    }
  }
  for (let i = 0; endA + i < a.length; i += 1) pairs.push([endA + i, endB + i]);
  return pairs;
}

function words(line) {
  return line.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

// How much of two lines is the same, from 0 to 1; blanks do not count.
function likeness(a, b) {
  const count = new Map();
  let sizeA = 0;
  let sizeB = 0;
  for (const word of a) {
    if (/^\s/u.test(word)) continue;
    sizeA += word.length;
    count.set(word, (count.get(word) ?? 0) + 1);
  }
  let same = 0;
  for (const word of b) {
    if (/^\s/u.test(word)) continue;
    sizeB += word.length;
    const left = count.get(word) ?? 0;
    if (left > 0) {
      same += word.length;
      count.set(word, left - 1);
    }
  }
  return sizeA + sizeB === 0 ? 1 : (2 * same) / (sizeA + sizeB);
}

function markedParts(tokens, kept) {
  const parts = [];
  tokens.forEach((text, index) => {
    const marked = !kept.has(index);
    const last = parts.at(-1);
    if (last && last.marked === marked) last.text += text;
    else parts.push({ text, marked });
  });
  return parts;
}

function markWords(left, right) {
  const a = words(left.text);
  const b = words(right.text);
  const pairs = commonPairs(a, b, MOST_WORD_CELLS);
  left.parts = markedParts(a, new Set(pairs.map((pair) => pair[0])));
  right.parts = markedParts(b, new Set(pairs.map((pair) => pair[1])));
}

// Which removed and added lines of one block are one line that changed: in order, and as alike as can be in sum.
function matchBlock(removed, added) {
  const cells = removed.length * added.length;
  if (cells === 0 || cells > MOST_PAIR_CELLS) return [];
  const wordsA = removed.map((line) => words(line.text));
  const wordsB = added.map((line) => words(line.text));
  const width = added.length + 1;
  const best = new Float64Array((removed.length + 1) * width);
  const alike = new Float64Array(cells);
  for (let i = removed.length - 1; i >= 0; i -= 1) {
    for (let j = added.length - 1; j >= 0; j -= 1) {
      const value = likeness(wordsA[i], wordsB[j]);
      alike[i * added.length + j] = value;
      const paired = value >= ALIKE ? best[(i + 1) * width + j + 1] + value : 0;
      best[i * width + j] = Math.max(best[(i + 1) * width + j], best[i * width + j + 1], paired);
    }
  }
  const matches = [];
  for (let i = 0, j = 0; i < removed.length && j < added.length;) {
    const value = alike[i * added.length + j];
    if (value >= ALIKE && best[i * width + j] === best[(i + 1) * width + j + 1] + value) {
      matches.push([i, j]);
      i += 1;
      j += 1;
    } else if (best[i * width + j] === best[(i + 1) * width + j]) i += 1;
    else j += 1;
  }
  return matches;
}

function blockRows(removed, added) {
  const rows = [];
  let i = 0;
  let j = 0;
  const until = (endI, endJ) => {
    for (; i < endI; i += 1) rows.push({ kind: 'removed', left: removed[i], right: null });
    for (; j < endJ; j += 1) rows.push({ kind: 'added', left: null, right: added[j] });
  };
  for (const [left, right] of matchBlock(removed, added)) {
    until(left, right);
    markWords(removed[left], added[right]);
    rows.push({ kind: 'changed', left: removed[left], right: added[right] });
    i += 1;
    j += 1;
  }
  until(removed.length, added.length);
  return rows;
}

function diffLines(before, after) {
  const a = splitLines(before);
  const b = splitLines(after);
  const line = (lines, number) => ({ number, text: lines[number], parts: null });
  const rows = [];
  let i = 0;
  let j = 0;
  const block = (endI, endJ) => {
    const removed = [];
    const added = [];
    for (; i < endI; i += 1) removed.push(line(a, i));
    for (; j < endJ; j += 1) added.push(line(b, j));
    rows.push(...blockRows(removed, added));
  };
  for (const [left, right] of commonPairs(a, b, MOST_LINE_CELLS)) {
    block(left, right);
    rows.push({ kind: 'same', left: line(a, left), right: line(b, right) });
    i += 1;
    j += 1;
  }
  block(a.length, b.length);
  return rows;
}
