//! Cells as people and spreadsheets leave them: invisible characters, doubled spaces, dashes for "nothing", Excel's errors.
//! Knows nothing of what a cell means.

/// A cell tidied for reading.
pub(super) struct Clean {
    pub text: String,
    /// Characters nobody can see were taken out (ordinary spaces at the ends and between words do not count).
    pub had_invisible: bool,
}

/// Takes out invisible characters, and makes every run of white space one space.
pub(super) fn clean(cell: &str) -> Clean {
    let mut text = String::with_capacity(cell.len());
    let mut had_invisible = false;
    let mut gap = false;
    for c in cell.chars() {
        if is_invisible(c) {
            had_invisible = true;
        } else if c.is_whitespace() || c.is_control() {
            gap = true;
        } else {
            if gap && !text.is_empty() {
                text.push(' ');
            }
            gap = false;
            text.push(c);
        }
    }
    Clean { text, had_invisible }
}

/// Zero-width and formatting characters that come along when a cell is copied from a web page or a PDF.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// A lone dash: how people write "there is none".
pub(super) fn is_dash(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '-' | '–' | '—' | '−'))
}

/// What Excel leaves in a cell when a formula fails, in English and Indonesian set-ups alike.
pub(super) fn is_excel_error(text: &str) -> bool {
    matches!(
        text,
        "#N/A"
            | "#REF!"
            | "#VALUE!"
            | "#NAME?"
            | "#DIV/0!"
            | "#NULL!"
            | "#NUM!"
            | "#SPILL!"
            | "#CALC!"
            | "#GETTING_DATA"
    )
}

/// A number in the form `1.97803E+17` or `1,97803E+17`: the digits that are not shown are lost.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let is_number = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit());
    is_number(exponent)
        && mantissa.starts_with(|c: char| c.is_ascii_digit())
        && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

/// Letters and digits only, in lower case: `"NIP Atasan-Langsung "` → `"nipatasanlangsung"`.
pub(super) fn squash(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// At most 40 characters of a cell, for quoting it in a problem.
pub(super) fn shorten(text: &str) -> String {
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}
