#!/usr/bin/node
'use strict';
// Serves on 127.0.0.1, on the port that is given: the time, or the file that the path of a request names.

const { readFile } = require('node:fs');
const { createServer } = require('node:http');

const server = createServer((request, response) => {
  if (request.url === '/') {
    response.end(`It is ${new Date().toISOString()}.\n`);
    return;
  }
  readFile(request.url, (error, content) => {
    if (error) {
      response.writeHead(error.code === 'ENOENT' ? 404 : 403).end(`${error.code}\n`);
    } else {
      response.end(content);
    }
  });
});
server.listen(Number(process.argv[2] ?? 8088), '127.0.0.1');
process.on('SIGTERM', () => server.close());
