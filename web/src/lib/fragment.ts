/** Secrets that come in a link's fragment: browsers never send it to a server, and it is wiped at once. */

/** The values after `#`, such as `#kode=…&nama=…`; the address is cleaned of them, so that they stay out of history. */
export function takeFragment(): URLSearchParams {
  const values = new URLSearchParams(location.hash.slice(1));
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return values;
}
