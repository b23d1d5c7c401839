import { validated } from '../config-file/validation.ts';
import { ownOf, type Sheet, type Software, stamped } from './sheet.ts';

const steps = ['Choose an image', 'Write the files', 'Check the files'];

const filesFor = ({ language, port }: Software) => {
  const dockerfile =
    language === 'TypeScript'
      ? `FROM node:24-slim AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n\nFROM node:24-slim\nWORKDIR /app\nCOPY --from=build /app .\nEXPOSE ${port}\nCMD ["node", "dist/main.js"]\n`
      : `FROM python:3.13-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nEXPOSE ${port}\nCMD ["python", "-m", "app"]\n`;
  return [
    { fileName: 'Dockerfile', fileType: 'dockerfile', content: dockerfile },
    {
      fileName: 'docker-compose.yml',
      fileType: 'docker-compose',
      content: `services:\n  web:\n    build: .\n    ports:\n      - "${port}:${port}"\n    env_file: .env\n`,
    },
    { fileName: '.env', fileType: 'env', content: `PORT=${port}\nLOG_LEVEL=info\n` },
  ];
};

type Attempt = {
  readonly versionNumber: number;
  readonly status: 'failed' | 'complete';
  readonly hoursAgo: number;
  readonly analysisRunId: string;
  readonly retryOfId: string | null;
};

/** A config set with its log, and with its files if it is complete. */
export const configure = (
  sheet: Sheet,
  software: Software,
  { status, hoursAgo, ...attempt }: Attempt,
): string => {
  const { rows, next, at } = sheet;
  const id = next();
  const isComplete = status === 'complete';
  rows.configSets.push({
    ...ownOf(software),
    ...attempt,
    id,
    status,
    name: `${software.name} in Docker`,
    type: 'docker',
    progress: isComplete ? 100 : 30,
    generatedBy: 'ai',
    aiModel: 'compass-2',
    tags: ['web', software.language.toLowerCase()],
    errorMessage: isComplete ? null : 'The answer of the model ends in the middle of a file.',
    startedAt: at(hoursAgo),
    completedAt: at(hoursAgo, 40),
    duration: 40,
    ...stamped(at(hoursAgo)),
  });
  for (const [place, action] of steps.slice(0, isComplete ? 3 : 2).entries()) {
    rows.configActivityLogs.push({
      id: next(),
      configSetId: id,
      line: place + 1,
      timestamp: at(hoursAgo, place * 13),
      action,
      status: !isComplete && place === 1 ? 'failed' : 'completed',
    });
  }
  if (isComplete) fill(sheet, software, id, hoursAgo);
  return id;
};

const fill = ({ rows, next, at }: Sheet, software: Software, id: string, hoursAgo: number) => {
  for (const [orderIndex, file] of filesFor(software).entries()) {
    const { isValid, sizeBytes } = validated(file);
    rows.configFiles.push({
      ...file,
      isValid,
      sizeBytes,
      id: next(),
      configSetId: id,
      orderIndex,
      ...stamped(at(hoursAgo, 30)),
    });
  }
  rows.configOptimizations.push({
    id: next(),
    configSetId: id,
    name: 'Leave out what is needed to build only',
    category: 'size',
    impact: 'high',
    estimatedSavings: '310 MB',
    ...stamped(at(hoursAgo, 38)),
  });
};
