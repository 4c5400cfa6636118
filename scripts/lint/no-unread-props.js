/**
 * svelte/no-unused-props needs the type checker and is silent without it; with it, linting takes three times as long.
 * In this house props are always `interface Props` taken apart by `$props()`, and then the syntax is enough.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export default {
	meta: {
		type: 'problem',
		docs: { description: 'A prop that the component never reads is a promise that nobody keeps.' },
		messages: { unread: '`{{name}}` is promised in Props and never read: remove it, or use it.' },
		schema: []
	},
	create(context) {
		/** @type {any[]} */
		let promised = [];
		/** @type {any} */
		let taken;
		return {
			"TSInterfaceDeclaration[id.name='Props']"(/** @type {any} */ node) {
				promised = node.body.body.filter((/** @type {any} */ member) => member.key?.name);
			},
			"VariableDeclarator[init.callee.name='$props']"(/** @type {any} */ node) {
				taken = node.id;
			},
			'Program:exit'() {
				if (taken?.type !== 'ObjectPattern') return;
				if (taken.properties.some((/** @type {any} */ property) => property.type === 'RestElement')) return;
				const read = new Set(
					taken.properties.map((/** @type {any} */ property) => property.key.name ?? property.key.value)
				);
				for (const member of promised) {
					if (read.has(member.key.name)) continue;
					context.report({ node: member, messageId: 'unread', data: { name: member.key.name } });
				}
			}
		};
	}
};
