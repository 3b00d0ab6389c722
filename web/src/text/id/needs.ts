const id = {
  title: 'Penyesuaian untuk pegawai ini',
  mine: 'Penyesuaian untuk Anda',
  mineMore: 'Didaftarkan BKD. Atasan melihat apa yang perlu dilakukan, bukan alasannya. Bobotnya sama.',
  voice: { theirs: 'Panggilan suara saja: jangan meminta gambar.', mine: 'Panggilan suara saja; kamera Anda tetap mati.' },
  text: { theirs: 'Menjawab dengan teks: tunggu jawaban tertulisnya.', mine: 'Anda menjawab pertanyaan secara tertulis.' },
  extra: {
    theirs: (seconds: number) => `Perlu waktu lebih lama: dering dan persiapan ${seconds} detik lebih panjang.`,
    mine: (seconds: number) => `Waktu menjawab dan bersiap ${seconds} detik lebih panjang.`,
  },
  edit: 'Penyesuaian',
  editOf: (name: string) => `Penyesuaian untuk ${name}`,
  intro: 'Berlaku pada setiap cek sejak dering berikutnya, dengan bobot yang sama. Hanya BKD yang membaca alasannya.',
  voiceOnly: 'Suara saja',
  byText: 'Menjawab dengan teks',
  seconds: 'Tambahan waktu (detik, paling banyak 300)',
  reason: 'Alasan',
  reasonHint: 'Misalnya surat keterangan dan tanggalnya',
  save: 'Simpan',
  saved: 'Penyesuaian tersimpan',
  some: 'Ada penyesuaian',
};
export default id;
