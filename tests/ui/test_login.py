"""Streamlit's own login, against a provider over real HTTP: who signs in is who reviews, and only who signs in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from extractor.store.engine import Store
from extractor.store.reviews import review_log
from tests.ui.browsing import edit, free_port, new_page, served
from tests.ui.conftest import document_of
from tests.ui.provider import CLIENT, SECRET, Provider, provided

_ADDRESS = "wang.min@example.org"
_SUBJECT = "5f2c"


@contextmanager
def _served(workspace: Path, folder: Path, provider: Provider) -> Iterator[str]:
    """The page, configured as docs/review.md says."""
    port = free_port()
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "long enough for a signature that nobody guesses"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{provider.url}/.well-known/openid-configuration"
""",
        encoding="utf-8",
    )
    with served(workspace, folder / "server.log", folder=folder, port=port) as address:
        yield address


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provided({"sub": _SUBJECT, "email": _ADDRESS, "email_verified": True, "name": "王敏"}) as provider:
        yield provider


def _sign_in(page: Page) -> None:
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="Consent").click()


def test_who_signs_in_reviews_under_the_claim_and_signs_out(
    browser: Browser, workspace: Path, store: Store, tmp_path: Path, provider: Provider
) -> None:
    document_id = document_of(store, "001")
    with _served(workspace, tmp_path, provider) as address:
        page = new_page(browser)
        page.goto(f"{address}/?reviewer=别人&report={document_id}")  # a name in the address is nobody's login
        expect(page.get_by_role("button", name="登录")).to_be_visible()
        assert page.locator(".sheet").count() == 0
        _sign_in(page)
        expect(page.get_by_text(_ADDRESS)).to_be_visible()
        expect(page.locator(".sheet")).to_be_visible()  # what was asked for before the login
        edit(page, "/agency", "另一局")
        expect(page.locator('.sheet .changed[data-pointer="/agency"]')).to_be_visible()
        assert [entry.reviewer for entry in review_log(store, document_id)] == [_ADDRESS]
        page.goto(address)
        with page.expect_request(lambda request: request.url.startswith(f"{provider.url}/end")):
            page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("button", name="登录")).to_be_visible()
        assert provider.ended == [CLIENT]
        page.reload()
        expect(page.get_by_role("button", name="登录")).to_be_visible()
        page.close()


def test_an_address_that_nobody_verified_is_no_name(
    browser: Browser, workspace: Path, tmp_path: Path, provider: Provider
) -> None:
    provider.claims = {**provider.claims, "email_verified": False}
    with _served(workspace, tmp_path, provider) as address:
        page = new_page(browser)
        page.goto(address)
        _sign_in(page)
        expect(page.get_by_text(_SUBJECT)).to_be_visible()
        assert page.get_by_text(_ADDRESS).count() == 0
        page.close()


def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    browser: Browser, workspace: Path, tmp_path: Path, provider: Provider
) -> None:
    provider.forged = True
    with _served(workspace, tmp_path, provider) as address:
        page = new_page(browser)
        page.goto(address)
        _sign_in(page)
        expect(page.get_by_role("button", name="登录")).to_be_visible()
        assert page.get_by_text("符合条件").count() == 0
        page.close()
