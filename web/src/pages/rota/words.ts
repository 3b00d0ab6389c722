/** The rota's catalogue, in one place for its parts. */
import { pick } from '../../text';
import en from '../../text/en/rota';
import id from '../../text/id/rota';

export const words = (): typeof id => pick(id, en);
