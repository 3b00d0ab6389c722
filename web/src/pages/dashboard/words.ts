/** The dashboard's catalogue, in one place for its parts. */
import { pick } from '../../text';
import en from '../../text/en/dashboard';
import id from '../../text/id/dashboard';

export const words = (): typeof id => pick(id, en);
