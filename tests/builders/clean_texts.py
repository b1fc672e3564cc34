"""Texts that are in no legacy encoding, written for the tests: what must never be flagged.

Each entry is one line. The Vietnamese ones use no letter that proves Unicode where that makes them harder.
"""

from __future__ import annotations

__all__ = ["CODE_AND_FORMULAS", "FOREIGN", "MINORITIES", "NAMES", "VIETNAMESE"]

FOREIGN = {
    "English": (
        "The committee's naïve résumé of the coöperation was a fait accompli; the café on the façade stayed open.",
        "Prices rose by 3½ % to £7·50, i.e. €9 — “a modest increase”, said the ministry’s spokesman.",
        "See § 5 and ¶ 3; temperatures of −10 °C ± 2 °C; 5 µm × 3 µm; © 2026 ACME® Ltd.™",
    ),
    "French": (
        "Le Premier ministre s'est rendu à Huế, où il a été reçu par l'évêque et les élèves du lycée français.",
        "Où êtes-vous né ? À l'hôpital Saint-Étienne, près de l'église, à côté de la forêt ; c'était un été brûlant.",
        "L'œuvre du maître-autel — « cœur sacré » — fut bénie par Mgr Lefèvre, évêque émérite de Nîmes.",
        "Ambiguïté, aiguë, canoë, Noël, Saül, Haïti, maïs, naïf, ouïe, coïncidence, archaïsme, égoïste",
        "thé, blé, dé, né, fée, clé, pré, côté, santé, été, bébé, fumé, salé, sucré, cé, mé, té",
    ),
    "German": (
        "Die Straße führt über die Brücke nach Köln; schöne Grüße aus München für Jürgen und Käthe Müller.",
        "Öffentliche Übergabe der Fördermittel für größere Bäume, Häuser und Gärten in Österreich.",
        "Prüfgebühr für Ölheizöfen: 45 €; Rückgabe gemäß § 12 Absatz 3 Satz 1 über das Postfach.",
    ),
    "Spanish": (
        "El niño comió más piñas; ¿dónde está el baño? ¡Qué sé yo! José vive allí con María Núñez.",
        "La Organización de las Naciones Unidas celebró el trigésimo aniversario en Bogotá y Medellín.",
        "Dé, té, sé, mí, tú, él, más, sólo, según, además, café, bebé, esquí, maní, ñandú",
    ),
    "Portuguese": (
        "São Paulo, João e as ações não são difíceis; a avó põe o pão na mesa; é só isso, está bom?",
        "Relações económicas, órgãos públicos, três países irmãos: Moçambique, Cabo Verde e Guiné.",
    ),
    "Italian": ("Perché la città è così? Più tardi andrò giù in farmacia; lunedì sarà già là. Può darsi, però no.",),
    "Dutch": ("De coördinatie van Oekraïense vluchtelingen, reünie, ideeën, financiële zaken, één crêpe, privé",),
    "Polish": ("Zażółć gęślą jaźń. Kraków, Łódź, Gdańsk i Wrocław; główny, który, góra, mówi, różny, źródło",),
    "Czech": ("Příliš žluťoučký kůň úpěl ďábelské ódy; že, být, úřad, řízení, má, dává, vývoj, není, světový",),
    "Slovak": ("Vôňa kôz a stôl: môže, päť detí, nôž, dĺžka, ľúbiť, môj kôň, úrad vlády",),
    "Hungarian": ("Árvíztűrő tükörfúrógép; köszönöm szépen, hogyan, főváros, hónap, számára, külföldi ügyek",),
    "Romanian": ("Înființarea societății, română, când, într-o țară, sâmbătă, mâine, fântână, pâine",),
    "Turkish": ("Türkiye Cumhuriyeti, İstanbul’da görüşme; çok güzel, öğretmen, üç gün sonra, kâğıt, hâlâ",),
    "Swedish": ("Rätten till å, ä och ö: på, må, gå, få, så, när, här, värld, före, möte, år, åtta, älg, gård, kött",),
    "Danish": ("Rødgrød med fløde på en ø; æbler, være, både, også, Åbenrå, København, færdig, høj, lånt",),
    "Norwegian": ("Bodø, Ålesund og Tromsø; å være, også, få, på, kjøre, blåbær, fôr, Sør-Trøndelag, ærlig",),
    "Finnish": ("Hyvää päivää, tämä on pääministerin yö; hän, mää, sää, työ, käy, löytää, äiti, mökki",),
    "Estonian": ("Õhtu jõuab kõik töötajad ööbivad; käib, tõi, mõõt, võõras, küsimus, häält, õu, jäääär",),
    "Icelandic": ("Það er við að þú hafir þurft að sjá íslenska náttúru; æði, óð, húð, bíða, höfn, tæ, lýðveldið",),
    "Catalan": ("Què és això? L'any següent, força més tard; àvia, bé, camí, això, Núria, pingüí, raïm",),
    "Albanian": ("Shqipëria është një vend më i madh; së bashku, të gjithë, çfarë, në këtë, më të mirë",),
    "Irish": ("Tá sé go breá; níl sí ag dul ó bhaile; is é mo scéal é, a Phádraig Ó Néill, tú féin",),
    "Lao": ("ສະບາຍດີ ປະເທດລາວ ສາທາລະນະລັດ ປະຊາທິປະໄຕ",),
    "Khmer": ("សួស្តី ព្រះរាជាណាចក្រកម្ពុជា",),
    "Thai": ("สวัสดีประเทศไทย กระทรวงมหาดไทย",),
    "Chinese": ("河內市人民委員會，越南社會主義共和國；北京市 ２０２６年３月１日 ＡＢＣ公司",),
    "Pinyin": ("Nǐ hǎo; Běijīng, lǜ, mǎn, nǎ, wǎn; dà, bù, hé, zhè, shí, tā shuō tóngzhì méi lái",),
    "Japanese": ("東京都の文化会館で開催された",),
    "Korean": ("대한민국 정부와 베트남 사회주의공화국",),
    "Russian": ("Российская Федерация и Вьетнам: со, он, как, тот, рост, сорок, мат, какао, ТОМ, СОР",),
    "Greek": ("Ελληνική Δημοκρατία· η τιμή %s· μια, μη, να, όχι· ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",),
}

