// node lint_dockerfile.cjs DOCKERFILE: what dockerfile-utils, in node_modules beside this, says; ends with 1 where it says
// anything.
const {readFileSync} = require('node:fs');
const {validate} = require('dockerfile-utils');

// One that is wrong must be found wrong: a judge that is broken would praise everything.
if (validate('FROM scratch\nEXPOSE a\nRUNN true\n').length < 2) {
  console.error('dockerfile-utils finds no fault in a Dockerfile that is wrong');
  process.exit(1);
}
const faults = validate(readFileSync(process.argv[2], 'utf8'));
for (const fault of faults) console.error(`${process.argv[2]}:${fault.range.start.line + 1}: ${fault.message}`);
process.exit(faults.length === 0 ? 0 : 1);
