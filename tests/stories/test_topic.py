"""What is about Xiaomi's car and what is not, with the reason."""

from __future__ import annotations

import pytest

from monitor.stories.topic import Topic

ON = [
    ("en", "Xiaomi hires 500 people for its electric vehicle", ""),
    ("en", "Lei Jun drives his own car to Shanghai", ""),
    ("en", "YU7 order book opens on Friday", ""),
    ("en", "First SU7s reach their owners", ""),
    ("en", "Xiaomi EV picks a second battery supplier", ""),
    ("en", "Ford and Xiaomi deny talks", ""),
    ("zh", "小米造车团队扩招五百人", ""),
    ("zh", "雷军回应新车定价", ""),
    ("zh", "小米SU7Ultra今日交付", ""),
    ("zh", "早报：油价下调；小米YU7涨价；某地降雪", ""),
    ("zh", "小米汽車將進軍歐洲", ""),
    ("zh", "小米手机负责人转岗汽车部", ""),
    ("de", "Xiaomi zeigt seine Elektrolimousine: das Auto kommt 2027 nach Europa", ""),
    ("de", "Wer baut das Xiaomi-Auto?", ""),
    ("fr", "La voiture de Xiaomi passe les tests d'hiver", ""),
    ("es", "Xiaomi venderá su coche en Madrid", ""),
    ("pt", "Xiaomi mostra carro em Lisboa", ""),
    ("it", "Xiaomi porta la sua berlina a Milano", ""),
    ("ru", "Сяоми наняла инженеров для электромобиля", ""),
    ("ru", "Основатель Лэй Цзюнь показал машину журналистам", ""),
    ("id", "Xiaomi bangun pabrik mobil kedua", ""),
    ("vi", "Xiaomi mở nhà máy xe điện thứ hai", ""),
    ("uk", "Xiaomi покаже новий електромобіль восени", ""),
    ("el", "Η Xiaomi ετοιμάζει δεύτερο αυτοκίνητο", ""),
    ("sv", "Xiaomi visar sin andra elbil i höst", ""),
    ("nl", "Xiaomi komt met zijn auto naar Rotterdam", ""),
    ("pl", "Xiaomi pokaże drugi samochód jesienią", ""),
    ("tr", "Xiaomi ikinci otomobilini tanıttı", ""),
    ("ja", "小米、2車種目の電気自動車を発表", ""),
    ("ko", "샤오미 두 번째 전기차 공개", ""),
    ("da", "Xiaomi viser sin anden elbil", ""),
    (
        "en",
        "Xiaomi buys land next to its Beijing plant",
        "It won an auction on Monday. A second hall is to stand there by autumn. The first makes cars.",
    ),
    (
        "en",
        "Quarterly loss narrows",
        "Xiaomi's car division lost less than feared. Deliveries of the SU7 doubled. Another is due in June.",
    ),
    (
        "zh",
        "雷军谈下一个十年",
        "雷军周一在北京与媒体见面。他说汽车业务今年会盈利。工厂已经实行两班制。",
    ),
]

OFF = [
    ("en", "Xiaomi raises its phone forecast", "The company expects to ship more handsets in India."),
    ("en", "Xiaomi's new electric scooter folds in a second", "It goes 40 km on a charge."),
    ("en", "Xiaomi sells a 100 W car charger for twenty dollars", "It has two ports."),
    ("en", "Xiaomi phones get CarPlay rival", "The phones connect by cable."),
    ("en", "This remote-controlled car by Xiaomi climbs walls", ""),
    ("en", "Xiaomi dash cam 3 records in 4K", ""),
    ("en", "Tesla cuts prices in China", "The Model 3 now costs less than ever."),
    ("en", "Sony shows an electric car", ""),
    ("en", "Xiaomi 13 phone gets BMW digital key", ""),
    ("zh", "小米15 Pro手机跑分曝光", ""),
    ("zh", "小米电动滑板车降价", ""),
    ("zh", "小米车载充电器众筹", ""),
    ("zh", "米家行车记录仪3上架", ""),
    ("zh", "小米手机翻车了？官方回应", ""),
    ("zh", "养胃的小米粥怎么煮", "打车去超市买一袋小米。"),
    ("zh", "比亚迪交付新车十万辆", ""),
    ("de", "Neuer Elektroroller von Xiaomi", "Er fährt 25 km/h."),
    ("de", "Saugroboter von Xiaomi im Test", "Er räumt das Autorennen nicht auf."),
    ("fr", "La trottinette de Xiaomi en promotion", ""),
    ("es", "El patinete de Xiaomi baja de precio", ""),
    ("ru", "Сяоми выпустила стиральную машину", ""),
    ("ru", "Новый электросамокат Xiaomi", ""),
    ("vi", "Xiaomi ra mắt xe đạp điện gấp gọn", ""),
    ("id", "Xiaomi rilis charger mobil 100 W", ""),
    (
        "en",
        "Xiaomi 15 review: a very good phone",
        "The phone lasts two days. Its lenses are good. The smartphone costs 899 euros. So does SU7 rent.",
    ),
    (
        "en",
        "BYD sells a record number of cars",
        "It sold 400,000 in May. Exports doubled. It is hiring. Rivals such as Nio, Li and Xiaomi grew less.",
    ),
    (
        "zh",
        "小米15手机首销",
        "小米15今天开卖。这款手机屏幕更亮。影像与徕卡合作。电池更大。手机起价四千五百元。小米汽车车主可享优惠。",
    ),
    (
        "zh",
        "比亚迪五月销量创新高",
        "比亚迪五月卖出四十万辆。出口翻了一番。匈牙利工厂明年投产。蔚来、小鹏、小米等对手增长较慢。",
    ),
]


