//! The texts of every problem, in Indonesian and English: what is wrong, and how to mend it.
//!
//! Plain data. The tests check the order, the placeholders and that the words are the kind ones.

use super::problem::Severity;

/// Texts of one code; `{0}`, `{1}` … stand for the problem's arguments.
pub struct Texts {
    pub key: &'static str,
    pub severity: Severity,
    pub what_id: &'static str,
    pub mend_id: &'static str,
    pub what_en: &'static str,
    pub mend_en: &'static str,
}

/// Declares the codes and their texts together, so that neither can be without the other.
macro_rules! codes {
    ($($code:ident $key:literal $severity:ident { $what_id:literal $mend_id:literal $what_en:literal $mend_en:literal })+) => {
        /// What can be wrong. Errors stop the import; see [`Code::severity`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($code),+ }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$code),+];

            pub fn texts(self) -> &'static Texts {
                match self {
                    $(Self::$code => &Texts {
                        key: $key,
                        severity: Severity::$severity,
                        what_id: $what_id,
                        mend_id: $mend_id,
                        what_en: $what_en,
                        mend_en: $mend_en,
                    }),+
                }
            }
        }
    };
}

impl Code {
    /// Stable key, for the API, the web and `docs/staff-list.md`.
    pub fn key(self) -> &'static str {
        self.texts().key
    }

    pub fn severity(self) -> Severity {
        self.texts().severity
    }
}

