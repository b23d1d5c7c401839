let tries = 0;
/** What no other test calls anything, or begins a code with. */
export let name: string;
export const newName = (): void => {
  tries += 1;
  name = `zz${tries}`;
};