@pytest.mark.parametrize(("language", "headline", "text"), ON)
def test_on_topic(language: str, headline: str, text: str) -> None:
    verdict = Topic.default().test(headline, text, language)
    assert verdict.on_topic, verdict.reason


@pytest.mark.parametrize(("language", "headline", "text"), OFF)
def test_off_topic(language: str, headline: str, text: str) -> None:
    verdict = Topic.default().test(headline, text, language)
    assert not verdict.on_topic, verdict.reason


@pytest.mark.parametrize(
    ("headline", "text", "reason"),
    [
        ("Xiaomi's electric vehicle plan", "", "Xiaomi + electric vehicle in the headline"),
        ("SU7 sold out", "", "names SU7 in the headline"),
        ("Sold out", "The SU7 is gone. The SU7 was cheap.", "names SU7 in 2 of 2 sentences"),
        ("Xiaomi news", "Its car is fast. It is red.", "Xiaomi + car in 1 of 2 sentences"),
        ("Rain in Spain", "It rains.", "names nothing of Xiaomi's car"),
        ("Xiaomi news", "It rains.", "names Xiaomi, but nothing of the topic near it"),
    ],
)
def test_the_reason_says_what_was_seen(headline: str, text: str, reason: str) -> None:
    assert Topic.default().test(headline, text, "en").reason == reason


def test_names_is_a_loose_test_without_the_things_that_are_not_meant() -> None:
    topic = Topic.default()
    assert topic.names("Xiaomi sells phones")
    assert topic.names("雷军的一天")
    assert topic.names("the SU7")
    assert not topic.names("Smartphones and e-scooters")
    assert not topic.names("一碗小米粥")


def test_a_language_without_words_is_read_with_all_of_them() -> None:
    assert Topic.default().test("Xiaomi lance sa voiture", "", "ca").on_topic


ROBOTS = {
    "name": "Tesla's robot",
    "subjects": ["tesla*"],
    "people": ["elon musk"],
    "models": ["optimus gen*"],
    "words": {"en": ["robot*", "humanoid*"], "de": ["roboter*"]},
    "exclude": {"en": ["robot vacuum*"]},
}


@pytest.mark.parametrize(
    ("headline", "language", "on_topic"),
    [
        ("Tesla's humanoid folds shirts", "en", True),
        ("Elon Musk promises robots", "en", True),
        ("Tesla-Roboter im Werk", "de", True),
        ("Optimus Gen 3 is here", "en", True),
        ("Tesla sells a robot vacuum", "en", False),
        ("Tesla sells cars", "en", False),
        ("Honda's robots", "en", False),
    ],
)
def test_a_users_topic(headline: str, language: str, *, on_topic: bool) -> None:
    assert Topic.from_table(ROBOTS).test(headline, "", language).on_topic is on_topic


def test_a_topic_without_words_is_about_its_subjects() -> None:
    topic = Topic.from_table({"name": "Acme", "subjects": ["acme"]})
    verdict = topic.test("Acme opens a shop", "", "en")
    assert (verdict.on_topic, verdict.reason) == (True, "Acme in the headline")
    assert not topic.test("A shop opens", "", "en").on_topic


def test_every_mistake_in_a_table_is_told_at_once() -> None:
    table = {"name": "", "subject": ["x"], "people": "Lei Jun", "words": {"en": "car"}, "exclude": ["toy"]}
    with pytest.raises(ValueError, match="unknown key 'subject'") as caught:
        Topic.from_table(table)
    message = str(caught.value)
    for part in ("name: ", "people: ", "words.en: ", "exclude: "):
        assert part in message


def test_a_topic_must_name_something() -> None:
    with pytest.raises(ValueError, match="at least one of subjects, people or models"):
        Topic.from_table({"name": "nothing", "words": {"en": ["car"]}})
