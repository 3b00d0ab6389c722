//! The closed vocabularies of the staff list, each with its names in Indonesian and English and the words people use for it.
//! Knows nothing of rows. What a word means for quota or exemption is the programme's business.

use super::text::squash;

/// An enum of known words: code, Indonesian name, English name, and other spellings (squashed).
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $id:literal, $en:literal, [$($other:literal),*];)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// For storing, for programmes and for the API.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            pub fn name_id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }

            pub fn name_en(self) -> &'static str {
                match self { $(Self::$variant => $en),+ }
            }

            /// Other accepted spellings: letters and digits only, in lower case.
            pub fn synonyms(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($other),*]),+ }
            }

            /// Reads the code, either name, or a synonym; case, spaces and punctuation do not matter.
            pub fn parse(text: &str) -> Option<Self> {
                let word = $crate::staff::text::squash(text);
                Self::ALL.iter().copied().find(|v| {
                    v.synonyms().contains(&word.as_str())
                        || [v.code(), v.name_id(), v.name_en()].into_iter().any(|n| $crate::staff::text::squash(n) == word)
                })
            }
        }

        impl $crate::staff::words::Vocabulary for $name {
            fn all_names() -> (String, String) {
                let join = |name: fn(Self) -> &'static str| Self::ALL.iter().map(|&v| name(v)).collect::<Vec<_>>().join(", ");
                (join(Self::name_id), join(Self::name_en))
            }
        }
    };
}
pub(super) use vocabulary;

/// All names of a vocabulary, in Indonesian and English, for telling people what they may write.
pub(super) trait Vocabulary {
    fn all_names() -> (String, String);
}

vocabulary! {
    /// The kind of service a person gives: what WFH quotas are counted by (SE Menpan-RB 17/2023: administration and leadership
    /// support at most half, direct service none; health, education and security are named as exempt by later circulars).
    ServiceCategory {
        Administration = "administration", "Administrasi pemerintahan", "Government administration",
            ["administrasi", "layananadministrasi", "layananadministrasipemerintahan", "admin"];
        LeadershipSupport = "leadership_support", "Dukungan pimpinan", "Leadership support",
            ["layanandukunganpimpinan", "supportpimpinan"];
        DirectService = "direct_service", "Pelayanan publik langsung", "Direct public service",
            ["pelayananpublik", "layananpublik", "layananlangsung", "pelayananlangsung", "layananpubliklangsung", "pelayananmasyarakat", "publicservice"];
        Health = "health", "Kesehatan", "Health", ["layanankesehatan", "rumahsakit", "puskesmas"];
        Education = "education", "Pendidikan", "Education", ["layananpendidikan", "sekolah", "guru"];
        Security = "security", "Keamanan dan ketertiban", "Security and public order",
            ["keamanan", "ketertiban", "satpolpp", "pengamanan", "damkar", "kedaruratan"];
        Other = "other", "Lainnya", "Other", ["lain", "lainlain"];
    }
}

vocabulary! {
    /// The kind of post. Managerial levels are told apart because programmes exempt some of them (UU 20/2023 art. 14; the old
    /// echelons in brackets).
    PositionType {
        /// Pimpinan tinggi utama, madya, pratama (echelon I and II).
        SeniorLeader = "senior_leader", "Pimpinan tinggi", "Senior leader",
            ["jpt", "jptutama", "jptmadya", "jptpratama", "pimpinantinggiutama", "pimpinantinggimadya", "pimpinantinggipratama",
             "eselon1", "eselon2", "eseloni", "eselonia", "eselonib", "eselonii", "eseloniia", "eseloniib"];
        /// Echelon III, among them a camat.
        Administrator = "administrator", "Administrator", "Administrator",
            ["jabatanadministrator", "eselon3", "eseloniii", "eseloniiia", "eseloniiib", "camat"];
        /// Echelon IV.
        Overseer = "overseer", "Pengawas", "Overseer",
            ["jabatanpengawas", "eselon4", "eseloniv", "eseloniva", "eselonivb", "lurah"];
        /// Managerial, level not said.
        Structural = "structural", "Struktural", "Managerial", ["jabatanstruktural", "manajerial", "structural"];
        Functional = "functional", "Fungsional", "Functional",
            ["jf", "jft", "jfu", "jabatanfungsional", "fungsionaltertentu", "jabatanfungsionaltertentu"];
        Executor = "executor", "Pelaksana", "Executor", ["jabatanpelaksana", "staf", "staff", "fungsionalumum", "jabatanfungsionalumum"];
        /// Outside the civil service proper, for instance PJLP.
        Contract = "contract", "Kontrak", "Contract", ["pjlp", "honorer", "nonasn", "thl", "tenagakontrak", "outsourcing"];
    }
}

vocabulary! {
    /// Whether the agency's working hours apply, or a duty roster of the person's own.
    WorkPattern {
        Standard = "standard", "Standar", "Standard", ["normal", "reguler", "regular", "nonshift", "5hari", "limahari", "5harikerja", "limaharikerja"];
        /// Monday to Saturday, with shorter days (Perpres 21/2023 art. 13 leaves them to some units).
        SixDays = "six_days", "Enam hari", "Six days", ["6hari", "6harikerja", "enamharikerja", "sixdays"];
        Shift = "shift", "Bergilir", "Shift", ["sif", "piket", "jagabergilir", "gilir", "kerjashift", "kerjabergilir"];
    }
}

/// An IANA zone name in its proper spelling, from one, or from WIB, WITA, WIT.
pub fn parse_zone(text: &str) -> Option<String> {
    let name = match squash(text).as_str() {
        "wib" | "waktuindonesiabarat" => "Asia/Jakarta",
        "wita" | "waktuindonesiatengah" => "Asia/Makassar",
        "wit" | "waktuindonesiatimur" => "Asia/Jayapura",
        _ => text,
    };
    let zone = jiff::tz::TimeZone::get(name).ok()?;
    zone.iana_name().map(str::to_owned)
}
