// node answers.mjs <document> <answers>: each line of the answers is {"path", "status", "body"}. Prints one line for each that the document does not permit, and at last how many were judged.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const document = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats(ajv);
ajv.addSchema(document, 'document');
let judged = 0;
for (const line of readFileSync(process.argv[3], 'utf8').split('\n').filter(Boolean)) {
  const { path, status, body } = JSON.parse(line);
  const answer = document.paths[path]?.post?.responses?.[String(status)];
  const schema = answer?.content?.['application/json']?.schema;
  judged++;
  if (!schema) {
    console.log(`${path} ${status}: the document has no such answer`);
  } else {
    const check = ajv.compile(schema);
    if (!check(body)) console.log(`${path} ${status}: ${ajv.errorsText(check.errors)}`);
  }
}

for (const [path, { post }] of Object.entries(document.paths)) {
  for (const [status, { content }] of Object.entries(post.responses)) {
    const { schema, example, examples } = content['application/json'];
    for (const one of example ? [example] : Object.values(examples).map((named) => named.value)) {
      const check = ajv.compile(schema);
      judged++;
      if (!check(one)) console.log(`${path} ${status}, its example: ${ajv.errorsText(check.errors)}`);
    }
  }
}

console.log(`judged ${judged}`);
