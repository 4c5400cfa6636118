/** The part of PouchDB that is measured. Its own types are a package apart. */
declare module 'pouchdb/dist/pouchdb.js' {
	export default class PouchDB {
		constructor(name: string, options?: object);
		static fetch: typeof fetch;
		static replicate(from: PouchDB, to: PouchDB): Promise<{ readonly docs_written: number }>;
		bulkDocs(documents: readonly object[]): Promise<unknown>;
		destroy(): Promise<unknown>;
	}
}