#: Languages of Vietnam's peoples with Latin letters of their own.
MINORITIES = (
    "Hdruôm hră Êđê: mnuih ƀuôn sang, čar Dak Lak, ăyŏng adei, klei ƀhiăn, mniê êkei, hlăm thŭn, ktrâo",
    "Ana plei Bơhnar: ƀôk, hơdrung, Kông Krong, pơtŏm, jơhngơ̆m, hơnăm, 'mŏng, ĕi, dêh char, bơngai",
    "Tơlơi Jrai: čư̆ čan, ƀôn sang, khul, dŏ hăng, ơi ađai, ĭ ŏh, anăn kâo, Pleiku, hơdôm thŭn",
    "Mơnông: bu nong, ƀri, dak mih, bon lan, rngôch, klăp, njêng, 'bŭn, ŭch lah, ndrel",
    "Chăm: Bhum Cham, palei, ngap mbeng, adat ew, Po Klaong Garai, Katé, Ramâwan",
    "Tày, Nùng: Slon lẩu, bươn chiêng, păy háng, cần Tày, mừa lườn, nặm, phja, khảu nua pjẻng",
    "Hmông: Cxangx nuôs, Hmôngz, thaox tơưv, nhaox nđơưr, paz trôngx, kruôz ntơưr",
    "Thái: Tay Đăm, khắp bua, mương La, xên bản, xoè, pi pặp, tản chụ xiết xương",
    "Êa Súp, Cư M'gar, Krông Búk, Đăk Hà, Kon Plông, Ia Grai, A Lưới, Mường Tè, Sa Thầy, Êban",
)

