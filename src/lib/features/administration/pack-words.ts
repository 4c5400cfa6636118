import { largestGuide } from '$lib/domain/pack';
import type { Translate } from '$lib/i18n';
import type { ImportProblem } from './pack-import.svelte';

const kilobytes = (bytes: number): number => Math.ceil(bytes / 1024);

/** Why a file cannot be taken, and where its fault is. */
export function importProblemText(t: Translate, problem: ImportProblem): string {
	switch (problem.type) {
		case 'Unreadable':
			return t('administration:packs.problem.unreadable');
		case 'NotJson':
			return t('administration:packs.problem.NotJson');
		case 'GuideMalformed':
			return t('administration:packs.problem.GuideMalformed', {
				path: problem.path === '' ? t('administration:packs.start') : problem.path
			});
		case 'GuideMinutesDiffer':
			return t('administration:packs.problem.GuideMinutesDiffer', { stated: problem.stated, counted: problem.counted });
		case 'GuideStepTwice':
			return t('administration:packs.problem.GuideStepTwice', { stepId: problem.stepId });
		case 'GuideTooLarge':
			return t('administration:packs.problem.GuideTooLarge', {
				size: kilobytes(problem.bytes),
				most: kilobytes(largestGuide)
			});
		case 'VersionTaken':
			return t('administration:packs.problem.VersionTaken', { version: problem.version });
	}
}
