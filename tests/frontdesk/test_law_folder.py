"""Whose law is judged by: the operator's folder, the program's own, and never silently another than he named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from casework.errors import ConfigurationError
from casework.noun import replace
from frontdesk.law_folder import REGULATIONS, open_regulations, regulations_folder
from frontdesk.regulations import load
from frontdesk.settings import Outgoing, Service, Settings, StoreTable


def settings(root: Path, **service: str) -> Settings:
    office = Service(host="t.example.vn", administrator="qt@example.vn", bounce_address="b@example.vn")
    return Settings(root=str(root), service=replace(office, **service), store=StoreTable(), outgoing=Outgoing("out"))


def test_without_a_folder_of_his_own_the_program_s_law_holds(tmp_path: Path) -> None:
    assert regulations_folder(settings(tmp_path)) == REGULATIONS


def test_a_folder_beside_the_configuration_beats_it(tmp_path: Path) -> None:
    shutil.copytree(REGULATIONS, tmp_path / "regulations")
    assert regulations_folder(settings(tmp_path)) == tmp_path / "regulations"


def test_a_named_folder_that_is_not_there_is_an_error_not_another_law(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="quy-dinh: expected the folder of the regulations"):
        open_regulations(settings(tmp_path, regulations="quy-dinh"))


def test_installed_away_from_its_checkout_the_program_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="runs from its checkout"):
        load(tmp_path / "site-packages" / "regulations")
