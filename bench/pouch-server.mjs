// @ts-check
// The peer's server as its own documentation sets it up: express-pouchdb on Express 4, LevelDB in the folder given. Prints
// its port. A process of its own, like ours.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import expressPouchdb from 'express-pouchdb';
import PouchDB from 'pouchdb';

const folder = mkdtempSync(join(tmpdir(), 'cercle-bench-pouch-'));
const Stored = PouchDB.defaults({ prefix: `${folder}/` });
const app = express();
app.use('/', expressPouchdb(Stored, { mode: 'minimumForPouchDB', inMemoryConfig: true }));
const server = app.listen(0, '127.0.0.1', () => {
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	console.log(String(port));
});
