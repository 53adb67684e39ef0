"""Letters of lists: in which encoding a file is, and what was read in the wrong one before it came here."""

from __future__ import annotations

import pytest

from graphx.errors import InvalidInputError
from graphx.model.vocabulary import Kind
from graphx.readers.imports import import_files
from tests.readers.imported import imported, told

HEADER = "_id,source,name,addresses,alt_names\n"
ROW = "1,Entity List (EL) - BIS,{},,\n"


def listed(tmp_path, data, form="csl"):
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    return import_files(form, [path])


def names(found):
    return [each.name for each in found.dataset.entities.values() if each.kind is Kind.ORGANIZATION]


def test_one_stray_byte_in_utf_8_is_refused_where_it_stands(tmp_path):
    text = HEADER + ROW.format("Hermès Électronique") + ROW.format("华为技术有限公司") + ROW.format("Caf? Co")
    with pytest.raises(InvalidInputError) as error:
        listed(tmp_path, text.encode().replace(b"?", b"\xe9"))
    (problem,) = error.value.problems
    assert problem.where[1:] == (4, 29)
    assert (problem.what, problem.hint) == ("byte 0xE9 is not UTF-8", "save the file as UTF-8")


def test_a_file_in_windows_1252_is_read_as_such_and_that_is_said(tmp_path):
    found = listed(tmp_path, (HEADER + ROW.format("Société Générale") + ROW.format("“Spaß”")).encode("cp1252"))
    assert names(found) == ["Société Générale", "“Spaß”"]
    assert found.notes == [f"{tmp_path / 'list.csv'}: read as Windows-1252, for it is not UTF-8"]


def test_a_file_in_utf_8_needs_no_words(tmp_path):
    found = listed(tmp_path, b"\xef\xbb\xbf" + (HEADER + ROW.format("Société")).encode() + b"\x1a")
    assert (names(found), found.notes) == (["Société"], [])


def test_a_byte_that_stands_for_no_letter_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="byte 0x81 is neither UTF-8 nor Windows-1252"):
        listed(tmp_path, (HEADER + ROW.format("M?ller")).encode().replace(b"?", b"\x81"))


def test_a_file_in_utf_16_is_read_as_such_and_that_is_said(tmp_path):
    found = listed(tmp_path, (HEADER + ROW.format("华为")).encode("utf-16"))
    assert names(found) == ["华为"]
    assert found.notes == [f"{tmp_path / 'list.csv'}: read as UTF-16, for it is not UTF-8"]


def test_half_a_file_in_utf_16_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="it is no whole UTF-16"):
        listed(tmp_path, (HEADER + ROW.format("Acme")).encode("utf-16")[:-1])


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_letters_of_an_old_code_page_are_read_as_they_were_meant_and_that_is_told(tmp_path, encoding):
    found = listed(tmp_path, (HEADER + ROW.format("Co”peratief D‚fense")).encode(encoding))
    assert names(found) == ["Coöperatief Défense"]
    assert told(found) == ["2: repaired: Co”peratief is read as Coöperatief, D‚fense is read as Défense"]


@pytest.mark.parametrize("name", ["AL“NUR ELEKTRO…NIK", "华为“荣耀”公司", "Acme’s", "Acme…Zeta"])
def test_a_sign_between_letters_that_makes_no_word_is_left_alone(write, name):
    found = imported(write, "csl", HEADER + ROW.format(name))
    assert (names(found), told(found)) == ([name], [])


def test_letters_of_ofac_are_not_repaired_in_silence(write):
    nothing = ",".join(["-0- "] * 7)
    found = imported(write, "ofac", f'6,"Co”peratief","-0- ","SDGT",{nothing},"a.k.a. \'D‚fense\'."\n')
    (party,) = (each for each in found.dataset.entities.values() if each.kind is Kind.ORGANIZATION)
    assert (party.name, party.aliases) == ("Coöperatief", ("Défense",))
    assert told(found) == [
        "1: repaired: 'D‚fense'. is read as 'Défense'.",
        "1: repaired: Co”peratief is read as Coöperatief",
    ]
