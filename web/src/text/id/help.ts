const id = {
  title: 'Bantuan',
  lead: 'Jawaban singkat tentang cek acak, perangkat, dan hak Anda.',
  sections: [
    {
      title: 'Cek acak',
      items: [
        {
          q: 'Apa itu cek acak?',
          a: [
            'Panggilan video singkat dari atasan langsung pada jam kerja WFH. Atasan menanyakan di mana Anda bekerja, lalu mencatat hasilnya. Biasanya kurang dari dua menit.',
          ],
        },
        {
          q: 'Siapa yang menentukan kapan saya dipanggil?',
          a: [
            'Undian, bukan orang. Malam sebelumnya segel undian diterbitkan, dan sehari sesudahnya Anda dapat menghitung ulang bagian Anda sendiri, dan auditor seluruhnya. Aturannya sama untuk semua pegawai dalam program yang sama; peluang naik bila seseorang lama tidak dicek.',
            'Panggilan manual ada, harus beralasan tertulis, ditandai manual di mana pun, dan tidak berbobot kecuali kebijakan menyatakan lain.',
          ],
        },
        {
          q: 'Apakah saya direkam?',
          a: ['Tidak. Tidak ada rekaman, tangkapan layar, atau lokasi diam-diam, dan tidak ada panggilan di luar jam kerja.'],
        },
      ],
    },
    {
      title: 'Saat panggilan masuk',
      items: [
        {
          q: 'Berapa lama saya dapat menjawab?',
          a: [
            'Sisa waktunya tampil di layar panggilan. Begitu Anda menekan Jawab, panggilan sudah tercatat terjawab, apa pun yang terjadi pada jaringan sesudahnya. Kamera baru menyala setelah Anda siap.',
          ],
        },
        {
          q: 'Saya sedang rapat atau tidak dapat menjawab',
          a: [
            'Tekan Rapat dinas atau Tolak dengan alasan. Alasan Anda dibaca atasan. Panggilan dapat diulang dan belum tentu dihitung.',
          ],
        },
        {
          q: 'Saya melewatkan panggilan',
          a: [
            'Tekan Hubungi kembali pada pemberitahuan atau pada kartu di atas halaman. Atasan langsung diberi tahu, lalu perangkat Anda berdering lagi. Sampai kapan Anda dapat menghubungi kembali tertulis pada kartu itu.',
          ],
        },
        {
          q: 'Saya sedang di tempat lain',
          a: [
            'Nyatakan saja tempatnya sebelum masuk ke panggilan. Berada di tempat lain bukan kesalahan; atasan mencatatnya sebagaimana adanya.',
          ],
        },
      ],
    },
    {
      title: 'Apa yang dihitung',
      items: [
        {
          q: 'Kapan panggilan tak terjawab dihitung?',
          a: [
            'Hanya bila server punya bukti bahwa perangkat Anda berbunyi. Tanpa bukti dering, kesimpulannya “Tidak terjangkau” dan tidak dihitung. Kesalahan sistem atau atasan juga tidak dihitung.',
            'Bila Mulai WFH tidak ditekan sampai batasnya, itu dicatat tersendiri sebagai “Belum mulai WFH”.',
          ],
        },
        {
          q: 'Siapa yang memutuskan akibatnya?',
          a: [
            'Selalu pejabat yang disebut namanya, bukan sistem dan bukan atasan yang menelepon. Sebelumnya Anda menerima pemberitahuan beserta alasan dan dapat memberi jawaban. Selama itu tidak ada yang berubah.',
          ],
        },
      ],
    },
    {
      title: 'Perangkat',
      items: [
        {
          q: 'Agar panggilan selalu terdengar',
          a: [
            'Izinkan pemberitahuan saat Mulai WFH: panggilan lalu sampai juga saat Sidak tertutup. Lebih pasti lagi bila halaman Sidak tetap terbuka, ponsel tidak senyap, dan volume cukup.',
            'Sentuh halaman sekali setelah dibuka: peramban baru membolehkan bunyi sesudah satu sentuhan.',
            'Tekan Mulai WFH setiap pagi; pemeriksaan perangkatnya menjadi bukti bila nanti ada kendala teknis.',
          ],
        },
        {
          q: 'Kamera atau mikrofon diblokir',
          a: [
            'Ketuk ikon di sebelah alamat web, pilih Izin, lalu izinkan Kamera, Mikrofon, dan Pemberitahuan. Kembali ke Hari ini dan periksa lagi.',
          ],
        },
        {
          q: 'Pemberitahuan tidak muncul',
          a: [
            'iPhone dan iPad: pasang Sidak di layar utama (di Safari ketuk Bagikan, lalu Tambah ke Layar Utama; iOS 16.4 atau lebih baru), buka dari sana, lalu Mulai WFH. Matikan mode Fokus pada jam kerja.',
            'Android: di setelan ponsel izinkan notifikasi peramban, dan jangan batasi baterainya.',
            'Komputer: biarkan peramban berjalan di latar belakang. Jendela samaran tidak dapat menerima pemberitahuan.',
            'Isi pemberitahuan hanya “Panggilan dinas”: tidak ada nama atau alasan di layar kunci.',
          ],
        },
        {
          q: 'Pemberitahuan di perangkat ini terputus',
          a: ['Peramban mengganti atau menghapus sambungannya. Ketuk Sambungkan lagi, atau periksa perangkat di Hari ini. Panggilan yang tidak sampai tidak dihitung.'],
        },
        {
          q: 'Kamera saya rusak',
          a: ['Tetap jawab. Panggilan tanpa gambar sah, dan layar mengatakannya kepada atasan.'],
        },
      ],
    },
  ],
};
export default id;
