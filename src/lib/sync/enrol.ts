import { bytesToHex } from '$lib/base/bytes';
import { ok, type Result } from '$lib/base/result';
import { readInviteLink, type LinkUnreadable } from '$lib/protocol/invite';
import type { InvitePreview } from './people-view';

/** What a scanned or pasted text leads to, before anybody agrees to it. Sends nothing, makes nothing. */
export function previewInvite(text: string): Result<InvitePreview, LinkUnreadable> {
	const link = readInviteLink(text);
	if (!link.ok) return link;
	const { org, origin, roles } = link.value;
	return ok({ organisation: bytesToHex(org.subarray(0, 4)), origin, roles: [...roles] });
}
