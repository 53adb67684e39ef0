"""The classic Browser in a headless Chromium on a real server: it loads style and guide, and runs a favourite."""

from __future__ import annotations

import base64
import os
import shutil
import threading
from importlib.util import find_spec

import pytest

from graphx import colours
from graphx.cli.samples import sample_path
from graphx.graph.graph import load
from graphx.neo4j.client import connected
from graphx.neo4j.guide import FAVOURITES, GUIDE, STYLE, browser_files
from graphx.neo4j.local import GENERATIONS
from graphx.neo4j.push import push
from graphx.neo4j.serve import Files

REQUIRED = os.environ.get("GRAPHX_REQUIRE_CHROMIUM") == "1"
PATIENCE = 60
"""Seconds until something that was asked for must be on the page."""
DROP = """
const bytes = Uint8Array.from(atob(arguments[0]), each => each.charCodeAt(0));
const transfer = new DataTransfer();
transfer.items.add(new File([bytes], 'favourites.zip', {type: 'application/zip'}));
for (const name of ['dragenter', 'dragover', 'drop'])
  document.querySelector('.filedrop').dispatchEvent(
    new DragEvent(name, {dataTransfer: transfer, bubbles: true, cancelable: true}));
"""
WALK = {
    "Camp Amber": "site",
    "Northwind mobile network": "network",
    "Northwind mobile core": "network",
    "Subscriber server": "component",
    "Meridian Switching": "organization",
    "Notice 12": "restriction",
}
"""What the tutorial's exposed camp depends on, down to the list, and what kind each is."""


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium that Selenium drives."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    missing = [name for name, found in (("chromium", browser), ("chromedriver", driver)) if not found]
    missing += [] if find_spec("selenium") else ["selenium"]
    if missing:
        message = (
            f"no Browser without {', '.join(missing)}: apt-get install chromium chromium-driver, pip install selenium"
        )
        if REQUIRED:
            pytest.fail(message)
        pytest.skip(message)
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = browser
    for each in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1500,1100"):
        options.add_argument(each)
    with Chrome(options=options, service=Service(driver)) as opened:
        yield opened


@pytest.fixture
def address():
    """Where the style, the guide and the favourites are served."""
    with Files(browser_files(), 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.address
        server.shutdown()
        thread.join()


class Page:
    """The classic Browser as a user works with it."""

    def __init__(self, chromium):
        self.chromium = chromium

    def all(self, selector):
        return self.chromium.find_elements("css selector", selector)

    def wait(self, condition):
        from selenium.common.exceptions import StaleElementReferenceException
        from selenium.webdriver.support.ui import WebDriverWait

        waiting = WebDriverWait(self.chromium, PATIENCE, ignored_exceptions=[StaleElementReferenceException])
        return waiting.until(lambda _: condition())

    def one(self, selector):
        return self.wait(lambda: next(iter(self.all(selector)), None))

    def press(self, element):
        self.chromium.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", element)

    def open(self, http, connection):
        bolt = connection.uri.removeprefix("bolt://")
        self.chromium.get(f"http://localhost:{http}/browser/?dbms=bolt://{connection.username}@{bolt}")
        self.chromium.execute_script("localStorage.clear()")
        self.one("input[type=password]").send_keys(connection.password.get_secret_value())
        self.press(self.wait(lambda: next(each for each in self.all("button") if each.text.strip() == "Connect")))
        self.wait(lambda: any("You are connected as" in each.text for each in self.all("[data-testid=frame]")))

    def run(self, command=""):
        """Run what stands in the editor; a command of one line is typed first."""
        from selenium.webdriver import Keys

        editor = self.one(".monaco-editor textarea")
        if command:
            self.chromium.execute_script("arguments[0].focus()", editor)
            editor.send_keys(command)
            editor.send_keys(Keys.ESCAPE)  # no completion takes the next key
        editor.send_keys(Keys.CONTROL, Keys.ENTER)

    def stream(self):
        """Return what the newest answer says."""
        return self.one("[data-testid=frame]").text


@pytest.fixture(params=list(GENERATIONS), ids="server-{}".format)
def page(request, local_server, chromium, tmp_path):
    """The Browser, connected to a server that holds the tutorial."""
    if os.environ.get("GRAPHX_TEST_NEO4J_URI"):
        pytest.skip("the server of GRAPHX_TEST_NEO4J_URI need not have a Browser")
    server = local_server(request.param)
    with connected(server.connection) as opened:
        while opened.write("MATCH (n) WITH n LIMIT 20000 DETACH DELETE n").nodes_deleted:
            pass
        push(opened, load(sample_path("tutorial")), "tutorial")
    found = Page(chromium)
    try:
        found.open(server.http_port, server.connection)
        yield found
    finally:
        chromium.save_screenshot(str(tmp_path / "browser.png"))


def test_the_browser_loads_style_and_guide_and_runs_a_favourite(page, address):
    page.run(f":style {address}/{STYLE}")
    page.wait(lambda: "node.MilitaryBase" in page.stream())

    page.run(f":guide {address}/{GUIDE}")
    page.wait(lambda: any(each.text == "Who depends on whom" for each in page.all("h1")))
    page.press(page.one("pre.runnable"))  # the first block sets the parameters: into the editor
    page.run()
    page.wait(lambda: '"as_of": "2024-06-01"' in page.stream())

    page.press(page.one("[data-testid=navigationFavorites]"))
    page.chromium.execute_script(DROP, base64.b64encode(browser_files()[FAVOURITES]).decode())
    page.press(page.one("[data-testid='expandFolder-graphx sites']"))
    page.press(page.one("[data-testid='scriptTitle-Exposed sites']"))
    page.run()

    def drawn():
        """Return each node's caption, as far as it has room, and the colour behind it."""
        nodes = page.one("[data-testid=frame]").find_elements("css selector", "svg g.node")
        return sorted(
            (
                node.find_element("css selector", "text.caption").get_attribute("textContent").strip(" …"),
                node.find_element("css selector", "circle.b-outline").get_attribute("fill"),
            )
            for node in nodes
        )

    page.wait(lambda: len(drawn()) == len(WALK))
    expected = sorted((name, colours.OF_KIND[kind].fill) for name, kind in WALK.items())
    assert [fill for _, fill in drawn()] == [fill for _, fill in expected]
    assert all(shown and name.startswith(shown) for (shown, _), (name, _) in zip(drawn(), expected, strict=True))
