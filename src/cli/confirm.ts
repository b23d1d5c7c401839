import { createInterface } from 'node:readline/promises';

/** Asks whoever sits at the terminal to type "yes"; undefined without a terminal. */
export const ask = async (question: string): Promise<boolean | undefined> => {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} Type yes or no: `);
  terminal.close();
  return answer.trim().toLowerCase() === 'yes';
};

/** Without a terminal, nobody agrees. */
export const confirm = async (question: string): Promise<boolean> => (await ask(question)) ?? false;
