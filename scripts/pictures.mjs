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

// An organisation: one phone makes it and lets another in, which shows what would leave before it shares a group.
const office = await browser.newContext({
	viewport: { width: 360, height: 740 },
	locale: 'fr-FR',
	hasTouch: true,
	isMobile: true,
	reducedMotion: 'reduce',
	permissions: ['clipboard-read', 'clipboard-write']
});
const desk = await office.newPage();
const tap = (/** @type {string | RegExp} */ name) => desk.getByRole('button', { name }).click();
const at = (/** @type {string} */ title) => desk.getByRole('heading', { level: 1, name: title }).waitFor();
await desk.goto(`${server.origin}/organisation/new`);
await at('Créer une organisation');
await tap('Commencer');
await tap('Suivant');
await tap('J’ai compris');
const names = desk.locator('ol.pictures li .name');
await names.nth(7).waitFor();
const secret = await names.allInnerTexts();
await tap('Je les connais');
for (const picture of secret) await desk.getByRole('button', { name: picture, exact: true }).click();
await at('Créer une organisation');
await tap('Commencer');
await desk.getByLabel('Nom de l’organisation').fill('Le Jardin');
await desk.getByLabel('Votre nom, comme les autres le voient').fill('Hoa');
await tap('Suivant');
await at('Ce que vous ferez');
await tap('Suivant');
await at('La clé de secours');
await desk.getByRole('radio', { name: 'Un seul papier' }).check();
await tap('Créer l’organisation');
await at('Le fichier et le papier');
const papers = await desk.locator('ol .word').allInnerTexts();
await tap('Enregistrer le fichier');
await tap('J’ai tout écrit');
await at('Vérifier le papier');
for (const [place, word] of papers.entries()) {
	const field = desk.getByLabel(`Mot ${place + 1}`, { exact: true });
	if (await field.isVisible()) await field.fill(word);
}
await tap('Vérifier');
await at('L’organisation est créée');
await tap('Voir les personnes');
await at('Le Jardin');
await tap('Inviter une personne');
await desk.getByRole('radio', { name: 'Loin de vous' }).check();
await tap('Montrer le code');
await at('Montrez ce code');
await tap('Copier l’invitation');
const invitation = await desk.evaluate(() => navigator.clipboard.readText());

const guest = await (await browser.newContext({ locale: 'fr-FR', viewport: { width: 360, height: 740 } })).newPage();
const touch = (/** @type {string | RegExp} */ name) => guest.getByRole('button', { name }).click();
await guest.goto(server.origin);
await touch('Commencer');
await guest.getByRole('heading', { level: 1, name: 'Choisissez votre langue' }).waitFor();
await touch('Suivant');
await guest.getByRole('heading', { level: 1, name: /Ce que Cercle peut/ }).waitFor();
await touch('J’ai compris');
const given = guest.locator('ol.pictures li .name');
await given.nth(7).waitFor();
const code = await given.allInnerTexts();
await touch('Je les connais');
for (const picture of code) await guest.getByRole('button', { name: picture, exact: true }).click();
await guest.getByRole('heading', { level: 1, name: /Bonjour|Bonsoir/ }).waitFor();
await touch('Réglages');
await guest.getByRole('heading', { level: 1, name: 'Réglages' }).waitFor();
await touch(/^Organisation/);
await touch('Rejoindre une organisation');
await guest.getByText('Coller une invitation').click();
await guest.getByLabel('L’invitation reçue').fill(invitation);
await touch('Lire l’invitation');
await guest.getByRole('heading', { level: 1, name: 'Avant de dire oui' }).waitFor();
await guest.screenshot({ path: `${folder}/join.png` });
await guest.getByLabel('Votre nom, comme les autres le voient').fill('Lan');
await touch('Rejoindre');
await at('Quelqu’un est arrivé');
await desk.getByRole('button', { name: 'Oui, les mêmes' }).waitFor();
await desk.screenshot({ path: `${folder}/let-in.png` });

// The desk, on a laptop, with the example of a supervising organisation.
const laptop = await (
	await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR', reducedMotion: 'reduce' })
).newPage();
const shoot = async (/** @type {string} */ name) => {
	await laptop.waitForTimeout(800);
	await laptop.screenshot({ path: `${folder}/${name}.png` });
};
await laptop.goto(server.origin);
await laptop.getByRole('button', { name: 'Voir un exemple côté supervision' }).click();
await laptop.getByRole('heading', { level: 1, name: 'Comptes rendus' }).waitFor({ timeout: 60_000 });
await shoot('desk-inbox');
await laptop.getByRole('button', { name: 'Vue d’ensemble', exact: true }).click();
await laptop.getByRole('heading', { level: 1, name: 'Les groupes en chiffres' }).waitFor();
await shoot('desk-overview');
await browser.close();
await server.stop();
