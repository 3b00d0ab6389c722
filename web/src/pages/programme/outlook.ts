/** Numbers as somebody types them, with comma or point; `null` when they do not fit. Pure. */
export function real(typed: string, least: number, most: number): number | null {
  const text = typed.trim().replace(',', '.');
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const value = Number(text);
  return value >= least && value <= most ? value : null;
}

export function whole(typed: string, least: number, most: number): number | null {
  const value = real(typed, least, most);
  return value !== null && Number.isInteger(value) ? value : null;
}
