from __future__ import annotations

import pytest
from lxml import etree

from intake.convert.splice import XmlPart

ODD = (
    "<?xml version='1.0'  encoding=\"UTF-8\" ?>\r\n<!-- <w:t>no</w:t> --><r xmlns='urn:r' xmlns:w=\"urn:w\"  a = 'x>y'>"
    "<w:t   w:val='1>2' >một</w:t ><e/><e></e>đuôi<![CDATA[<w:t>]]>&#x41;<w:t/><?pi <w:t> ?></r >\n"
)


def odd() -> XmlPart:
    return XmlPart(ODD.encode(), etree.fromstring)


def test_what_is_not_edited_stays_byte_for_byte() -> None:
    part = odd()
    assert not part.changed
    assert part.to_bytes() == ODD.encode()


def test_a_text_is_replaced_where_it_stands() -> None:
    part = odd()
    part.set_text(part.root[0], "hai & <ba>")
    assert part.to_bytes() == ODD.replace("một", "hai &amp; &lt;ba&gt;").encode()
    assert part.root[0].text == "hai & <ba>"


def test_text_behind_an_element_is_replaced_where_it_stands() -> None:
    part = odd()
    part.set_tail(part.root[2], "cuối")
    assert part.to_bytes() == ODD.replace("đuôi<![CDATA[<w:t>]]>&#x41;", "cuối").encode()


def test_an_empty_element_opens_for_its_text() -> None:
    part = odd()
    part.set_text(part.root[3], "mới")
    assert part.to_bytes() == ODD.replace("<w:t/>", "<w:t>mới</w:t>").encode()


def test_attributes_are_set_added_and_dropped_in_their_tag() -> None:
    part = odd()
    part.set_attribute(part.root[0], "{urn:w}val", 'a"b')
    part.set_attribute(part.root[1], "{urn:w}neu", "1")
    part.set_attribute(part.root, "a", None)
    wanted = ODD.replace("w:val='1>2' ", 'w:val="a&quot;b" ').replace("<w:t   w:", "<w:t w:")
    wanted = wanted.replace("<e/>", '<e w:neu="1"/>').replace("  a = 'x>y'", "")
    assert part.to_bytes() == wanted.encode()


def test_text_and_attribute_of_one_empty_element() -> None:
    part = odd()
    part.set_text(part.root[3], "mới")
    part.set_attribute(part.root[3], "k", "v")
    assert '<w:t k="v">mới</w:t>' in part.to_bytes().decode()


def test_elements_are_put_in_and_replaced() -> None:
    part = odd()
    part.insert_first(part.root[1], "<w:i/>")
    part.insert_behind(part.root[2], "<w:b/>")
    part.replace(part.root[0], "<w:c/>")
    said = part.to_bytes().decode()
    assert "'x>y'><w:c/><e><w:i/></e><e></e><w:b/>đuôi" in said
    etree.fromstring(said.encode())


@pytest.mark.parametrize(("codec", "head"), [("utf-16", ""), ("utf-8-sig", ""), ("windows-1252", "windows-1252")])
def test_other_codings_are_kept(codec: str, head: str) -> None:
    declared = f"<?xml version='1.0' encoding='{head}'?>" if head else ""
    part = XmlPart(f"{declared}<a>é</a>".encode(codec), etree.fromstring)
    part.set_text(part.root, "ế")
    assert etree.fromstring(part.to_bytes()).text == "ế"
    assert part.to_bytes()[:2] == f"{declared}<a>".encode(codec)[:2]


def test_a_long_tag_without_end_is_no_trap() -> None:
    many = "".join(f" a{n}='{n}'" for n in range(20_000))
    part = XmlPart(f"<a{many}>x</a>".encode(), etree.fromstring)
    part.set_text(part.root, "y")
    assert part.to_bytes() == f"<a{many}>y</a>".encode()