NAMES = (
    "José Mourinho, Pelé, Kaká, Luis Suárez, Ángel Di María, Lionel Messi, Iván Zamorano, Gonzalo Higuaín",
    "Jürgen Klopp, Thomas Müller, Mesut Özil, Toni Kroos, Manuel Neuer, Leroy Sané, André Schürrle",
    "Zlatan Ibrahimović, Luka Modrić, Petr Čech, Tomáš Rosický, Peter Schmeichel, Ole Gunnar Solskjær",
    "François Hollande, Édouard Philippe, Emmanuel Macron, Gérard Depardieu, Léa Seydoux, Élisabeth Borne",
    "Michèle Debonneuil, Hélène Grimaud, Agnès Varda, Jérôme Boateng, Raphaël Varane, Cédric Villani",
    "Antônio Guterres, Luís Figo, João Félix, Cristóvão, Gonçalo Ramos, Conceição, Inês, Fátima",
    "Søren Kierkegaard, Mette Frederiksen, Lars Løkke Rasmussen, Håkan Nesser, Åsa Larsson, Björk, Þór",
    "Citroën, Nestlé, L'Oréal, Hermès, Häagen-Dazs, Škoda, Löwenbräu, Estée Lauder, Crédit Agricole, Société Générale",
    "Nestlé | Citroën | Müller | Pelé | São Tomé | Curaçao | Réunion | Côte d'Ivoire | Perú | México | Panamá",
    "Công ty Nestlé, quán Café Noël, xe Citroën, hãng Hermès, vang Côtes du Rhône, bánh pâté, tiệm Thé",
    "Lê Văn Lâm, Bùi Thanh Hà, Vũ Minh Hoàng, Lý Công Danh, Hà Thanh Tú, Tô Hoài, Cù Huy Hà, Hồ Quý Ly",
)

CODE_AND_FORMULAS = (
    "E = mc² ± 5 µm; 20 °C × 3 ÷ 2 ≤ ½ · ∑ αβγ → ∞ − 1 ∙ x; ∂f/∂x ≈ ¼π²; √2·μ₀·ε₀; 5 ∙ 10⁻³ mol/l",
    "if (a^.b || c+'d' && ~mask) { return x**2; } # ~/.bashrc; a^`b` ; u+. ; e^?x",
    r"^[\w.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}$ s/a^`/b/g; awk '{print $1}' | sort -u",
    "x^2+y^2=z^2; f'(x)=2x; a'b'+c'; (a+b)^.5; H2SO4 + 2NaOH; Ca(OH)2; o^. o+' a(.",
    "SELECT * FROM don_vi WHERE ten LIKE '%Sở%' AND ma = 'Ð01'; -- ghi chú",
    "• Tổng: 1.250.000 đ; – giảm 3%; ► 12m×30m; □ có ☑ không; ½ ¼ ¾ ¹²³ ª º « » ¡ ¿ ¢ £ ¤ ¥ ¦ § ¨ ¬ ¯ ´ ¸",
    "3m×4m, 12 m², 5 cm³, 10°C, 15°30′20″, n°5, 1ª, 2º, 100 µg/m³, ±0,5 mm, pH≥7, 2÷5 tấn",
    "%s« und »%s«: „ja“ – ‚nein‘ … ‹oui› ‰ † ‡ • € ™ ˜ ˆ ƒ",
)

#: Vietnamese in Unicode, many without a letter that proves it.
VIETNAMESE = (
    "Công an xã", "Hà Nam", "Toàn quốc", "Hoàn thành báo cáo", "Bà Lê Thanh Hoà", "Phú Quý", "Trích sao", "Chi phí",
    "Thông cáo", "Phòng khám", "Tòa án", "Máy kéo", "Xe xích lô", "Kinh phí", "Ông, bà", "Ghi chú", "phở bò",
    "Sô cô la", "Cô Lô Lô ở Mèo Vạc", "Tô Hoài", "lò vi sóng", "cà phê sữa đá", "vô tuyến", "Mô tô", "phô mai", "ô tô",
    "Thô sơ", "bô xít", "mô hình", "hôm nay", "Thí sinh", "Nhà nông", "Bí thư Chi bộ", "Quê quán", "Kho tàng",
    "Báo cáo", "Ngày",
    "Năm ……… tháng ………", "“Nhà” – ‘Quê’…", "Thu ‰ 5", "Bản in – bản sao", "tím", "mèo", "bé", "né", "sét", "phè", "quê",
    "Quyết định số 12/QÐ-UBND ngày 5/3/2026 của Ủy ban nhân dân", "Ðà Nẵng", "Ðơn xin", "ÐOÀN THANH NIÊN", "Ðoàn",
    "LÊ THÀNH CÔNG", "HOÀNG HÀ", "TÔ LÂM", "PHÒNG TÀI CHÍNH", "BÁO CÁO THÁNG", "KÍNH TRÌNH", "VĂN PHÒNG", "ÔN THI",
)  # fmt: skip
