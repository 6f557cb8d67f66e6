"""What looks at the pages sees what is wrong with one."""

from tests.browser.conftest import EITHER, faults


@EITHER
def test_pale_words_and_a_wide_page_are_found(page_for, viewport):
    page = page_for("mo", "/leads/", viewport=viewport)
    assert faults(page) == []
    page.evaluate(
        """() => {
            const [pale, wide] = [document.createElement("p"), document.createElement("p")];
            Object.assign(pale.style, { color: "rgb(120, 120, 120)", background: "rgb(140, 140, 140)" });
            Object.assign(wide.style, { width: "3000px", height: "1px" });
            pale.textContent = "Pale words";
            document.querySelector("main").prepend(pale);
            document.body.append(wide);
        }"""
    )
    found = faults(page)
    assert any("color-contrast" in each for each in found)
    assert any("pixels too wide" in each for each in found)
