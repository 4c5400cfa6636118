import * as z from 'zod/mini';

/** Every id is a random UUID that says nothing; the brand keeps one kind from passing for another. */
const uuid = z.string().check(z.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/));

export const GroupId = uuid.brand<'GroupId'>();
export type GroupId = z.infer<typeof GroupId>;

export const MemberId = uuid.brand<'MemberId'>();
export type MemberId = z.infer<typeof MemberId>;

export const SessionId = uuid.brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;

export const BatchId = uuid.brand<'BatchId'>();
export type BatchId = z.infer<typeof BatchId>;

export const DeviceId = uuid.brand<'DeviceId'>();
export type DeviceId = z.infer<typeof DeviceId>;

export const ServiceId = uuid.brand<'ServiceId'>();
export type ServiceId = z.infer<typeof ServiceId>;
