const id = {
  title: 'Masuk',
  lead: 'Cek acak pegawai yang bekerja dari rumah: adil, terbukti, manusiawi.',
  name: 'NIP atau surel dinas',
  password: 'Kata sandi',
  submit: 'Masuk',
  first: 'Pertama kali memakai Sidak?',
  firstLink: 'Aktifkan akun dengan kode dari lembar aktivasi',
  help: 'Bantuan',
  public: 'Segel undian dapat diperiksa siapa saja tanpa masuk.',
  publicLink: 'Lihat undian',
  show: 'Tampilkan kata sandi',
  trouble: {
    wrong_credentials: 'NIP, surel, atau kata sandi tidak cocok.',
    too_many_tries: 'Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.',
    ticket: 'Tautan masuk ini sudah dipakai atau kedaluwarsa. Masuk dengan kata sandi.',
  },
  activate: {
    title: 'Aktifkan akun',
    lead: 'Kode ada pada lembar aktivasi dari bagian kepegawaian Anda.',
    code: 'Kode aktivasi',
    password: 'Kata sandi baru',
    passwordHint: 'Sedikitnya 12 karakter. Kalimat pendek yang mudah diingat sudah baik.',
    submit: 'Aktifkan dan masuk',
    short: 'Sedikitnya 12 karakter.',
    back: 'Sudah punya kata sandi? Masuk',
    trouble: {
      wrong_code: 'Kode tidak cocok atau sudah dipakai. Minta kode baru pada bagian kepegawaian.',
      weak_password: 'Kata sandi ini terlalu mudah ditebak. Pilih yang lain.',
    },
  },
};
export default id;
