//! Tests of the problem texts.

use super::*;

#[test]
fn keys_are_unique_and_texts_are_whole() {
    let mut keys: Vec<_> = Code::ALL.iter().map(|c| c.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), Code::ALL.len());
    for code in Code::ALL {
        let t = code.texts();
        for text in [t.what_id, t.mend_id, t.what_en, t.mend_en] {
            assert!(text.ends_with('.') && text.len() > 10, "{code:?}: {text}");
        }
    }
}

/// The two languages speak of the same things; {1} and {2} are the same list in either language.
#[test]
fn both_languages_use_the_same_arguments() {
    let places = |text: &str| (0..4).filter(|n| text.contains(&format!("{{{n}}}"))).collect::<Vec<_>>();
    for code in Code::ALL {
        let t = code.texts();
        assert_eq!(places(t.what_id), places(t.what_en), "{code:?}");
        assert_eq!(places(t.mend_id).len(), places(t.mend_en).len(), "{code:?}");
    }
}

#[test]
fn the_words_blame_nobody() {
    for code in Code::ALL {
        let t = code.texts();
        let all = [t.what_id, t.mend_id, t.what_en, t.mend_en].join(" ").to_lowercase();
        for word in ["bolos", "curang", "pelanggar", "mangkir", "skor", "kamu"] {
            assert!(!all.contains(word), "{code:?}: {word}");
        }
    }
}
