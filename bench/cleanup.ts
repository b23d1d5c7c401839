const tasks: (() => unknown)[] = [];

/** Leaves a task for the end of the run, however it ends. */
export const atEnd = (task: () => unknown) => tasks.push(task);

/** Does what was left to do, the last first. */
export const cleanUp = async () => {
  for (let task = tasks.pop(); task; task = tasks.pop()) {
    try {
      await task();
    } catch (error) {
      console.error(error);
    }
  }
};
