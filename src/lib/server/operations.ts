/** Every operation of the API by name: the one list that the handlers, the API document and the tests go by. */
export const operations = {
	createOrganisation: { method: 'POST', path: '/api/v1/organisations' },
	readLog: { method: 'GET', path: '/api/v1/organisations/{org}/log' },
	appendLog: { method: 'POST', path: '/api/v1/organisations/{org}/log' },
	pushEnvelopes: { method: 'POST', path: '/api/v1/organisations/{org}/envelopes' },
	readChanges: { method: 'GET', path: '/api/v1/organisations/{org}/changes' },
	readStream: { method: 'GET', path: '/api/v1/organisations/{org}/streams/{group}/{stream}' },
	readHeads: { method: 'GET', path: '/api/v1/organisations/{org}/heads' },
	createInvite: { method: 'POST', path: '/api/v1/organisations/{org}/invites' },
	readInvites: { method: 'GET', path: '/api/v1/organisations/{org}/invites' },
	enrol: { method: 'POST', path: '/api/v1/organisations/{org}/invites/{invite}/enrolment' },
	reveal: { method: 'POST', path: '/api/v1/organisations/{org}/invites/{invite}/reveal' },
	readReveal: { method: 'GET', path: '/api/v1/organisations/{org}/invites/{invite}/reveal' },
	sendLetters: { method: 'POST', path: '/api/v1/organisations/{org}/letters' },
	readLetters: { method: 'GET', path: '/api/v1/organisations/{org}/letters' },
	takeLetters: { method: 'POST', path: '/api/v1/organisations/{org}/letters/taken' },
	createBatch: { method: 'POST', path: '/api/v1/organisations/{org}/ballots' },
	readBatches: { method: 'GET', path: '/api/v1/organisations/{org}/ballots' },
	castBallots: { method: 'POST', path: '/api/v1/organisations/{org}/ballots/{batch}' },
	readBallots: { method: 'GET', path: '/api/v1/organisations/{org}/ballots/{batch}' },
	closeBatch: { method: 'POST', path: '/api/v1/organisations/{org}/ballots/{batch}/closing' },
	deleteBallots: { method: 'POST', path: '/api/v1/organisations/{org}/ballots/{batch}/opened' },
	leaveQuestions: { method: 'POST', path: '/api/v1/organisations/{org}/ballots/{batch}/questions' },
	readQuestions: { method: 'GET', path: '/api/v1/organisations/{org}/ballots/{batch}/questions' },
	readHints: { method: 'GET', path: '/api/v1/organisations/{org}/hints' },
	readOpenapi: { method: 'GET', path: '/api/v1/openapi.json' }
} as const;
export type OperationName = keyof typeof operations;
