package io.suiro.process.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** Somebody in front of the console, who finds things by what they are and are called, as with a screen reader, and whose clicks are counted. */
final class Visitor {
    private final Page page;
    private final String url;
    private int clicks;

    Visitor(Page page, String url) {
        this.page = page;
        this.url = url;
    }

    Page page() {
        return page;
    }

    int clicks() {
        return clicks;
    }

    /** Opens a view by its address, which counts as none; a new page, so that nothing is left of the one before. */
    Visitor at(String hash) {
        page.navigate("about:blank");
        page.navigate(url + "#/" + hash);
        clicks = 0;
        return this;
    }

    Visitor link(String name) {
        return click(find(AriaRole.LINK, name));
    }

    Visitor button(String name) {
        return click(find(AriaRole.BUTTON, name));
    }

    /** One of a group of which one is chosen. */
    Visitor choice(String name) {
        return click(page.locator("label").filter(new Locator.FilterOptions().setHasText(name)));
    }

    Visitor click(Locator what) {
        what.first().click();
        clicks++;
        return this;
    }

    /** A click into a field that does not have the focus yet, and typing. */
    Visitor fill(String label, String text) {
        click(page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)));
        page.keyboard().press("Control+A");
        page.keyboard().press("Delete");
        return type(text);
    }

    /** Where the focus is. */
    Visitor type(String text) {
        page.keyboard().type(text);
        return this;
    }

    Visitor press(String key) {
        page.keyboard().press(key);
        return this;
    }

    Visitor sees(String text) {
        assertThat(page.locator("body").getByText(text).first()).isVisible();
        return this;
    }

    Visitor sees(AriaRole role, String name) {
        assertThat(find(role, name).first()).isVisible();
        return this;
    }

    /** The message that belongs to a field. */
    Visitor seesAt(String label, String message) {
        Locator field = page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
        assertThat(field).hasAttribute("aria-invalid", "true");
        assertThat(page.locator("#" + field.getAttribute("id") + "-error")).containsText(message);
        return this;
    }

    Locator find(AriaRole role, String name) {
        return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator rowOf(String text) {
        return page.getByRole(AriaRole.ROW).filter(new Locator.FilterOptions().setHasText(text));
    }
}
