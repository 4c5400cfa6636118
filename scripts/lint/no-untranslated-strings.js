/** Attributes that a person reads or hears. */
const spokenAttributes = new Set([
	'title',
	'alt',
	'label',
	'placeholder',
	'aria-label',
	'aria-description',
	'aria-roledescription',
	'aria-valuetext'
]);

/** The product's name is the same in every language. */
const neverTranslated = /^\s*Cercle\s*$/;

const hasLetters = (/** @type {unknown} */ text) =>
	typeof text === 'string' && /\p{L}/u.test(text) && !neverTranslated.test(text);

/** Finds a literal sentence in an expression: 'x', `x ${y}`, a ? 'x' : 'y', a || 'x'. Returns undefined for "none". */
const literalIn = (/** @type {any} */ node) => {
	switch (node?.type) {
		case 'Literal':
			return hasLetters(node.value) ? node : undefined;
		case 'TemplateLiteral':
			return node.quasis.find((/** @type {any} */ quasi) => hasLetters(quasi.value.cooked));
		case 'ConditionalExpression':
			return literalIn(node.consequent) ?? literalIn(node.alternate);
		case 'LogicalExpression':
			return literalIn(node.left) ?? literalIn(node.right);
		default:
			return undefined;
	}
};

/** @type {import('eslint').Rule.RuleModule} */
export default {
	meta: {
		type: 'problem',
		docs: {
			description: 'Every word on screen comes from the catalogue, so that no language is left with another one.'
		},
		messages: { literal: 'Words on screen come from i18n: add a key to the catalogue and call t() here.' },
		schema: []
	},
	create(context) {
		const report = (/** @type {any} */ node) => node && context.report({ node, messageId: 'literal' });
		return {
			SvelteText(/** @type {any} */ node) {
				if (node.parent.type !== 'SvelteStyleElement' && hasLetters(node.value)) report(node);
			},
			SvelteAttribute(/** @type {any} */ node) {
				if (!spokenAttributes.has(node.key.name)) return;
				for (const part of node.value) {
					report(
						part.type === 'SvelteLiteral' ? (hasLetters(part.value) ? part : undefined) : literalIn(part.expression)
					);
				}
			},
			SvelteMustacheTag(/** @type {any} */ node) {
				if (node.parent.type !== 'SvelteAttribute') report(literalIn(node.expression));
			}
		};
	}
};
