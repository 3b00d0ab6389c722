const id = {
  lost: 'Pemberitahuan di perangkat ini terputus',
  lostMore: 'Panggilan hanya berdering selama halaman Sidak terbuka. Sambungkan lagi sekarang, atau ketuk Mulai WFH lagi.',
  mend: 'Sambungkan lagi',
  mended: 'Pemberitahuan tersambung lagi.',
  notMended: 'Belum berhasil. Lihat Bantuan, bagian Perangkat.',
  install: {
    title: 'Pasang Sidak di layar utama',
    why: 'Sidak terbuka sekali ketuk, dan panggilan lebih jarang ditahan oleh penghemat baterai.',
    whyIos: 'Di iPhone dan iPad panggilan hanya sampai saat Sidak tertutup bila Sidak dipasang di layar utama (iOS 16.4 atau lebih baru).',
    button: 'Pasang',
    steps: {
      ios: ['Buka Sidak di Safari', 'Ketuk Bagikan, lalu Tambah ke Layar Utama', 'Buka Sidak dari layar utama, lalu Mulai WFH'],
      android: ['Ketuk menu peramban (tiga titik)', 'Pilih Tambahkan ke layar utama atau Instal aplikasi', 'Di setelan baterai ponsel, jangan batasi peramban ini'],
      safari: ['Pilih File, lalu Tambahkan ke Dock', 'Buka Sidak dari Dock'],
      firefox: ['Biarkan Firefox berjalan di latar belakang', 'Sematkan tab Sidak'],
      desktop: ['Pilih ikon pasang di ujung bilah alamat', 'Biarkan peramban berjalan di latar belakang'],
    },
  },
  missed: {
    title: 'Panggilan terlewat',
    lead: 'Waktu menjawab sudah habis sebelum Sidak terbuka.',
    next: 'Percobaan berikutnya dapat menyusul sebentar lagi. Biarkan halaman ini terbuka.',
    fair: 'Panggilan hanya dihitung bila ada bukti bahwa perangkat Anda berbunyi.',
    record: 'Lihat bukti dering',
    today: 'Ke Hari ini',
  },
};
export default id;
