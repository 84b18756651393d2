import { writeFileSync } from 'node:fs';
import { planJsonSchema } from './plan-schema.ts';

/** Part of the build: `node dist/rules/plan/write-json-schema.js OUTFILE` writes the JSON Schema of a plan. */
const [, , outFile] = process.argv;
if (outFile === undefined) {
  console.error('Say where to write the JSON Schema: node write-json-schema.js OUTFILE');
  process.exitCode = 2;
} else {
  writeFileSync(outFile, `${JSON.stringify(planJsonSchema(), null, 2)}\n`);
}
