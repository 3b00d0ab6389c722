const id = {
  title: 'Undian cek acak',
  for: (day: string, programme: string) => `Undian untuk ${day} · ${programme}`,
  fairness: 'Laporan kewajaran mingguan',
  hero: {
    before: 'Segel sudah diterbitkan. Isinya baru dibuka sehari sesudahnya.',
    today: 'Undian hari ini berjalan di bawah segel.',
    after: 'Segel sudah dibuka dan dapat diperiksa siapa saja.',
    waiting: 'Hari undian sudah lewat. Segel segera dibuka.',
    text: 'Siapa yang dicek ditentukan undian, bukan orang. Segel ini mengunci hasilnya sebelum jam kerja dimulai, sehingga siapa pun dapat memastikan tidak ada yang diubah.',
    committed: 'Diterbitkan',
    window: 'Jam kerja pertama',
    secretHash: 'Sidik kunci hari',
    secret: 'Kunci hari, dibuka',
    algorithm: 'Cara undian',
    algorithmText: (n: number) => `versi ${n}`,
    early: (time: string) => `${time} sebelum jam kerja pertama`,
    seal: 'Segel (akar Merkle)',
    copied: 'Segel tersalin.',
    notCopied: 'Tidak dapat menyalin. Pilih teks segel lalu salin sendiri.',
  },
  steps: {
    label: 'Tahap undian',
    seal: '1. Disegel',
    sealText: 'Malam sebelumnya daftar peserta dan kunci acak dibekukan, lalu sidik jarinya diumumkan di sini.',
    draw: '2. Diundi',
    drawText: 'Setiap menit jam kerja setiap orang punya peluang kecil yang sama. Tidak ada jam aman.',
    open: '3. Dibuka',
    openText: 'Kunci hari diumumkan, auditor menerima daftarnya, dan tiap pegawai menerima bukti “mengapa saya”.',
    later: 'sehari sesudahnya',
  },
  meaning: {
    title: 'Apa artinya',
    items: [
      {
        ask: 'Dapatkah seseorang memilih siapa yang dicek?',
        answer:
          'Tidak. Pilihan dihitung dari kunci acak yang sudah dikunci segel sebelum hari dimulai. Mengubah satu peserta atau satu menit saja mengubah seluruh segel.',
      },
      {
        ask: 'Apakah ada jam aman?',
        answer: 'Tidak. Peluangnya sama pada setiap menit jam kerja, juga sesudah seseorang dicek hari itu atau kemarin.',
      },
      {
        ask: 'Mengapa segel tidak langsung dibuka?',
        answer:
          'Karena dari isinya orang dapat menghitung siapa yang akan dicek dan kapan. Sehari sesudahnya rahasia itu tidak berguna lagi, tetapi buktinya berguna.',
      },
      {
        ask: 'Apakah nama pegawai ada di sini?',
        answer: 'Tidak. Halaman ini hanya memuat bilangan yang mengikat. Tiap pegawai melihat bagiannya sendiri di Catatan saya.',
      },
    ],
  },
  verify: {
    title: 'Periksa sendiri',
    text: 'Setiap pegawai dapat mengunduh buktinya sendiri di Catatan saya. Pemeriksa bekerja tanpa server dan tanpa basis data:',
    command: 'sidak verify-draw undian.json',
    example: 'Contoh perintah',
    here: 'Peramban Anda baru saja menghitung ulang SHA-256 setiap kunci yang sudah dibuka dan membandingkannya dengan sidik yang diumumkan sebelumnya.',
    noCrypto: 'Peramban ini hanya dapat menghitung ulang pada halaman https.',
    result: (ok: string, of: string) => `${ok} dari ${of} kunci cocok.`,
    seal: 'Motif kawung menggambar seluruh 256 bit segel: 64 bunga, satu kelopak satu bit. Motif membantu mata; yang menentukan tetap deretan angka di sampingnya.',
  },
  archive: {
    title: 'Semua undian',
    heads: { day: 'Hari', seal: 'Segel', committed: 'Diterbitkan', state: 'Keadaan' },
    sealed: 'Tersegel',
    opened: 'Dibuka',
    matches: 'Dibuka, cocok',
    differs: 'Dibuka, TIDAK cocok',
    show: (day: string) => `Lihat undian ${day}`,
  },
  empty: 'Belum ada undian',
  emptyNote: 'Segel pertama terbit di sini malam sebelum hari WFH pertama.',
};
export default id;
