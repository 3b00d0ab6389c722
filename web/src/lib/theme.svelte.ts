/** Light, dark, or as the system says. Sets `data-theme` on the root element; tokens.css does the rest. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'sidak.theme';
const CHOICES: readonly Theme[] = ['system', 'light', 'dark'];

export const theme = $state<{ value: Theme }>({ value: 'system' });

export function restoreTheme(): void {
  try {
    const stored = localStorage.getItem(KEY);
    chooseTheme(CHOICES.find((choice) => choice === stored) ?? 'system');
  } catch {
    chooseTheme('system');
  }
}

export function chooseTheme(value: Theme): void {
  theme.value = value;
  if (value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = value;
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // the choice then lasts until the page is closed
  }
}

/** The choice after this one, for a button that goes round. */
export function nextTheme(value: Theme): Theme {
  return CHOICES[(CHOICES.indexOf(value) + 1) % CHOICES.length] ?? 'system';
}
