/** The catalogue of programmes, in one place for its parts. */
import { language } from '../../lib/lang.svelte';
import type { Summary } from '../../lib/shape';
import { pick } from '../../text';
import en from '../../text/en/programme';
import id from '../../text/id/programme';

export const words = (): typeof id => pick(id, en);

export const sentences = (summary: Summary): readonly string[] => (language.value === 'en' ? summary.en : summary.id);
