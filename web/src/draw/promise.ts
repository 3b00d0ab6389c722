/** Whether an opened secret is the one that was promised, so that a reader need not believe the server. */
import { bytesOf, hexOf, sha256 } from './bytes';

const HEX = /^(?:[0-9a-f]{2})*$/i;

/** Both as hex. */
export const keepsPromise = (secret: string, hash: string): boolean => HEX.test(secret) && hexOf(sha256(bytesOf(secret))) === hash.toLowerCase();
