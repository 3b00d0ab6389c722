/**
 * For a table whose rows become blocks where there is no room for columns: it stays a table for screen readers, whatever
 * its style makes of it, and each cell knows the words of its column, which the style then shows above it.
 */
const ROLES: readonly (readonly [string, string])[] = [
  ['thead, tbody', 'rowgroup'],
  ['tr', 'row'],
  ['thead th', 'columnheader'],
  ['tbody th', 'rowheader'],
  ['td', 'cell'],
];

/** An attachment: `<table {@attach stacked}>`. Follows the table's rows and language. */
export function stacked(table: HTMLTableElement): () => void {
  mark(table);
  const seen = new MutationObserver(() => mark(table));
  seen.observe(table, { childList: true, subtree: true, characterData: true });
  return () => seen.disconnect();
}

function mark(table: HTMLTableElement): void {
  table.setAttribute('role', 'table');
  for (const [what, role] of ROLES) for (const each of table.querySelectorAll(what)) each.setAttribute('role', role);
  const heads = labels(table);
  for (const body of table.tBodies) {
    for (const row of body.rows) {
      let column = 0;
      for (const cell of row.cells) {
        const label = cell.colSpan > 1 ? undefined : heads[column];
        if (cell.tagName === 'TD' && label) cell.dataset['label'] = label;
        column += cell.colSpan;
      }
    }
  }
}

function labels(table: HTMLTableElement): string[] {
  const cells = table.tHead?.rows[0]?.cells ?? [];
  return [...cells].map((cell) => (cell.querySelector('.vh, svg') ? '' : (cell.textContent ?? '').replace(/\s+/g, ' ').trim()));
}
