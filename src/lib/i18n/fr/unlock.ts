export const unlock = {} as const;
