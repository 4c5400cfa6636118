import type { Page } from '@playwright/test';
import { heapOf } from './chromium';

/** What lies in a page's memory, as its own snapshot tells. */
export interface HeapSnapshot {
	/** Every text in memory that holds this, once each. */
	readonly textsWith: (part: string) => readonly string[];
	/** How many places in memory refer to a text that is exactly this. */
	readonly holdersOf: (text: string) => number;
}

interface Raw {
	readonly snapshot: {
		readonly meta: { readonly node_fields: readonly string[]; readonly edge_fields: readonly string[] };
	};
	readonly nodes: readonly number[];
	readonly edges: readonly number[];
	readonly strings: readonly string[];
}

/** Reads the memory of a page, after what nobody refers to was swept away. */
export async function readHeap(page: Page): Promise<HeapSnapshot> {
	// Chromium's own format: numbers in rows of `node_fields` and `edge_fields`.
	const { snapshot, nodes, edges, strings } = JSON.parse(await heapOf(page)) as Raw;
	const nodeFields = snapshot.meta.node_fields.length;
	const nameAt = snapshot.meta.node_fields.indexOf('name');
	const edgeFields = snapshot.meta.edge_fields.length;
	const toAt = snapshot.meta.edge_fields.indexOf('to_node');
	return {
		textsWith: (part) => strings.filter((text) => text.includes(part)),
		holdersOf: (text) => {
			const name = strings.indexOf(text);
			let holders = 0;
			// `to_node` is a place in `nodes`.
			for (let at = toAt; at < edges.length; at += edgeFields)
				if (nodes[(edges[at] ?? 0) + nameAt] === name && (edges[at] ?? 0) % nodeFields === 0) holders += 1;
			return holders;
		}
	};
}
