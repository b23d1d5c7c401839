import { expect, test } from 'vitest';
import { problemsOf, validated } from '../../../src/domains/dx/config-file/validation.ts';

const file = (fileName: string, content: string, fileType = 'other') => ({
  fileName,
  fileType,
  content,
});

const dockerfile = `# syntax=docker/dockerfile:1
ARG TAG=24
FROM node:\${TAG} AS build
RUN npm ci && \\
    npm run build
RUN <<EOF
whatever is here
EOF
COPY . .
HEALTHCHECK CMD curl localhost
`;

test.each([
  ['Dockerfile', dockerfile],
  ['api.dockerfile', 'from scratch\n'],
  ['docker-compose.yml', 'services:\n  web:\n    image: a\n'],
  ['compose.prod.yaml', 'include:\n  - a.yml\n'],
  ['service.yaml', 'apiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Pod\n', 'kubernetes'],
  ['.env.production', '# names\nA=1\nexport B="two words"\nC=\n'],
  [
    '.env',
    'KEY="-----BEGIN-----\nab\\"c\n-----END-----" # of tests\nexport B=\'one\n\ntwo\'\nC=it\'s\n',
  ],
  ['package.json', '{"name": "a"}'],
  ['ci.yml', 'on: push\njobs:\n  a: 1\n'],
  ['deployment.yaml', 'apiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Pod\n', 'yaml'],
  ['start.sh', '#!/bin/sh\nexec node .\n'],
  ['nginx.conf', 'anything { at all'],
])('nothing is wrong with %s', (name, content, fileType?: string) => {
  expect(problemsOf(file(name, content, fileType))).toEqual([]);
});

test.each([
  ['Dockerfile', 'RUN a\nFROM b\n', ['1: Only ARG can come before FROM.']],
  ['Dockerfile', 'FROM a\nINSTALL b\n', ['2: INSTALL is no instruction of a Dockerfile.']],
  ['Dockerfile', '# nothing\n', ['-: It has no FROM.']],
  ['Dockerfile', ' \n', ['-: It is empty.']],
  ['docker-compose.yml', 'version: "3"\n', ['-: It has no services.']],
  [
    'compose.yml',
    'services:\n\tweb:\n',
    ['2: It is indented with a tab: YAML allows spaces only.'],
  ],
  ['ci.yml', 'on: push\njobs:\non: pull\n', ['3: The key on is there already.']],
  ['all.yml', '---\na: 1\n--- # next\na: 1\na: 2\n', ['5: The key a is there already.']],
  ['.env', 'A="1\n2"\nB\nA=2\n', ['3: It is not NAME=value.', '4: A is set already.']],
  ['.env', 'A=1\nB\nA=2\n', ['2: It is not NAME=value.', '3: A is set already.']],
  [
    'start.sh',
    'a\r\nb\r\n',
    ['-: Its lines end with CR LF: a shell takes the CR for a part of the command.'],
  ],
])('what is wrong with %s (%j) is found', (name, content, problems) => {
  const found = problemsOf(file(name, content));
  expect(found.map(({ line, message }) => `${line ?? '-'}: ${message}`)).toEqual(problems);
});

test('what a file is follows from its type, too', () => {
  expect(problemsOf(file('web', '{', 'JSON'))).toEqual([
    { line: null, message: expect.stringMatching(/^It is not JSON: /) as string },
  ]);
  expect(problemsOf(file('service.yaml', 'kind: Service\nkind: Pod\n', 'kubernetes'))).toEqual([
    { line: null, message: 'The key kind is there already.' },
    { line: null, message: 'It does not say its apiVersion.' },
  ]);
});

test.each([
  ['Dockerfile', 'x\n', 'X is no instruction of a Dockerfile.'],
  ['chart.yaml', 'a: 1\n', 'The key a is there already.'],
])('what is wrong with every line of %s is said of the first ones', (name, line, message) => {
  const found = problemsOf(file(name, line.repeat(60_000)));
  expect(found).toHaveLength(101);
  expect(found[99]).toMatchObject({ message });
  expect(found[100]).toEqual({ line: null, message: 'There is more: mend this first.' });
});

test('a row says whether its content is valid, why not, and how large it is', () => {
  expect(validated(file('.env', 'Ä=1\n'))).toEqual({
    isValid: false,
    validationErrors: [{ line: 1, message: 'It is not NAME=value.' }],
    sizeBytes: 5,
  });
  expect(validated(file('.env', 'A=1\n'))).toEqual({
    isValid: true,
    validationErrors: null,
    sizeBytes: 4,
  });
});
