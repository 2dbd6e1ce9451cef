"""What a reader does, in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from leitstand.cases import State
from leitstand.dashboards.preview import assessment, finding
from leitstand.schemas.vocabulary import AccessAction, Category

Open = Callable[..., Page]


def new_case(site: Any, minute: int = 0) -> None:
    """Something happens in the town."""
    at = site.preview.clock() - timedelta(minutes=minute)
    made = assessment(at, "bau", finding(Category.STEUER_ID, rule=f"rule-{minute}"))
    site.preview.cases.open_from(made, 0, 500 + minute)


def test_signing_in_needs_only_a_keyboard(open_page: Open, site: Any) -> None:
    """Tab, type, Enter."""
    page = open_page("", "/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    while page.evaluate("document.activeElement.id") != "account":
        page.keyboard.press("Tab")
    page.keyboard.type("dsb")
    page.keyboard.press("Tab")
    page.keyboard.type(site.preview.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Prüffälle")


def test_a_new_case_announces_itself_and_moves_nothing(open_page: Open, site: Any) -> None:
    """The row appears when the reader asks for it."""
    page = open_page("dsb", "/dsb")
    expect(page.locator("[data-when=live]")).to_be_visible()
    rows = page.locator("a[data-row]").all_inner_texts()
    new_case(site)
    button = page.get_by_role("link", name="1 neuen Prüffall anzeigen")
    expect(button).to_be_visible()
    assert page.locator("a[data-row]").all_inner_texts() == rows
    button.click()
    expect(page.locator("#PF-2026-0006")).to_be_visible()
    expect(page.locator("#announcement")).to_be_empty()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_the_list_stays_live_after_it_was_renewed(open_page: Open, site: Any) -> None:
    """The next case announces itself as well, counted from what is shown."""
    page = open_page("dsb", "/dsb")
    expect(page.locator("[data-when=live]")).to_be_visible()
    new_case(site)
    page.get_by_role("link", name="1 neuen Prüffall anzeigen").click()
    expect(page.locator("#PF-2026-0006")).to_be_visible()
    new_case(site, minute=1)
    expect(page.get_by_role("link", name="1 neuen Prüffall anzeigen")).to_be_visible()


def test_a_live_list_is_a_look(open_page: Open, site: Any) -> None:
    """List and stream are both written down."""
    page = open_page("dsb", "/dsb")
    expect(page.locator("[data-when=live]")).to_be_visible()
    seen = {(entry.action, entry.object) for entry in site.preview.log.accesses}
    assert {(AccessAction.VIEW, "cases"), (AccessAction.VIEW, "cases/live")} <= seen


def test_a_paused_list_says_so_and_stays_still(open_page: Open, site: Any) -> None:
    """Until the button is pressed again."""
    page = open_page("dsb", "/dsb")
    page.get_by_role("button", name="Anhalten").click()
    expect(page.locator("[data-when=paused]")).to_be_visible()
    change = site.preview.cases.latest_change()
    with page.expect_event("console", predicate=lambda message: message.text == "heard"):
        page.evaluate(
            "since => { const source = new EventSource(`/dsb/live?since=${since}`);"
            " source.addEventListener('change', () => { source.close(); console.log('heard'); }); }",
            change,
        )
        new_case(site)
    expect(page.locator("#announcement")).to_be_empty()


@pytest.mark.parametrize(("seconds", "state"), [(30, "live"), (61, "amber"), (301, "red")])
def test_old_data_never_look_current(open_page: Open, seconds: int, state: str) -> None:
    """Amber after a minute without news, red after five."""
    page = open_page("", "/sign-in", java_script_enabled=True)
    page.clock.install()
    page.goto("/sign-in")
    page.evaluate(
        """() => {
          const now = new Date().toISOString();
          document.querySelector("main").insertAdjacentHTML("beforeend",
            `<div data-stand data-state="still"><time datetime="${now}" data-sent="${now}"></time>` +
            ["live", "amber", "red"].map(w => `<span data-when="${w}" hidden>${w}</span>`).join("") +
            `</div>`);
        }"""
    )
    page.clock.run_for(1000)
    page.clock.run_for(seconds * 1000)
    expect(page.locator("[data-stand]")).to_have_attribute("data-state", state)


def test_a_case_is_taken_and_closed(open_page: Open, site: Any) -> None:
    """From the list to the end."""
    page = open_page("dsb", "/dsb")
    page.get_by_role("link", name="PF-2026-0005").first.click()
    page.get_by_role("button", name="Prüffall übernehmen").click()
    page.get_by_label("Ergebnis der Prüfung").select_option(label="Fehlalarm")
    page.get_by_label("Begründung").fill("Muster aus dem Handbuch")
    page.get_by_role("button", name="Prüffall schließen").click()
    expect(page.locator(".timeline li").first).to_contain_text("Geschlossen: Fehlalarm")
    assert site.preview.cases.get("PF-2026-0005").case.state is State.CLOSED


def test_without_javascript_everything_can_be_done(open_page: Open, site: Any) -> None:
    """Read, filter, take."""
    page = open_page("dsb", "/dsb", java_script_enabled=False)
    expect(page.locator("noscript p")).to_be_visible()
    page.get_by_label("Fachbereich").select_option("kita")
    page.get_by_role("button", name="Filtern").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="PF-2026-0003").first.click()
    page.get_by_role("button", name="Prüffall übernehmen").click()
    assert site.preview.cases.get("PF-2026-0003").case.state is State.TRIAGE


def test_the_rows_can_be_walked_by_keys(open_page: Open) -> None:
    """j, k and Enter; off by a switch."""
    page = open_page("dsb", "/dsb")
    links = page.locator("a[data-row]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("?")
    page.get_by_label("Diese Tastenkürzel").uncheck()
    page.locator("h1").click()
    links.nth(0).focus()
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()


def test_what_could_run_is_not_inserted(open_page: Open, watch: Any) -> None:
    """The Trusted Types policy of the page refuses it."""
    page = open_page("dsb", "/dsb")
    refused = page.evaluate(
        """() => ["<img src=x onerror=alert(1)>", "<script>1</script>", "<iframe></iframe>"].filter(
             html => { try { document.createElement("p").innerHTML = html; return false; }
                       catch (error) { return error instanceof TypeError; } }).length"""
    )
    assert refused == 3


def test_on_paper_there_is_no_navigation(open_page: Open) -> None:
    """Answers and rows, no buttons."""
    page = open_page("dsb", "/dsb")
    page.emulate_media(media="print")
    expect(page.locator("nav.menu")).to_be_hidden()
    expect(page.locator("tbody tr").first).to_be_visible()
