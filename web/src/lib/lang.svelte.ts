/**
 * The language of the pages: Indonesian unless the person chose English. Remembered in this browser only.
 * Knows nothing of the words themselves (see `text/`).
 */
export type Lang = 'id' | 'en';

const KEY = 'sidak.lang';

function remembered(): Lang {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'id';
  } catch {
    return 'id'; // storage is off in some private windows
  }
}

export const language = $state<{ value: Lang }>({ value: typeof localStorage === 'undefined' ? 'id' : remembered() });

export function chooseLang(value: Lang): void {
  language.value = value;
  document.documentElement.lang = value;
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // the choice then lasts until the page is closed
  }
}
