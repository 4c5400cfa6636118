// @ts-check
/**
 * `npm run sample`: says how to open the sample. Nothing is made here: a vault can only be made in the browser that will
 * hold it, because its keys never leave that browser.
 */
console.log(`The sample is a made-up pilot: 5 groups, 7 facilitators, 39 members, 16 months of meetings every two weeks.

  1. Run: npm start
  2. Open: http://localhost:${process.env.PORT ?? 3000}
  3. On the first screen, choose "Essayer avec un exemple" / "Try it with an example" / "Xem thử một ví dụ" for what a
     facilitator has, or the line below it for the desk of a supervisor who sees the same pilot from outside.

Each lives in a notebook of its own beside yours, made by the same code as real use. To open one again, touch the first
picture eight times, or the second for the desk. To remove one, open "Made-up example" at the top of any of its screens.`);
