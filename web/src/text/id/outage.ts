const id = {
  what: {
    provider: 'satu penyedia jaringan',
    area: 'jaringan di satu wilayah',
    unit: 'jaringan di satu perangkat daerah',
    browser: 'satu versi peramban',
    push: 'satu layanan pemberitahuan',
    node: 'satu bagian server Sidak',
    server: 'server Sidak',
  } as { readonly [kind: string]: string },
  unknown: 'sesuatu yang dipakai bersama',
  span: (day: string, from: string, to: string) => `${day}, pukul ${from} sampai ${to}`,
  mine: {
    title: 'Ada gangguan massal, bukan kesalahan Anda',
    text: (what: string, when: string, rings: number) =>
      `Gangguan pada ${what} (${when}). ${rings} dering untuk Anda tidak berlaku dan tidak dihitung.`,
  },
  team: {
    title: 'Gangguan massal mengenai tim Anda',
    text: (what: string, when: string, rings: number, people: number) =>
      `Gangguan pada ${what} (${when}). ${rings} dering untuk ${people} pegawai tidak berlaku; ceknya tidak dihitung. Anda tidak perlu mengulang.`,
  },
  board: {
    title: 'Gangguan massal',
    note: 'Banyak orang tidak terjangkau pada waktu yang sama lewat jalur yang sama. Dering dalam gangguan tidak berlaku.',
    none: 'Tidak ada gangguan massal pada rentang ini.',
    columns: { what: 'Yang terganggu', when: 'Waktu', rings: 'Dering tidak berlaku', people: 'Pegawai' },
    few: 'kurang dari 5',
  },
};
export default id;
