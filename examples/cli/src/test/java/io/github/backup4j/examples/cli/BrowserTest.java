package io.github.backup4j.examples.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The page in a browser: nothing overlaps or is cut off, every text can be read, and all of it without a mouse. It runs where
 * Debian's chromium and chromium-driver are installed, and keeps screenshots in {@code target/page}.
 */
class BrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path FOLDER = Path.of("target", "page");

    /** It warns that it does not know the tools of the newest browsers, which this test does without. Held, or it is collected. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private static ChromeDriver browser;
    private static PageFacts facts;

    @BeforeAll
    static void open() throws IOException {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "no chromium and chromedriver in /usr/bin; Debian's packages chromium and chromium-driver have them");
        SELENIUM.setLevel(Level.SEVERE);
        facts = demo();
        Files.createDirectories(FOLDER);
        ChromeOptions options = new ChromeOptions().setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        browser = new ChromeDriver(service, options);
        Path page = Files.writeString(FOLDER.resolve("posture.html"), PosturePage.of(facts));
        browser.get(page.toUri().toString());
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    /** The demo with a disk whose name is long, and the report of a drill. */
    static PageFacts demo() {
        InMemoryCloud cloud = DemoWorld.create(DemoWorld.NOW);
        var unused = cloud.addDisk(
                "a-name-without-any-place-to-break-it-which-the-cloud-allows-to-be-sixty", DataSize.gib(10));
        try (var backup = cloud.reopen()) {
            Resource ledger = ResourceNames.find(backup, "ledger");
            DrillReport report = RestoreDrill.of(ledger)
                    .to(DiskSpec.of("drill"))
                    .verifiedBy((restored, deadline) -> true)
                    .within(Duration.ofHours(2))
                    .start(backup, RequestKey.of("drill-page"))
                    .await(Duration.ofHours(4));
            Objectives objectives = Objectives.defaults()
                    .rpo(Duration.ofHours(26))
                    .vaultsBelow(85)
                    .fullWithin(Duration.ofDays(30))
                    .provenWithin(Duration.ofDays(90));
            return PageFacts.read(backup, objectives, List.of(report));
        }
    }

    @ParameterizedTest
    @CsvSource({"360,light", "360,dark", "768,light", "1280,light", "1280,dark", "718,print"})
    void page_drawn_nothingOverlapsAndAllCanBeRead(int width, String medium) {
        show(width, medium);
        keep(width + "-" + medium);

        assertThat(check("outside")).as("cut off").isEmpty();
        assertThat(check("overlaps")).as("overlaps").isEmpty();
        assertThat(check("contrast")).as("contrast below AA").isEmpty();
        List<String> texts = check("text");
        assertThat(facts.posture().findings()).hasSizeGreaterThan(10);
        for (Finding finding : facts.posture().findings()) {
            assertThat(texts).contains(finding.subject().name(), finding.sentence());
        }
    }

    @Test
    void page_drawn_drawingsAndTablesHaveNames() {
        assertThat(check("names")).isEmpty();
    }

    @Test
    void page_drawn_tablesAndListsHaveTheirRolesWhateverTheStyle() {
        assertThat(check("roles")).isEmpty();
    }

    /** What a screen reader is told, by the browser itself. */
    @ParameterizedTest
    @ValueSource(ints = {360, 1280})
    void page_drawn_screenReaderIsToldOfTables(int width) {
        show(width, "light");

        Map<String, Object> tree = browser.executeCdpCommand("Accessibility.getFullAXTree", Map.of());
        List<String> roles = ((List<?>) requireNonNull(tree.get("nodes")))
                .stream()
                        .map(node -> (Map<?, ?>) node)
                        .filter(node -> !Boolean.TRUE.equals(node.get("ignored")))
                        .map(node ->
                                node.get("role") instanceof Map<?, ?> role ? String.valueOf(role.get("value")) : "")
                        .toList();
        int rows =
                facts.posture().findings().size() + facts.posture().resources().size();
        assertThat(roles).contains("table", "columnheader", "list");
        assertThat(roles.stream().filter("rowheader"::equals).count()).isGreaterThanOrEqualTo(rows);
        assertThat(roles.stream().filter("cell"::equals).count()).isGreaterThanOrEqualTo(2L * rows);
    }

    @Test
    void page_byKeyboard_firstTabSkipsToTheFindings() {
        show(1280, "light");
        browser.executeScript("document.activeElement.blur(); window.scrollTo(0, 0)");

        browser.switchTo().activeElement().sendKeys(Keys.TAB);
        assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Skip to the findings");
        assertThat(browser.executeScript("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        browser.switchTo().activeElement().sendKeys(Keys.ENTER);
        assertThat(browser.getCurrentUrl()).endsWith("#findings");
    }

    @Test
    void page_ofAThousandResources_isDrawnAndNothingIsCutOff() throws IOException {
        Path page =
                Files.writeString(FOLDER.resolve("thousand.html"), PosturePage.of(PageTest.facts(PageTest.thousand())));
        assertThat(Files.size(page)).isLessThan(1_000_000);
        String demo = browser.getCurrentUrl();
        try {
            browser.get(page.toUri().toString());

            assertThat(browser.executeScript("return document.readyState")).isEqualTo("complete");
            assertThat(browser.executeScript("return performance.getEntriesByType('resource').length"))
                    .as("what it loads, for which a reader would wait")
                    .isEqualTo(0L);
            assertThat(browser.executeScript("return document.scripts.length + document.styleSheets.length"))
                    .as("one style sheet, within the page")
                    .isEqualTo(1L);
            show(1280, "light");
            assertThat(browser.executeScript("return document.querySelectorAll('#resources tbody tr').length"))
                    .isEqualTo(1_000L);
            assertThat(lastRowIsDrawn()).as("folded").isEqualTo(false);
            assertThat((Long) browser.executeScript("return document.documentElement.scrollHeight"))
                    .as("its height, through which a reader comes to what follows the long tables")
                    .isLessThan(10_000L);
            assertThat(check("outside")).as("cut off").isEmpty();
            show(718, "print");
            assertThat(lastRowIsDrawn()).as("on paper, the last row is drawn").isEqualTo(true);
            show(1280, "light");
            var unused =
                    browser.executeScript("document.querySelectorAll('details').forEach(one => { one.open = true; })");
            assertThat(lastRowIsDrawn()).as("opened, the last row is drawn").isEqualTo(true);
            assertThat(check("outside")).as("cut off").isEmpty();
            System.out.printf(
                    Locale.ROOT,
                    "page of 1,000 resources: %,d bytes, complete after %s ms%n",
                    Files.size(page),
                    browser.executeScript(
                            "return Math.round(performance.getEntriesByType('navigation')[0].domComplete)"));
        } finally {
            browser.get(demo);
        }
    }

    /** After a change of the page, {@code -Dpicture.write=true} draws the picture of the guide for tool builders, {@code docs/posture.png}, anew. */
    @Test
    void picture_ofTheReadme_showsThePage() throws IOException {
        Path page = Files.writeString(FOLDER.resolve("picture.html"), PageTest.pictured(FOLDER));
        String demo = browser.getCurrentUrl();
        try {
            browser.get(page.toUri().toString());
            show(Picture.WIDTH, "light");
            List<String> texts = check("shown", Picture.HEIGHT);
            if (Boolean.getBoolean("picture.write")) {
                Map<String, Object> shot = browser.executeCdpCommand(
                        "Page.captureScreenshot",
                        Map.of(
                                "format",
                                "png",
                                "captureBeyondViewport",
                                true,
                                "clip",
                                Map.of("x", 0, "y", 0, "width", Picture.WIDTH, "height", Picture.HEIGHT, "scale", 1)));
                Files.write(
                        PageTest.PICTURE,
                        Picture.with(Base64.getDecoder().decode(String.valueOf(shot.get("data"))), texts));
            }
            assertThat(texts).hasSizeGreaterThan(30);
        } finally {
            browser.get(demo);
        }
    }

    private static @Nullable Object lastRowIsDrawn() {
        return browser.executeScript("const row = [...document.querySelectorAll('#resources tbody tr')].pop();"
                + " return row.checkVisibility() && row.getBoundingClientRect().height > 0");
    }

    @Test
    void page_loaded_consoleHasNothingToSay() {
        assertThat(browser.manage().logs().get(LogType.BROWSER)).isEmpty();
    }

    /** A phone's browser would make its window as wide as what does not fit, which hides that it does not. */
    private static void show(int width, String medium) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "media",
                        medium.equals("print") ? "print" : "screen",
                        "features",
                        List.of(Map.of(
                                "name", "prefers-color-scheme", "value", medium.equals("dark") ? "dark" : "light"))));
    }

    private static void keep(String name) {
        Map<String, Object> shot = browser.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        try {
            Files.write(FOLDER.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> check(String what, Object... more) {
        Object found = browser.executeScript(
                resource("page-checks.js"),
                Stream.concat(Stream.of(what), Stream.of(more)).toArray());
        return ((List<?>) requireNonNull(found, what))
                .stream().map(String::valueOf).toList();
    }

    private static String resource(String name) {
        try (var stream = BrowserTest.class.getResourceAsStream(name)) {
            return new String(requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
