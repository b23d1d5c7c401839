/** What is wrong with a configuration file, and where. */
export type Problem = { readonly line: number | null; readonly message: string };

type Check = (content: string) => Problem[];

/** How many lines are looked at, and how many problems are told: a file can be nothing else. */
const mostLines = 50_000;
const mostProblems = 100;

const linesOf = (content: string) =>
  content.split(/\r?\n/, mostLines).map((text, at) => ({ text, line: at + 1 }));

const at = (line: number, message: string): Problem => ({ line, message });

/** Whether a line says anything: it is neither empty nor a comment. */
const isSaid = ({ text }: { text: string }) => /^\s*[^\s#]/.test(text);

const json: Check = (content) => {
  try {
    JSON.parse(content);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ line: null, message: `It is not JSON: ${why}` }];
  }
};

/** The documents of a YAML file, by their lines. */
const documentsOf = (content: string) => {
  let document = 0;
  return Map.groupBy(linesOf(content), ({ text }) => {
    if (/^---(\s|$)/.test(text)) document += 1;
    return document;
  });
};

/** Only what goes wrong most often: YAML has no tabs for indentation, and a mapping names a key once. */
const yaml: Check = (content) => {
  const tabs = linesOf(content).filter(({ text }) => /^\s*\t/.test(text));
  const keysOf = (lines: ReturnType<typeof linesOf>) =>
    lines.flatMap(({ text, line }) => {
      const [, key] = /^([\w.-]+):(?:\s|$)/.exec(text) ?? [];
      return key === undefined ? [] : [{ key, line }];
    });
  return [
    ...tabs.map(({ line }) => at(line, 'It is indented with a tab: YAML allows spaces only.')),
    ...[...documentsOf(content).values()].flatMap((lines) =>
      repeated(keysOf(lines), (key) => `The key ${key} is there already.`),
    ),
  ];
};

const repeated = (
  keys: readonly { readonly key: string; readonly line: number }[],
  message: (key: string) => string,
): Problem[] => {
  const seen = new Set<string>();
  return keys.flatMap(({ key, line }) => {
    if (seen.has(key)) return [at(line, message(key))];
    seen.add(key);
    return [];
  });
};

const compose: Check = (content) => {
  const isThere = linesOf(content).some(({ text }) => /^(services|include):/.test(text));
  const missing = { line: null, message: 'It has no services.' };
  return [...yaml(content), ...(isThere ? [] : [missing])];
};

/** A resource says what it is; one file may hold several, and templates say it in other ways. */
const kubernetes: Check = (content) => {
  const missing = ['apiVersion', 'kind'].filter(
    (key) => !new RegExp(`^${key}:`, 'm').test(content),
  );
  const problems = content
    .split(/^---.*$/m, mostLines)
    .flatMap((part) => yaml(part).filter(({ message }) => message.startsWith('The key')))
    .map(({ message }) => ({ line: null, message }));
  return [
    ...yaml(content).filter(({ message }) => !message.startsWith('The key')),
    ...problems,
    ...missing.map((key) => ({ line: null, message: `It does not say its ${key}.` })),
  ];
};

const instructions = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

const dockerfile: Check = (content) => {
  let continues = false;
  let heredoc: string | undefined;
  const said: { word: string; line: number }[] = [];
  for (const { text, line } of linesOf(content)) {
    if (heredoc !== undefined) {
      if (text.trim() === heredoc) heredoc = undefined;
      continue;
    }
    if (!isSaid({ text })) continue;
    if (!continues) said.push({ word: (/^\s*(\S+)/.exec(text)?.[1] ?? '').toUpperCase(), line });
    continues = /\\\s*$/.test(text);
    heredoc = /<<-?["']?(\w+)["']?/.exec(text)?.[1];
  }
  const unknown = said.filter(({ word }) => !instructions.has(word));
  const first = said.find(({ word }) => word !== 'ARG');
  return [
    ...unknown.map(({ word, line }) => at(line, `${word} is no instruction of a Dockerfile.`)),
    ...(first === undefined ? [{ line: null, message: 'It has no FROM.' }] : []),
    ...(first && first.word !== 'FROM' ? [at(first.line, 'Only ARG can come before FROM.')] : []),
  ];
};

/** A value in quotes may go on over several lines. */
const quoted =
  /^([ \t]*(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*=[ \t]*)("(?:\\[^]|[^"\\])*"|'[^']*')/gm;

const withoutQuoted = (content: string) =>
  content.replace(
    quoted,
    (_all, name: string, value: string) => name + value.replace(/[^\r\n]/g, ''),
  );

const env: Check = (content) => {
  const said = linesOf(withoutQuoted(content)).filter(isSaid);
  const pairs = said.flatMap(({ text, line }) => {
    const [, key] = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=/.exec(text) ?? [];
    return key === undefined ? [] : [{ key, line }];
  });
  const isPair = new Set(pairs.map(({ line }) => line));
  return [
    ...said
      .filter(({ line }) => !isPair.has(line))
      .map(({ line }) => at(line, 'It is not NAME=value.')),
    ...repeated(pairs, (key) => `${key} is set already.`),
  ];
};

const shell: Check = (content) =>
  content.includes('\r\n')
    ? [
        {
          line: null,
          message: 'Its lines end with CR LF: a shell takes the CR for a part of the command.',
        },
      ]
    : [];

/** By what a file is called, or its type; the first that fits counts. */
const checks: readonly (readonly [named: RegExp, check: Check])[] = [
  [/^(dockerfile|containerfile)$|^dockerfile\.|\.dockerfile$/, dockerfile],
  [/^(docker-)?compose$|^(docker-)?compose[\w.-]*\.ya?ml$/, compose],
  [/^(kubernetes|k8s)$/, kubernetes],
  [/^\.?env$|^\.env\.|\.env$/, env],
  [/^json$|\.json$/, json],
  [/^ya?ml$|\.ya?ml$/, yaml],
  [/^(bash|shell|sh)$|\.(ba)?sh$/, shell],
];

type File = { readonly fileName: string; readonly fileType: string; readonly content: string };

/** What is wrong with a file, as far as that can be seen without running it. Of what nothing is known nothing is wrong. */
export const problemsOf = ({ fileName, fileType, content }: File): Problem[] => {
  if (content.trim() === '') return [{ line: null, message: 'It is empty.' }];
  const names = [fileType, fileName].map((name) => name.trim().toLowerCase());
  const check = checks.find(([named]) => names.some((name) => named.test(name)));
  const problems = check?.[1](content) ?? [];
  if (problems.length <= mostProblems) return problems;
  return [
    ...problems.slice(0, mostProblems),
    { line: null, message: 'There is more: mend this first.' },
  ];
};

/** What a file's row says of its content. */
export const validated = (file: File) => {
  const problems = problemsOf(file);
  return {
    isValid: problems.length === 0,
    validationErrors: problems.length === 0 ? null : problems,
    sizeBytes: Buffer.byteLength(file.content),
  };
};
