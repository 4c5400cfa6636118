// @ts-check
/**
 * `npm run sample`: says how to open the sample. Nothing is made here: a vault can only be made in the browser that will
 * hold it, because its keys never leave that browser.
 */
console.log(`The sample is a made-up pilot: 5 groups, 7 facilitators, 39 members, 16 months of meetings every two weeks.

  1. Run: npm start
  2. Open: http://localhost:${process.env.PORT ?? 3000}
  3. On the first screen, choose "Essayer avec un exemple" / "Try it with an example" / "Xem thử một ví dụ".

It lives in a notebook of its own beside yours, made by the same code as real use. To open it again, touch the first
picture eight times. To remove it, open "Made-up example" at the top of any of its screens.`);
