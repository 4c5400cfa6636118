import * as z from 'zod/mini';

/**
 * When a question is asked: the small grammar of imported forms as data, never as code to run. `all` and `any` hold two
 * rules or more.
 */
export type Rule =
	| { readonly question: string; readonly is: Comparison; readonly value: string | number }
	| { readonly question: string; readonly selected: string }
	| { readonly all: readonly Rule[] }
	| { readonly any: readonly Rule[] }
	| { readonly not: Rule };

export const Comparison = z.enum(['=', '!=', '<', '<=', '>', '>=']);
export type Comparison = z.infer<typeof Comparison>;

/** A question as a rule names it: what may stand between `${` and `}`. */
export const QuestionRef = z.string().check(z.regex(/^[A-Za-z0-9_/][A-Za-z0-9_./-]{0,63}$/));

/** A text within quotes: whole on one line, and without both kinds of quotes, since there is no way to write it. */
const Literal = z.string().check(z.regex(/^(?:[^\p{Cc}']{0,200}|[^\p{Cc}"]{0,200})$/u));

/** Most rules that one `and` or `or` joins. */
const mostJoined = 200;

export const Rule: z.ZodMiniType<Rule> = z.union([
	z.strictObject({ question: QuestionRef, is: Comparison, value: z.union([Literal, z.number()]) }),
	z.strictObject({ question: QuestionRef, selected: Literal }),
	z.strictObject({ all: z.array(z.lazy(() => Rule)).check(z.minLength(2), z.maxLength(mostJoined)) }),
	z.strictObject({ any: z.array(z.lazy(() => Rule)).check(z.minLength(2), z.maxLength(mostJoined)) }),
	z.strictObject({ not: z.lazy(() => Rule) })
]);
