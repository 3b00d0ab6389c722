/** The draw's catalogue, in one place for its parts. */
import { pick } from '../text';
import en from '../text/en/draw';
import id from '../text/id/draw';

export const words = (): typeof id => pick(id, en);
