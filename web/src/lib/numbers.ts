/** Numbers as people write them: decimal comma in Indonesian, a no-break space before the percent sign. */
import { language, type Lang } from './lang.svelte';

const locale = (lang: Lang): string => (lang === 'id' ? 'id-ID' : 'en-GB');

/** "37.000". */
export function count(value: number, lang: Lang = language.value): string {
  return value.toLocaleString(locale(lang));
}

/** "0,20" with exactly `digits` decimals. */
export function decimal(value: number, digits = 2, lang: Lang = language.value): string {
  return value.toLocaleString(locale(lang), { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A share of one as "94 %". */
export function percent(share: number, digits = 0, lang: Lang = language.value): string {
  return `${decimal(share * 100, digits, lang)}\u00a0%`;
}
