/** Greatest counter: a field changed this often stays there, and hybrid times order what follows. */
export const greatestCounter = 0xffffffff;
