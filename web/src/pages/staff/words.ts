/** The catalogue of the staff pages, in one place for their parts. */
import { pick } from '../../text';
import en from '../../text/en/staff';
import id from '../../text/id/staff';

export const words = (): typeof id => pick(id, en);
