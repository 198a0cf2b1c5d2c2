#!/usr/bin/node
// Counts words: without arguments in every text of input/, otherwise in the files named.
'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');

async function count(file) {
  const text = await fs.readFile(file, 'utf8');
  return [path.basename(file), text.split(/\s+/).filter(Boolean).length];
}

async function main(named) {
  const files = named.length ? named : (await fs.readdir('input')).sort().map((name) => path.join('input', name));
  const counts = Object.fromEntries(await Promise.all(files.map(count)));
  await fs.mkdir('output', { recursive: true });
  await fs.writeFile('output/counts.json', JSON.stringify(counts, null, 2) + '\n');
  console.log(JSON.stringify(counts));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
