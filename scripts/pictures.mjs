// @ts-check
// `npm run pictures`: takes the README's pictures again, of the real screens with the sample, in French.
import { mkdirSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { build } from './build.mjs';
import { browserOptions, serveBuild } from './first-screen.mjs';

const folder = 'docs/pictures';
mkdirSync(folder, { recursive: true });
if ((await build()).code !== 0) process.exit(1);
const server = await serveBuild();
const browser = await chromium.launch(await browserOptions());
const context = await browser.newContext({
	viewport: { width: 360, height: 740 },
	locale: 'fr-FR',
	hasTouch: true,
	isMobile: true,
	reducedMotion: 'reduce'
});
const page = await context.newPage();

const take = async (/** @type {string} */ name) => {
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
	await page.waitForTimeout(400);
	await page.screenshot({ path: `${folder}/${name}.png` });
};
const button = (/** @type {string | RegExp} */ name) => page.getByRole('button', { name });
const screen = (/** @type {string | RegExp} */ title) => page.getByRole('heading', { level: 1, name: title }).waitFor();

await page.goto(server.origin);
await button('Commencer').waitFor();
await take('first-screen');
await button('Commencer').click();
await screen('Choisissez votre langue');
await button('Suivant').click();
await screen(/Ce que Cercle peut/);
await button('J’ai compris').click();
await screen('Votre code complet');
await take('secret');
await page.goto(server.origin);
await button('Essayer avec un exemple').click();
await screen(/Bonjour|Bonsoir/);
await take('today');
await page.getByText('Rivière').last().click();
await screen('Rivière');
await button(/Préparer la prochaine séance/).click();
const prepare = button('Préparer la séance');
await prepare.or(button(/Commencer la séance/)).waitFor();
if (await prepare.isVisible()) await prepare.click();
await button(/Commencer la séance/).waitFor();
await take('prepare');
await button(/Commencer la séance/).click();
await button(/Commencer aujourd’hui/).click();
await page.getByRole('timer').waitFor();
await button('Suivant').click();
await button('Suivant').click();
await take('play');
await button('Qui est là').click();
await screen('Qui est là');
await button('Tout le monde est là').click();
await page.waitForTimeout(600);
await take('attendance');
await button('C’est fait').click();
await page.getByRole('timer').waitFor();
await button('Les étapes').click();
await page
	.getByRole('dialog')
	.getByRole('button', { name: /Le téléphone fait le tour/ })
	.click();
await button('Faire passer le téléphone').click();
await button('Passer le téléphone').click();
await button('Continuer sans code court').click();
await button(/^Français/).click();
await page.getByRole('group', { name: /\?/ }).waitFor();
await take('check-in');
await page.goto(server.origin);
await button('Ouvrir').click();
for (let touch = 0; touch < 8; touch += 1)
	await page.getByRole('group', { name: 'Vos huit images' }).getByRole('button').first().click();
await page.waitForTimeout(4000);
if (await page.getByRole('timer').isVisible()) await page.goBack();
await page.waitForTimeout(800);
await page.goBack();
await page.waitForTimeout(800);
await button(/Au fil des séances/).click();
await screen('Au fil des séances');
await take('history');
await browser.close();
await server.stop();
