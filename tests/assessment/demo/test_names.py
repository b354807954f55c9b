"""Made-up names read like names and are nobody's."""

from itertools import islice

from assessment.demo.materials import dice, table
from assessment.demo.names import (
    Line,
    Name,
    enterprise_name,
    factory_name,
    lines,
    person,
    trade_names,
    workshop_names,
)
from surveys import referencing

CHASSIS = Line("汽车部件", "Auto Parts", "线控底盘", "装配", "C36", whole=False)
TRADE = Name("澜衡", "Lanheng")


def test_an_enterprise_is_called_after_city_trade_and_line():
    assert enterprise_name(TRADE, CHASSIS, place=None, kind="") == Name(
        "重庆澜衡汽车部件有限公司", "Chongqing Lanheng Auto Parts Co., Ltd."
    )
    fuling = Name("涪陵", "Fuling")
    assert enterprise_name(TRADE, CHASSIS, place=fuling, kind="leader") == Name(
        "重庆涪陵澜衡汽车部件集团有限公司",
        "Chongqing Fuling Lanheng Auto Parts Group Co., Ltd.",
    )


def test_units_are_called_after_product_and_process():
    assert workshop_names(CHASSIS) == ("线控底盘装配车间", "线控底盘包装检测车间")
    assert factory_name(CHASSIS) == "线控底盘工厂"


def test_trade_names_differ_in_both_scripts():
    made = list(islice(trade_names(dice("names")), 800))
    assert len({name.zh for name in made}) == 800
    assert sum(not name.en.isascii() for name in made) == 0


def test_a_person_has_a_name_in_both_scripts():
    assert person(dice("someone")) == person(dice("someone"))
    assert len(person(dice("someone")).en.split()) == 2


def test_every_cluster_has_lines_of_known_industries():
    industries = {
        row["code"] for row in referencing.entries("industries", "industries")
    }
    clusters = [row["code"] for row in referencing.entries("clusters", "clusters")]
    assert list(table("lines")) != []
    assert {code: len(lines(code)) >= 3 for code in clusters} == dict.fromkeys(
        clusters, True
    )
    used = {line.industry for code in clusters for line in lines(code)}
    assert used <= industries
