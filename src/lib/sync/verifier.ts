import { sha256 } from '$lib/crypto/digest';
import { verifies } from '$lib/crypto/signature';
import type { Verifier } from '$lib/protocol/directory';

/** Checks everything that comes from outside. */
export const strictVerifier: Verifier = { sha256: (bytes) => sha256(bytes), verifies };

/**
 * For what lies in our own vault: it was verified before it was kept, and the vault's own cipher holds it. Hashes are
 * computed all the same, because the log is pinned by them.
 */
export const ownVaultVerifier: Verifier = { sha256: (bytes) => sha256(bytes), verifies: () => true };
