//! Tests of column titles.

use super::Column::{Email, Name, Phone, Supervisor, Unit, Zone};
use super::*;

#[test]
fn titles_are_known_in_both_languages_however_they_are_written() {
    for (title, column) in [
        ("NIP", Some(Column::Nip)),
        ("Nip/NRK", Some(Column::Nip)),
        ("  nama_lengkap ", Some(Name)),
        ("NAMA (tanpa gelar)", Some(Name)),
        ("Unit Kerja", Some(Unit)),
        ("NIP Atasan-Langsung", Some(Supervisor)),
        ("Supervisor's NIP", Some(Supervisor)),
        ("No. HP/WA", Some(Phone)),
        ("E-mail", Some(Email)),
        ("time zone", Some(Zone)),
        ("Atasan langsung", None),
        ("No", None),
        ("", None),
        ("(NIP)", Some(Column::Nip)),
    ] {
        assert_eq!(Column::from_header(title), column, "{title:?}");
    }
    let padded = |spaces: usize| format!("nip{}", " ".repeat(spaces));
    assert_eq!(Column::from_header(&padded(MAX_HEADER_CHARS - 3)), Some(Column::Nip));
    assert_eq!(Column::from_header(&padded(MAX_HEADER_CHARS - 2)), None);
}

#[test]
fn no_title_means_two_columns() {
    let mut seen = std::collections::HashMap::new();
    for column in Column::ALL {
        let Field { key, id, en } = column.field();
        let own: std::collections::HashSet<_> =
            [key, id, en].map(squash).into_iter().chain(column.synonyms().map(str::to_owned)).collect();
        for word in own {
            assert_eq!(word, squash(&word), "{column:?}");
            assert_eq!(seen.insert(word.clone(), column), None, "{word}");
        }
    }
}

#[test]
fn a_line_of_titles_becomes_a_map() {
    let titles =
        ["No", "OPD", "Bidang", "Nama", "NIP", "Atasan Langsung", "nama lengkap", "Golongan"].map(str::to_owned);
    let map = ColumnMap::from_headers(&titles);
    use Column::Nip;
    assert_eq!(map.positions, [None, Some(Unit), Some(Unit), Some(Name), Some(Nip), Some(Supervisor), None, None]);
    assert_eq!(map.columns(), [Unit, Name, Nip, Supervisor]);
    let notes: Vec<_> = map.notices.iter().map(|n| (n.code, n.args[0].as_str())).collect();
    let expected =
        [(Code::HeaderIgnored, "No"), (Code::ColumnTwice, "nama lengkap"), (Code::HeaderIgnored, "Golongan")];
    assert_eq!(notes, expected);
    // Beside a column with the number, one with the supervisor's name is not read.
    let both = ColumnMap::from_headers(&["NIP", "Atasan Langsung", "NIP Atasan"].map(str::to_owned));
    assert_eq!(both.positions, [Some(Nip), None, Some(Supervisor)]);
}
