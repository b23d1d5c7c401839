import { check } from './checking.ts';
import type { Conversation, Part } from './conversation.ts';
import { plan } from './planning.ts';
import { news, program } from './programming.ts';

const staged = (
  stage: Conversation['stage'],
  opener: Conversation['opener'],
  parts: readonly Part[],
): Conversation[] =>
  parts.map(([type, about, ...lines]) => ({ type, stage, opener, about, lines }));

export const conversations = [
  ...staged('plan', 'other', plan),
  ...staged('program', 'other', program),
  ...staged('program', 'programmer', news),
  ...staged('check', 'other', check),
];
