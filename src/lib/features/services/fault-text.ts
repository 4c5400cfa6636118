import type { ServiceField, ServiceProblem } from '$lib/domain/service';
import type { Translate } from '$lib/i18n';

const fieldOf: { readonly [type in ServiceProblem['type']]: ServiceField | null } = {
	ServiceNameMissing: 'name',
	ServiceTextTooLong: null,
	PhoneUnreadable: 'phones',
	WebUnreadable: 'web',
	HoursUnreadable: 'hours',
	CheckedOnUnreadable: 'checkedOn'
};

/** What is wrong with one field, in words; undefined when nothing is, or something is with another. */
export function faultText(t: Translate, fault: ServiceProblem | null, field: ServiceField): string | undefined {
	if (!fault || (fault.type === 'ServiceTextTooLong' ? fault.field : fieldOf[fault.type]) !== field) return undefined;
	return t(`services:problem.${fault.type}`, { most: 'most' in fault ? fault.most : 0 });
}
