// Everything is drawn on the phone: the server never sees, and so never renders, anybody's words.
export const ssr = false;
