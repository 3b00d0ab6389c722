//! The columns of a staff list, and the titles people give them in Indonesian and English.
//!
//! Titles are compared without case, spaces and punctuation. Knows nothing of what the cells hold.

use super::problem::{Code, Field, Problem};
use super::text::{shorten, squash};

/// Longer texts are never column titles, so they are not even looked at.
pub const MAX_HEADER_CHARS: usize = 80;

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    Nip,
    Name,
    /// May come several times: agency, division, section, from left to right.
    Unit,
    Position,
    PositionType,
    ServiceCategory,
    Supervisor,
    Domicile,
    HomeAddress,
    Phone,
    Email,
    Zone,
    WorkPattern,
}

impl Column {
    pub const ALL: [Self; 13] = [
        Self::Nip,
        Self::Name,
        Self::Unit,
        Self::Position,
        Self::PositionType,
        Self::ServiceCategory,
        Self::Supervisor,
        Self::Domicile,
        Self::HomeAddress,
        Self::Phone,
        Self::Email,
        Self::Zone,
        Self::WorkPattern,
    ];

    /// Required for people who are not known yet.
    pub const REQUIRED: [Self; 3] = [Self::Nip, Self::Name, Self::Unit];

    /// Key and names for showing.
    pub fn field(self) -> Field {
        let (key, id, en) = match self {
            Self::Nip => ("nip", "NIP", "NIP"),
            Self::Name => ("name", "Nama", "Name"),
            Self::Unit => ("unit", "Unit kerja", "Unit"),
            Self::Position => ("position", "Jabatan", "Position"),
            Self::PositionType => ("position_type", "Jenis jabatan", "Position type"),
            Self::ServiceCategory => ("service_category", "Kategori layanan", "Service category"),
            Self::Supervisor => ("supervisor", "NIP atasan", "Supervisor's NIP"),
            Self::Domicile => ("domicile", "Domisili", "Domicile"),
            Self::HomeAddress => ("home_address", "Alamat rumah", "Home address"),
            Self::Phone => ("phone", "Nomor telepon", "Phone"),
            Self::Email => ("email", "Surel", "E-mail"),
            Self::Zone => ("zone", "Zona waktu", "Time zone"),
            Self::WorkPattern => ("work_pattern", "Pola kerja", "Work pattern"),
        };
        Field { key, id, en }
    }

    /// Accepted titles besides key and names, squashed to letters and digits in lower case.
    pub fn synonyms(self) -> impl Iterator<Item = &'static str> {
        let words = match self {
            Self::Nip => {
                "nipnrk nipnippppk nippppk nipnipppk nipnippk nrk nipbaru nippegawai nomorindukpegawai \
                 employeenumber employeeid"
            }
            Self::Name => "namapegawai namalengkap namaasn namalengkappegawai fullname employeename",
            Self::Unit => {
                "unit unitkerja jalurunit unitpath perangkatdaerah pd opd skpd ukpd namaopd namaskpd \
                 instansi unitorganisasi unor satuankerja satker unitinduk unitkerjainduk subunit \
                 subunitkerja dinas biro bidang bagian bidangbagian subbidang subbagian seksi \
                 seksisubbagian upt uptd agency department division section"
            }
            Self::Position => "namajabatan jabatanterakhir jobtitle post",
            Self::PositionType => "jenjangjabatan tipejabatan kelompokjabatan jnsjabatan typeofposition",
            Self::ServiceCategory => "kategori jenislayanan layanan kelompoklayanan servicetype",
            Self::Supervisor => {
                "nipatasanlangsung nipnrkatasan nrkatasan nippimpinan nippejabatpenilai supervisornip \
                 nipofsupervisor managernip"
            }
            Self::Domicile => {
                "kotadomisili kabupatenkotadomisili kabkotadomisili domisilikabkota wilayahdomisili \
                 citydomicile city"
            }
            Self::HomeAddress => {
                "alamat alamattinggal alamattempattinggal alamatdomisili alamatlengkap tempattinggal \
                 address"
            }
            Self::Phone => {
                "telepon telp notelp notelepon hp nohp nomorhp nohpwa nohpaktif nowa nomorwa whatsapp \
                 nowhatsapp nomorwhatsapp handphone nohandphone ponsel nomorponsel phonenumber mobile"
            }
            Self::Email => "alamatsurel alamatemail emailaddress emaildinas",
            Self::Zone => "zona wilayahwaktu timezone tz",
            Self::WorkPattern => "polajamkerja jenispolakerja polakerjapegawai shift pattern",
        };
        words.split_ascii_whitespace()
    }

    /// What a title means, or nothing. What stands in brackets counts only if the whole is not known.
    pub fn from_header(title: &str) -> Option<Self> {
        if title.chars().count() > MAX_HEADER_CHARS {
            return None;
        }
        let outside = title.split_once('(').map(|(before, _)| before);
        [Some(title), outside].into_iter().flatten().map(squash).filter(|w| !w.is_empty()).find_map(|word| {
            Self::ALL.into_iter().find(|column| {
                let Field { key, id, en } = column.field();
                column.synonyms().any(|s| s == word) || [key, id, en].into_iter().any(|n| squash(n) == word)
            })
        })
    }

    /// `Atasan langsung` alone may hold a number or a name: taken for the number only if no other column is.
    fn is_vague_supervisor(title: &str) -> bool {
        matches!(squash(title).as_str(), "atasan" | "atasanlangsung" | "supervisor" | "manager")
    }
}

/// Which cell of a line is which column.
pub struct ColumnMap {
    /// By position in the line; `None` for a column that is not read.
    pub positions: Vec<Option<Column>>,
    pub notices: Vec<Problem>,
}

impl ColumnMap {
    /// Reads a line of titles. A column that comes twice is an error, except for the levels of the unit; unknown titles are noted.
    pub fn from_headers(titles: &[String]) -> Self {
        let mut map = Self { positions: vec![None; titles.len()], notices: Vec::new() };
        for (place, title) in map.positions.iter_mut().zip(titles) {
            *place = Column::from_header(title);
        }
        if !map.positions.contains(&Some(Column::Supervisor))
            && let Some(at) = titles.iter().position(|t| Column::is_vague_supervisor(t))
        {
            map.positions[at] = Some(Column::Supervisor);
        }
        let mut seen = Vec::new();
        for (place, title) in map.positions.iter_mut().zip(titles) {
            match *place {
                Some(column) if column != Column::Unit && seen.contains(&column) => {
                    *place = None;
                    let args = vec![shorten(title)];
                    map.notices.push(Problem {
                        line: None,
                        field: Some(column.field()),
                        code: Code::ColumnTwice,
                        args,
                    });
                }
                Some(column) => seen.push(column),
                None if squash(title).is_empty() => {}
                None => map.notices.push(Problem::of_file(Code::HeaderIgnored, vec![shorten(title)])),
            }
        }
        map
    }

    /// How many different columns a line of titles names; 0 unless one of them is the number, without which it is no header.
    pub fn score(titles: &[String]) -> usize {
        let mut columns: Vec<_> = titles.iter().filter_map(|t| Column::from_header(t)).collect();
        columns.sort_unstable();
        columns.dedup();
        if columns.contains(&Column::Nip) { columns.len() } else { 0 }
    }

    /// The columns read, in file order, each once.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns = Vec::new();
        for &column in self.positions.iter().flatten() {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }
}

#[cfg(test)]
mod tests;
