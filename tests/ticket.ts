import type { Random } from '$lib/base/random';
import { createBatchKey } from '$lib/crypto/ballot';
import { canonicalText, type Questionnaire } from '$lib/domain/questionnaire';
import type { Ticket } from '$lib/protocol/ticket';
import { questionSetOf } from '$lib/sync/ticket-questions';

/** A ticket of an organisation that no server knows. */
export async function drawTicket(questionnaire: Questionnaire, random: Random): Promise<Ticket> {
	const { batchKey, shares } = await createBatchKey(6, 5);
	const checkIn = await createBatchKey(6, 5);
	const org = random.bytes(32);
	return {
		org,
		batch: random.uuid(),
		ticketId: random.bytes(16),
		share: shares[0]!,
		batchKey,
		checkInKey: checkIn.batchKey,
		questionSet: questionSetOf(org, canonicalText(questionnaire)),
		questionnaire: `${questionnaire.id}/${questionnaire.version}`,
		lastDay: 0
	};
}
