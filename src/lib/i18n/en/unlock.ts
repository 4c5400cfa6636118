export const unlock = {};
