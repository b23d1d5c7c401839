import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { atEnd } from './cleanup.ts';

/** Starts a file of ours as a process of its own, which answers one task after the other. */
export const startWorker = <Task extends object, Answer>(file: string) => {
  const child = fork(join(import.meta.dirname, file));
  atEnd(() => child.kill());
  const ended = once(child, 'exit').then(() => [{ error: `${file} has ended.` }]);
  return async (task: Task): Promise<Answer> => {
    child.send(task);
    const [{ error, ...answer }] = await Promise.race([once(child, 'message'), ended]);
    if (error) throw new Error(error);
    return answer as Answer;
  };
};

/** The other end of it. */
export const answerTasks = <Task, Answer extends object>(act: (task: Task) => Promise<Answer>) => {
  process.on('message', (task: Task) => {
    act(task).then(
      (answer) => process.send?.(answer),
      (error: Error) => process.send?.({ error: error.message }),
    );
  });
  process.on('disconnect', () => process.exit());
};