codes! {
    FileEmpty "file_empty" Error {
        "berkas kosong."
        "Periksa apakah berkas yang dipilih sudah benar, lalu unggah lagi."
        "the file is empty."
        "Check that you chose the right file and upload it again."
    }
    FileTooBig "file_too_big" Error {
        "berkas lebih besar dari {0} MiB."
        "Hapus gambar dan lembar yang tidak perlu, atau simpan sebagai CSV."
        "the file is larger than {0} MiB."
        "Remove pictures and sheets that are not needed, or save it as CSV."
    }
    FileOldExcel "file_old_excel" Error {
        "ini berkas Excel lama (.xls) atau berkas yang dikunci kata sandi."
        "Buka di Excel, lepas kata sandinya, lalu pilih Simpan Sebagai: Buku Kerja Excel (.xlsx)."
        "this is an old Excel file (.xls) or one locked with a password."
        "Open it in Excel, remove the password, and choose Save As: Excel Workbook (.xlsx)."
    }
    FileWebPage "file_web_page" Error {
        "ini halaman web yang diberi nama seperti berkas Excel."
        "Buka di Excel, lalu pilih Simpan Sebagai: Buku Kerja Excel (.xlsx)."
        "this is a web page named like an Excel file."
        "Open it in Excel and choose Save As: Excel Workbook (.xlsx)."
    }
    FileNotAList "file_not_a_list" Error {
        "ini bukan berkas CSV atau XLSX."
        "Simpan daftar sebagai Buku Kerja Excel (.xlsx) atau CSV; PDF, Word, dan gambar tidak dapat dibaca."
        "this is neither a CSV nor an XLSX file."
        "Save the list as an Excel Workbook (.xlsx) or CSV; PDF, Word and pictures cannot be read."
    }
    FileDamaged "file_damaged" Error {
        "berkas XLSX rusak atau belum terunduh seluruhnya."
        "Buka di Excel, simpan ulang, lalu unggah lagi."
        "the XLSX file is damaged or was not downloaded in full."
        "Open it in Excel, save it again, and upload it."
    }
    FileUnpacksTooBig "file_unpacks_too_big" Error {
        "isi berkas XLSX terlalu besar setelah dibuka (batas {0} MiB)."
        "Pindahkan daftar saja ke buku kerja baru, lalu simpan."
        "the XLSX file is too large once unpacked (limit {0} MiB)."
        "Move the list alone to a new workbook and save that."
    }
    TooManyRows "too_many_rows" Error {
        "lebih dari {0} baris."
        "Bagi daftar menjadi beberapa berkas, misalnya per perangkat daerah."
        "more than {0} rows."
        "Split the list into several files, for instance one per agency."
    }
    HeaderNotFound "header_not_found" Error {
        "baris judul kolom tidak ditemukan di {0} baris pertama."
        "Tulis judul kolom dalam satu baris di atas data. Paling sedikit: {1}."
        "no row with column titles in the first {0} rows."
        "Put the column titles in one row above the data. At least: {2}."
    }
    ListEmpty "list_empty" Error {
        "ada judul kolom, tetapi tidak ada baris data di bawahnya."
        "Periksa apakah lembar dan berkas yang dipilih sudah benar."
        "there are column titles but no rows below them."
        "Check that you chose the right sheet and file."
    }
    ColumnMissing "column_missing" Error {
        "kolom ini tidak ada, padahal {0} baris berisi pegawai baru."
        "Tambahkan kolom ini beserta isinya."
        "this column is missing, and {0} rows are new people."
        "Add this column and fill it in."
    }
    ColumnTwice "column_twice" Error {
        "ada lebih dari satu kolom yang berarti sama; judul kedua: “{0}”."
        "Hapus salah satu kolom, atau beri judul yang berbeda."
        "more than one column means the same; the second title is “{0}”."
        "Delete one of them, or give it another title."
    }
    HeaderIgnored "header_ignored" Notice {
        "kolom “{0}” tidak dikenal dan tidak dibaca."
        "Biarkan bila memang tidak diperlukan; bila perlu, ganti judulnya dengan salah satu yang dikenal."
        "column “{0}” is not known and is not read."
        "Leave it if it is not needed; otherwise rename it to a known title."
    }
    SheetIgnored "sheet_ignored" Warning {
        "lembar “{0}” juga berisi daftar, tetapi hanya lembar pertama yang dibaca."
        "Gabungkan semua daftar ke satu lembar, atau impor satu per satu."
        "sheet “{0}” holds a list too, but only the first sheet is read."
        "Join the lists in one sheet, or import them one at a time."
    }
    NumberingRowSkipped "numbering_row_skipped" Notice {
        "baris nomor kolom (1, 2, 3, …) dilewati."
        "Tidak perlu diubah."
        "the row that numbers the columns (1, 2, 3, …) is skipped."
        "Nothing to do."
    }
    EncodingAssumed "encoding_assumed" Notice {
        "berkas bukan UTF-8; dibaca sebagai Windows-1252."
        "Periksa huruf beraksen pada nama. Bila salah, simpan sebagai “CSV UTF-8”."
        "the file is not UTF-8; it is read as Windows-1252."
        "Check accented letters in names. If they are wrong, save it as “CSV UTF-8”."
    }
    CellMissing "cell_missing" Error {
        "kosong, padahal wajib bagi pegawai baru."
        "Isi sel ini. Jangan gabungkan sel: tulis isinya di setiap baris."
        "empty, but required for a new person."
        "Fill in this cell. Do not merge cells: write it in every row."
    }
    CellTooLong "cell_too_long" Error {
        "berisi {0} huruf; paling banyak {1}."
        "Pendekkan isinya. Pada CSV, periksa tanda kutip yang tidak ditutup."
        "holds {0} characters; at most {1} are allowed."
        "Shorten it. In a CSV file look for a quotation mark that is not closed."
    }
    CellExcelError "cell_excel_error" Error {
        "berisi galat rumus Excel {0}."
        "Perbaiki rumusnya, atau ganti dengan nilai biasa (Tempel Spesial: Nilai)."
        "holds the Excel formula error {0}."
        "Mend the formula, or replace it by a plain value (Paste Special: Values)."
    }
    CellInvisible "cell_invisible" Notice {
        "huruf yang tidak terlihat dihilangkan."
        "Tidak perlu diubah."
        "characters that cannot be seen were removed."
        "Nothing to do."
    }
    RowTooLong "row_too_long" Error {
        "ada {0} sel berisi di kanan kolom terakhir; isi baris ini mungkin bergeser."
        "Pada CSV, beri tanda kutip pada isi yang mengandung pemisah kolom. Pada Excel, kosongkan sel di kanan tabel."
        "{0} filled cells to the right of the last column; this row may have slipped."
        "In a CSV file, put quotation marks around cells that hold the separator. In Excel, clear the cells to the right of the table."
    }
    NipEmpty "nip_empty" Error {
        "NIP kosong."
        "Isi NIP, atau hapus baris ini bila bukan data pegawai (misalnya jumlah atau tanda tangan)."
        "the NIP is empty."
        "Fill in the NIP, or delete this row if it is not a person (a total or a signature, for instance)."
    }
    NipScientific "nip_scientific" Error {
        "Excel mengubah NIP menjadi bilangan (seperti 1,97803E+17); angka akhirnya hilang."
        "Ubah format kolom ini menjadi Teks, lalu salin lagi NIP dari sumber aslinya. Mengubah format saja tidak mengembalikan angkanya."
        "Excel turned the NIP into a number (like 1.97803E+17); its last digits are lost."
        "Format this column as Text, then copy the NIPs again from their source. Changing the format alone does not bring the digits back."
    }
    NipRounded "nip_rounded" Error {
        "NIP berakhiran 000: Excel membulatkannya, tiga angka terakhir hilang."
        "Ubah format kolom ini menjadi Teks, lalu salin lagi NIP dari sumber aslinya."
        "the NIP ends in 000: Excel rounded it, and the last three digits are lost."
        "Format this column as Text, then copy the NIPs again from their source."
    }
    NipNotDigits "nip_not_digits" Error {
        "NIP berisi huruf atau tanda selain angka."
        "Tulis 18 angka NIP. Di kolom atasan tulis NIP-nya, bukan namanya. Periksa huruf O dan l yang mirip 0 dan 1."
        "the NIP holds something other than digits."
        "Write the 18 digits. In the supervisor's column write the NIP, not the name. Look for the letters O and l in place of 0 and 1."
    }
    NipLength "nip_length" Error {
        "NIP berisi {0} angka; seharusnya 18 (atau 6 untuk NRK)."
        "Lengkapi atau perbaiki NIP. Bila angka 0 di depan NRK hilang, tulis lagi dalam format Teks."
        "the NIP has {0} digits; it should have 18 (or 6 for an NRK)."
        "Complete or correct the NIP. If a leading 0 of an NRK is lost, write it again in Text format."
    }
    NipBirthDate "nip_birth_date" Error {
        "8 angka pertama NIP bukan tanggal lahir (tahun, bulan, tanggal)."
        "Periksa 8 angka pertama terhadap SK pegawai."
        "the first 8 digits of the NIP are not a date of birth (year, month, day)."
        "Check the first 8 digits against the appointment letter."
    }
    NipAppointmentYear "nip_appointment_year" Error {
        "angka ke-9 sampai ke-12 NIP bukan tahun pengangkatan yang mungkin."
        "Periksa angka ke-9 sampai ke-12 terhadap SK pegawai."
        "digits 9 to 12 of the NIP are not a possible year of appointment."
        "Check digits 9 to 12 against the appointment letter."
    }
    NipSex "nip_sex" Error {
        "angka ke-15 NIP seharusnya 1 atau 2."
        "Periksa angka ke-15; mungkin ada angka yang tertukar, kurang, atau lebih."
        "digit 15 of the NIP should be 1 or 2."
        "Check digit 15; digits may be swapped, missing or doubled."
    }
    NipTidied "nip_tidied" Notice {
        "spasi, titik, atau tanda petik dalam NIP dihilangkan."
        "Tidak perlu diubah."
        "spaces, dots or apostrophes in the NIP were removed."
        "Nothing to do."
    }
    NipTwice "nip_twice" Error {
        "NIP ini sudah ada di baris {0}."
        "Hapus salah satu baris, atau perbaiki NIP yang salah."
        "this NIP is already in row {0}."
        "Delete one of the rows, or correct the wrong NIP."
    }
    SupervisorUnknown "supervisor_unknown" Error {
        "NIP atasan tidak ada di berkas ini maupun di Sidak."
        "Tambahkan atasan sebagai baris, atau perbaiki NIP-nya. Untuk pimpinan tertinggi tulis tanda “-”."
        "the supervisor's NIP is neither in this file nor in Sidak."
        "Add the supervisor as a row, or correct the NIP. For whoever is at the top write “-”."
    }
    SupervisorSelf "supervisor_self" Error {
        "pegawai ini tercatat sebagai atasannya sendiri."
        "Tulis NIP atasannya. Untuk pimpinan tertinggi tulis tanda “-”."
        "this person is written down as their own supervisor."
        "Write the supervisor's NIP. For whoever is at the top write “-”."
    }
    SupervisorCycle "supervisor_cycle" Error {
        "garis atasan {0} orang berputar: baris {1}."
        "Perbaiki NIP atasan di salah satu baris tersebut."
        "the reporting line of {0} people runs in a circle: rows {1}."
        "Correct the supervisor's NIP in one of these rows."
    }
    SeveralTops "several_tops" Warning {
        "tanpa atasan, dan ada {0} orang tanpa atasan di “{1}”. Pegawai tanpa atasan tidak dapat dicek."
        "Isi NIP atasan langsungnya, kecuali bagi pimpinan tertinggi."
        "no supervisor, and {0} people in “{1}” have none. Whoever has no supervisor cannot be checked."
        "Fill in the direct supervisor's NIP, except for whoever is at the top."
    }
    UnitTooDeep "unit_too_deep" Error {
        "jalur unit {0} tingkat; paling banyak {1}."
        "Ringkas jalur unit, misalnya: Dinas > Bidang > Seksi."
        "the unit path has {0} levels; at most {1} are allowed."
        "Shorten the path, for instance: Agency > Division > Section."
    }
    ZoneUnknown "zone_unknown" Error {
        "zona waktu “{0}” tidak dikenal."
        "Tulis WIB, WITA, WIT, atau nama IANA seperti Asia/Jakarta."
        "time zone “{0}” is not known."
        "Write WIB, WITA, WIT or an IANA name such as Asia/Jakarta."
    }
    ZoneAssumed "zone_assumed" Notice {
        "{0} pegawai baru tanpa zona waktu dicatat di {1}."
        "Isi kolom Zona waktu bila ada yang bekerja di zona lain."
        "{0} new people without a time zone are put in {1}."
        "Fill in the time zone column if any of them work in another zone."
    }
    CategoryUnknown "category_unknown" Error {
        "kategori layanan “{0}” tidak dikenal."
        "Tulis salah satu: {1}."
        "service category “{0}” is not known."
        "Write one of: {2}."
    }
    CategoryMissing "category_missing" Warning {
        "{0} pegawai belum punya kategori layanan, sehingga belum terhitung dalam kuota WFH."
        "Isi kolom Kategori layanan sekarang, atau nanti di Sidak."
        "{0} people have no service category yet, so that no WFH quota counts them."
        "Fill in the service category column now, or later in Sidak."
    }
    PositionTypeUnknown "position_type_unknown" Error {
        "jenis jabatan “{0}” tidak dikenal."
        "Tulis salah satu: {1}."
        "position type “{0}” is not known."
        "Write one of: {2}."
    }
    PatternUnknown "pattern_unknown" Error {
        "pola kerja “{0}” tidak dikenal."
        "Tulis salah satu: {1}."
        "work pattern “{0}” is not known."
        "Write one of: {2}."
    }
    PhoneForm "phone_form" Error {
        "ini bukan nomor telepon yang utuh."
        "Tulis seperti 081234567890 atau +6281234567890, atau kosongkan."
        "this is not a complete telephone number."
        "Write it like 081234567890 or +6281234567890, or leave it empty."
    }
    PhoneScientific "phone_scientific" Error {
        "Excel mengubah nomor telepon menjadi bilangan (seperti 8,12346E+11); angka akhirnya hilang."
        "Ubah format kolom ini menjadi Teks, lalu tulis lagi nomornya."
        "Excel turned the telephone number into a number (like 8.12346E+11); its last digits are lost."
        "Format this column as Text, then write the number again."
    }
    PhoneSeveral "phone_several" Error {
        "ada lebih dari satu nomor telepon."
        "Tulis satu nomor saja."
        "there is more than one telephone number."
        "Write one number only."
    }
    PhoneZeroAdded "phone_zero_added" Notice {
        "angka 0 di depan nomor telepon hilang dan ditambahkan kembali."
        "Tidak perlu diubah."
        "the leading 0 of the telephone number was lost and is put back."
        "Nothing to do."
    }
    EmailForm "email_form" Error {
        "ini bukan alamat surel."
        "Tulis satu alamat seperti nama@instansi.go.id, atau kosongkan."
        "this is not an e-mail address."
        "Write one address such as name@agency.go.id, or leave it empty."
    }
    DateUnreadable "date_unreadable" Error {
        "tanggal tidak terbaca."
        "Tulis seperti 2026-04-03 atau 03/04/2026 (tanggal, bulan, tahun)."
        "the date cannot be read."
        "Write it like 2026-04-03 or 03/04/2026 (day, month, year)."
    }
    DateMonthFirst "date_month_first" Error {
        "bulan tampaknya ditulis sebelum tanggal; seluruh berkas mungkin begitu."
        "Tulis tanggal lebih dahulu (03/04/2026 = 3 April 2026), atau pakai bentuk 2026-04-03."
        "the month seems to come before the day; the whole file may be so."
        "Write the day first (03/04/2026 is 3 April 2026), or use the form 2026-04-03."
    }
    ModeUnknown "mode_unknown" Error {
        "keterangan “{0}” tidak dikenal."
        "Tulis salah satu: {1}."
        "mode “{0}” is not known."
        "Write one of: {2}."
    }
    PersonUnknown "person_unknown" Error {
        "NIP ini tidak ada di Sidak."
        "Impor dahulu daftar pegawainya, atau perbaiki NIP."
        "this NIP is not in Sidak."
        "Import the staff list first, or correct the NIP."
    }
    DayTwice "day_twice" Error {
        "pegawai ini sudah dijadwalkan pada tanggal ini di baris {0}."
        "Hapus salah satu baris."
        "this person already has an entry for this day in row {0}."
        "Delete one of the rows."
    }
}

#[cfg(test)]
mod tests;
