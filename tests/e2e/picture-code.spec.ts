import { readFileSync } from 'node:fs';
import { createSeededRandom } from '$lib/base/random';
import type { Moment } from '$lib/domain/picture-code';
import { Questionnaire } from '$lib/domain/questionnaire';
import { ticketToText } from '$lib/protocol/ticket';
import { drawTicket } from '../ticket';
import { expect, test } from './fixtures';
import { expectAccessible, words } from './phone';

/** How many questions are asked. */
const questions = { entry: 5, exit: 9 } as const;

/** A ticket of an organisation that no server knows, for the first or the last time. */
async function makeTicket(moment: Moment): Promise<string> {
	const form = new URL(`../../static/check-ins/${moment}.json`, import.meta.url);
	const questionnaire = Questionnaire.parse(JSON.parse(readFileSync(form, 'utf8')));
	return ticketToText({ ...(await drawTicket(questionnaire, createSeededRandom(65))), moment });
}

test.describe('the four pictures at entry and exit', () => {
	test.use({ locale: 'fr-FR' });
	const { ballots, common, pictures } = words.fr;
	const own = words.fr['picture-code'];

	for (const moment of ['entry', 'exit'] as const)
		test(`at ${moment} are offered without a network, chosen by touch, and gone once they are sealed`, async ({
			page,
			context
		}) => {
			await context.route('**/api/v1/organisations/*/ballots/*', (route) =>
				route.fulfill({ json: { outcomes: ['received'] } })
			);
			await page.goto(`/c#${await makeTicket(moment)}`);
			await page.getByRole('button', { name: ballots.own.begin }).click();
			await context.setOffline(true);
			const skip = page.getByRole('button', { name: words.fr['check-in'].skip });
			await expect(skip).not.toHaveAttribute('aria-disabled', 'true');
			await page.getByRole('button', { name: words.fr['check-in'].face3, exact: true }).click();
			const offer = page.getByRole('heading', { name: own.title });
			for (let question = 1; question < questions[moment]; question++) {
				await page.getByRole('img', { name: `Question ${question + 1} sur` }).waitFor();
				await expect(skip).not.toHaveAttribute('aria-disabled', 'true');
				await skip.click();
			}
			await offer.waitFor();
			await expect(page.getByText(own.careTitle)).toBeVisible();
			await expectAccessible(page);
			await page.getByRole('button', { name: moment === 'entry' ? own.choose : own.again }).click();
			const finish = page.getByRole('button', { name: own.finish });
			await expect(finish).toBeDisabled();
			await expectAccessible(page);
			for (const name of [pictures.sun, pictures.frog, pictures.sun, pictures.tree]) {
				const picture = page.getByRole('button', { name, exact: true });
				await expect(picture).toBeEnabled();
				const box = await picture.boundingBox();
				expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(48);
				await picture.tap();
			}
			await expect(finish).toBeEnabled();
			await finish.click();
			await context.setOffline(false);
			await expect(page.getByText(ballots.own.sentText)).toBeVisible();
			await expect(page.getByRole('button', { name: common.exit })).toBeVisible();
			// The page carries the drawings of all pictures along; which of them it draws is another matter.
			const left = await page.evaluate(() => {
				const whole = document.documentElement.cloneNode(true) as Element;
				whole.querySelectorAll('symbol').forEach((symbol) => symbol.remove());
				return whole.outerHTML;
			});
			expect(left).toContain('help-hand');
			expect(left).not.toMatch(/p-(sun|frog|tree)/);
		});
});
