/** How long to wait for what has to come: a test fails for what it sees, not for how busy the machine is. */
export const patience = 120_000;
