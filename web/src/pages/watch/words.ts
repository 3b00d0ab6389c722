/** The catalogue of the weekly look at the draw, in one place for its parts. */
import { pick } from '../../text';
import en from '../../text/en/watch';
import id from '../../text/id/watch';

export const words = (): typeof id => pick(id, en);
