"""The letters of a text are guessed from what its bytes spell in the languages of the world."""

from pathlib import Path

import pytest

from leads.spreadsheets.encodings import guess_encoding

TEXTS = {
    "greek": "Όνομα;Επώνυμο;Πόλη\nΆννα;Παπαδοπούλου;Θεσσαλονίκη\nΓιώργος;Αντωνίου;Αθήνα 6912345678\n",
    "greek capitals": "ΟΝΟΜΑ;ΠΟΛΗ\nΑΝΝΑ ΠΑΠΑΔΟΠΟΥΛΟΥ;ΘΕΣΣΑΛΟΝΙΚΗ\nΓΙΩΡΓΟΣ;ΑΘΗΝΑ\n",
    "one greek word": "Name;City\nAnn;Αθήνα\n",
    "russian": "Имя;Город\nИванов Пётр;Москва\nСергей Кузнецов;Казань\n",
    "russian capitals": "ИМЯ;ГОРОД\nИВАНОВ ПЁТР;МОСКВА\n",
    "bulgarian": "Име;Град\nГеорги Димитров;София\nЪгъл;Пловдив\n",
    "ukrainian": "Ім'я;Місто\nОлексій Шевченко;Київ\n",
    "german": "Name;Ort\nMüller;Köln\nGroß;Düsseldorf\n",
    "french": "Prénom;Ville\nFrançois;Orléans\nHélène;Évry\n",
    "one french letter": "Name,City\nRené,Paris\n",
    "italian": "Nome;Città\nNiccolò;Forlì\nAgliè;Cantù\nperché;è\n",
    "spanish": "Nombre;Teléfono\nJosé Muñoz;5\nÁngel;Cádiz\n",
    "portuguese": "Nome;Cidade\nJoão;São Paulo\nConceição;Évora\nGonçalves;Camões\n",
    "many western": "a;b\nMüller;Köln\nJosé;México\nBjörn;Århus\nFrançois;São\n",
    "czech": "Jméno;Město\nJiří Dvořák;Plzeň\nŠtěpánka;Ústí\n",
    "polish": "Imię;Miasto\nŁukasz;Łódź\nZażółć;Kraków\n",
    "hungarian": "Név;Város\nGyőző;Kecskemét\nErdős;Győr\n",
    "romanian": "Nume;Oraş\nŞtefan;Iaşi\nMărioara;Braşov\n",
    "croatian": "Ime;Grad\nŠime Đurić;Šibenik\nŽeljko Čović;Zadar\n",
    "turkish": "Ad;Şehir\nŞükrü Yıldız;İstanbul\nÇağlar;Muğla\n",
    "swedish": "Namn;Ort\nÅsa Öberg;Göteborg\n",
    "danish": "Navn;By\nSøren Kjær;Ålborg\n",
    "icelandic": "Nafn;Borg\nÞórður;Reykjavík\nÆgir Sigurðsson;Höfn\n",
    "lithuanian": "Vardas;Miestas\nŽydrūnas;Šiauliai\nRūta;Panevėžys\n",
    "chinese": "姓名;城市\n张伟;北京\n王芳;上海\n李娜;广州\n",
    "taiwanese": "姓名;城市\n張偉;臺北\n王芳;高雄\n",
    "japanese": "名前;都市\n山田太郎;東京\n佐藤;大阪\nスズキ;横浜\n",
    "korean": "이름;도시\n김민수;서울\n이영희;부산\n",
    "hebrew": "שם;עיר\nדוד לוי;תל אביב\nשרה כהן;ירושלים\n",
    "arabic": "الاسم;المدينة\nمحمد علي;القاهرة\nفاطمة;دبي\n",
    "signs": "a;b\nAnn – “best”;Acme™\n5 €;x\n",
}
CASES = {
    "greek": "cp1253 iso8859-7 mac-greek cp737 utf-8 utf-16-le utf-16-be utf-16",
    "greek capitals": "cp1253 iso8859-7 mac-greek cp737",
    "one greek word": "cp1253 iso8859-7",
    "russian": "cp1251 koi8-r mac-cyrillic cp866 utf-16-le",
    "russian capitals": "cp1251 koi8-r cp866",
    "bulgarian": "cp1251",
    "ukrainian": "cp1251",
    "german": "cp1252 mac-roman cp850",
    "french": "cp1252 mac-roman cp850",
    "one french letter": "cp1252 mac-roman cp850",
    "italian": "cp1252 mac-roman",
    "spanish": "cp1252 mac-roman",
    "portuguese": "cp1252 mac-roman",
    "many western": "cp1252 mac-roman",
    "czech": "cp1250 iso8859-2 cp852",
    "polish": "cp1250 iso8859-2 cp852",
    "hungarian": "cp1250 iso8859-2",
    "romanian": "cp1250",
    "croatian": "cp1250 iso8859-2",
    "turkish": "cp1254",
    "swedish": "cp1252 mac-roman",
    "danish": "cp1252 mac-roman",
    "icelandic": "cp1252",
    "lithuanian": "cp1257",
    "chinese": "gb18030",
    "taiwanese": "big5",
    "japanese": "shift_jis euc_jp utf-16-le",
    "korean": "cp949",
    "hebrew": "cp1255",
    "arabic": "cp1256",
    "signs": "cp1252",
}


def guessed(folder: Path, content: bytes) -> str:
    path = folder / "a.csv"
    path.write_bytes(content)
    return guess_encoding(path)


@pytest.mark.parametrize(
    ("language", "encoding"), [(name, each) for name, several in CASES.items() for each in several.split()]
)
def test_a_text_is_read_as_it_was_written(tmp_path, language, encoding):
    content = TEXTS[language].encode(encoding)
    assert content.decode(guessed(tmp_path, content)) == TEXTS[language]


def test_a_text_without_foreign_letters_is_utf_8(tmp_path):
    assert guessed(tmp_path, b"Name,City\nAnn,Oslo\n") == "utf-8"


def test_one_broken_place_does_not_unmake_utf_8(tmp_path):
    content = (TEXTS["greek"] * 20).encode() + b"Caf\xe9;x\n"
    assert guessed(tmp_path, content) == "utf-8"


def test_letters_that_come_late_are_found(tmp_path):
    content = ("Name,City\n" * 100_000 + "Ζωή Παπαδοπούλου,Πάτρα\n").encode("cp1253")
    assert guessed(tmp_path, content) == "cp1253"


@pytest.mark.parametrize("content", [b"\xfd\xfd\xfd\xfd \xfd\xfd\xfd,\xfd\n", b"\xe9\n\xe8\n\xe0\n"])
def test_letters_that_tell_no_language_are_western(tmp_path, content):
    assert guessed(tmp_path, content) == "cp1252"
