// Reads the list of files given as argument; prints what the parser of Node.js does not accept as a CommonJS module.
'use strict';
const fs = require('fs');
const vm = require('vm');
const { wrap } = require('module');

let bad = 0;
for (const file of fs.readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean)) {
  try {
    new vm.Script(wrap(fs.readFileSync(file, 'utf8')), { filename: file });
  } catch (error) {
    bad += 1;
    console.log(`${file}: ${error.stack.split('\n').slice(0, 5).join(' | ')}`);
  }
}
process.exit(bad === 0 ? 0 : 1);
