package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a text. */
class PageTest {
    static final Path PICTURE = Path.of("../../docs/posture.png");

    private static final Objectives OBJECTIVES = Objectives.defaults()
            .rpo(Duration.ofHours(26))
            .vaultsBelow(85)
            .fullWithin(Duration.ofDays(30))
            .provenWithin(Duration.ofDays(90));

    /** BrowserTest draws it; this test, which needs no browser, tells when it shows what the page no longer says. */
    @Test
    void picture_ofTheGuide_showsTheTextsOfThePage(@TempDir Path folder) throws IOException {
        List<String> shown = Picture.texts(Files.readAllBytes(PICTURE));

        assertThat(shown).as("the texts of %s", PICTURE).hasSizeGreaterThan(30);
        assertThat(texts(pictured(folder)).subList(0, shown.size()))
                .as("the page of today; draw %s anew: -Dtest=BrowserTest -Dpicture.write=true", PICTURE)
                .isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../docs/tool-builder.md", "README.md"})
    void document_saysOfThePictureWhatItShows(String document) throws IOException {
        Matcher image = Pattern.compile("<img src=\"[^\"]*posture.png\"[^>]* alt=\"([^\"]*)\">")
                .matcher(Files.readString(Path.of(document)));
        assertThat(image.find()).isTrue();
        String headline = Picture.texts(Files.readAllBytes(PICTURE)).get(1);

        assertThat(headline).matches("\\d+ findings, \\d+ of them urgent");
        assertThat(image.group(1))
                .isEqualTo("Posture of a made-up web shop: " + headline + ", worst first, each with what to do");
    }

    /** Returns the page of which the guide for tool builders has a picture: what the command draws on the demo. */
    static String pictured(Path folder) throws IOException {
        Path page = folder.resolve("posture.html");
        assertThat(Cli.withDemo().run("posture", "--html", page.toString()).code())
                .isEqualTo(ExitCode.FINDINGS);
        return Files.readString(page);
    }

    /** Returns the texts of a page that are seen, in their order. */
    private static List<String> texts(String page) {
        String seen = page.substring(page.indexOf("<header"))
                .replaceAll("<caption class=\"hidden\"[^>]*>[^<]*</caption>", "")
                .replaceAll("<thead[^>]*><tr[^>]*><th[^>]*>Resource or vault</th>.*?</thead>", "");
        return Pattern.compile(">([^<>]+)<")
                .matcher(seen)
                .results()
                .map(text -> text.group(1)
                        .replace("&quot;", "\"")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&#x27;", "'")
                        .replace("&amp;", "&")
                        .strip())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    @Test
    void page_sameFacts_sameBytes() {
        assertThat(demo()).isEqualTo(demo()).startsWith("<!DOCTYPE html>");
    }

    @Test
    void page_selfContained_withoutScriptsAndThingsToLoad() {
        assertThat(demo())
                .doesNotContain("<script", "<link", "<img", "src=", "url(", "http:", "https:", "@import")
                .containsOnlyOnce("<h1");
    }

    @Test
    void page_everyFinding_onceEach() {
        PageFacts facts = facts(DemoWorld.create(DemoWorld.NOW));
        String page = PosturePage.of(facts);

        assertThat(facts.posture().findings()).hasSizeGreaterThan(10);
        for (Finding finding : facts.posture().findings()) {
            assertThat(page).contains(">" + finding.subject().name() + "</th>", ">" + finding.sentence() + "</td>");
        }
        Matcher rows =
                Pattern.compile("<th scope=\"row\"").matcher(page.substring(0, page.indexOf("id=\"resources\"")));
        assertThat(rows.results().count()).isEqualTo(facts.posture().findings().size());
    }

    @Test
    void page_worstFirst() {
        assertThat(demo())
                .containsSubsequence("badge critical", "badge high", "badge medium", "badge low", "id=\"resources\"")
                .containsSubsequence("id=\"resources\"", ">analytics", ">payments-db", ">web-1", "id=\"vaults\"")
                .containsSubsequence("id=\"vaults\"", "bulk", "will be full on 2026-12-14", "finance");
    }

    @Test
    void page_drawings_areExplainedWhereTheyStand() {
        assertThat(demo())
                .containsSubsequence(
                        "id=\"resources\"",
                        "Each cell is a day",
                        "3-2-1-1-0: three copies",
                        "</i> not assessable",
                        "<tbody ")
                .containsSubsequence("id=\"vaults\"", "The vertical line marks", "class=\"fill\"");
    }

    @Test
    void words_durationsInASentence_areReadByPeopleAndStayExact() {
        assertThat(Words.withDurations(
                        "it took PT2H30S, with PT2M allowed; PT0.5S or PT1M18.124S; PTX and optPT1S" + " stay"))
                .isEqualTo("it took 2 h 30 s, with 2 min allowed; 0.5 s or 1 min 18.124 s; PTX and optPT1S stay");
    }

    @Test
    void page_namesWithMarkup_areText() {
        InMemoryCloud cloud = InMemoryCloud.create();
        cloud.addDisk("<script>alert(1)</script>\n& \"quoted\"", DataSize.gib(10));

        assertThat(page(cloud))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;")
                .doesNotContain("<script>alert");
    }

    @Test
    void page_runOfWhichTheCloudSaysLittle_isShownAsFarAsItIsKnown() {
        Resource disk = Resource.disk("d-1");
        BackupRunRecord.Member member = new BackupRunRecord.Member(
                disk, Reported.of(OperationRecord.Status.FAILED), null, null, null, null, null);
        BackupRunRecord unknown = new BackupRunRecord(null, null, null, List.of(member));
        BackupRunRecord begun = new BackupRunRecord(null, null, DemoWorld.NOW, List.of(member));
        PageFacts facts = facts(InMemoryCloud.create());

        String page = PosturePage.of(new PageFacts(
                facts.cloud(),
                facts.posture(),
                facts.strips(),
                List.of(unknown),
                facts.drills(),
                facts.gaps(),
                facts.requests()));

        assertThat(page).contains("0 of 1", "disk d-1: FAILED");
        assertThat(History.missed(List.of(unknown, begun))).isEqualTo(Map.of(disk, List.of(DemoWorld.NOW)));
    }

    @Test
    void page_runThatMissedManyForOneReason_givesItOnce() {
        List<BackupRunRecord.Member> members = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            members.add(new BackupRunRecord.Member(
                    Resource.disk("d-" + i),
                    Reported.of(OperationRecord.Status.FAILED),
                    null,
                    null,
                    null,
                    null,
                    i == 8 ? "it is locked" : "the snapshot could not be created"));
        }
        PageFacts facts = facts(InMemoryCloud.create());

        String page = PosturePage.of(new PageFacts(
                facts.cloud(),
                facts.posture(),
                facts.strips(),
                List.of(new BackupRunRecord(null, null, DemoWorld.NOW, members)),
                facts.drills(),
                facts.gaps(),
                facts.requests()));

        assertThat(page)
                .contains(">disk d-1, disk d-2, disk d-3, disk d-4, disk d-5 and 2 more: the snapshot could not be"
                        + " created; disk d-8: it is locked</td>");
    }

    @Test
    void page_manyFindings_areCountedOrderedByNameAndFolded() {
        InMemoryCloud cloud = InMemoryCloud.create();
        for (int i = LongTable.SHOWN + 4; i > 0; i--) {
            cloud.addDisk("data-%02d".formatted(i), DataSize.gib(1));
        }

        assertThat(page(cloud))
                .containsSubsequence("href=\"#unprotected\">Unprotected</a><span class=\"count\">29</span>", "<h3>")
                .containsSubsequence(
                        "id=\"unprotected\"",
                        ">data-01</th>",
                        ">data-02</th>",
                        ">data-25</th>",
                        "<details><summary>4 more</summary>",
                        ">data-26</th>",
                        ">data-29</th>",
                        "</details>",
                        "id=\"resources\"",
                        ">data-25<",
                        "<details><summary>4 more</summary>",
                        ">data-26<");
    }

    @Test
    void page_vaultThatIsNotPaidFor_stillHasRoom() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Resource.Disk disk = cloud.addDisk("data", DataSize.gib(10));
        Policy nightly =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
        Vault vault = backup.vaults().create(VaultSpec.forDisks("unpaid", DataSize.gib(10_000)));
        var unused = backup.vaults().add(vault.id(), disk);
        backup.policies().attach(nightly.id(), vault.id());
        cloud.time().advance(Duration.ofDays(5));
        String room = "<strong>1 of 1</strong><span>vaults with room</span>";
        assertThat(page(cloud)).contains("<li>" + room).contains("class=\"under\"");

        backup.vaults().subscribe(vault.id(), Subscription.months(1)).await(Duration.ofHours(1));
        cloud.time().advance(Duration.ofDays(31));

        PageFacts facts = facts(cloud);
        assertThat(facts.posture().findings()).anyMatch(finding -> finding.control() == Control.VAULT_UNPAID);
        assertThat(PosturePage.of(facts))
                .contains("<li>" + room)
                .contains("class=\"under\"")
                .doesNotContain("class=\"over\"");
    }

    @Test
    void page_noDrill_isShownAsShortOfDrillsUnlessNothingIsThere() {
        InMemoryCloud cloud = InMemoryCloud.create();
        String none = "<strong>None</strong><span>no drill proves a restore</span>";

        assertThat(page(cloud)).contains("<li>" + none);
        cloud.addDisk("data", DataSize.gib(1));
        assertThat(page(cloud)).contains("<li class=\"short\">" + none);
    }

    @Test
    void page_nothingThere_saysSo() {
        assertThat(page(InMemoryCloud.create()))
                .contains("Every control holds", "There are none.", "No backup ran.", "No drill report was given");
    }

    @Test
    void page_listsThatCannotBeRead_areNotKnownRatherThanEmpty() {
        InMemoryCloud cloud = DemoWorld.create(DemoWorld.NOW);
        try (CloudBackup backup = cloud.reopen()) {
            Posture posture = facts(cloud).posture();
            cloud.faults().failNext(Call.RESTORE_POINTS_LIST, new Denied("no points for you"));
            cloud.faults().failNext(Call.RESTORE_POINTS_RUNS, new Denied("no runs for you"));
            History history = History.readIfPossible(backup, 7);
            assertThat(history.points()).isNull();
            assertThat(history.runs()).isNull();

            String page = PosturePage.of(new PageFacts("cloud", posture, Map.of(), null, List.of(), history.gaps(), 1));

            assertThat(page)
                    .contains("no points for you", "no runs for you", "The restore points are not known")
                    .doesNotContain("No backup ran.");
        }
    }

    @Test
    void page_demo_instantsAreAsPeopleReadThem() {
        assertThat(demo())
                .contains("the log holds no backup of it since 2026-11-29 07:07, and")
                .doesNotContainPattern("\\dT\\d\\d:\\d\\d");
        assertThat(PosturePage.of(BrowserTest.demo()))
                .contains("no list shows anything of the drill, as of 2026-11-30 07:14<")
                .doesNotContainPattern("\\dT\\d\\d:\\d\\d");
    }

    @Test
    void page_resourceWithoutNextRun_saysNone() {
        assertThat(demo()).contains(">none</td>").doesNotContain(">-</td>");
    }

    @Test
    void page_vaultsAndResourcesThatCannotBeRead_areNotSaidToBeNone() {
        InMemoryCloud cloud = DemoWorld.create(DemoWorld.NOW);
        cloud.faults().failNext(Call.RESOURCES_LIST, new Denied("no resources for you"));
        cloud.faults().failNext(Call.VAULTS_LIST, new Denied("no vaults for you"));

        assertThat(page(cloud)).contains("no resources for you").doesNotContain("There are none.");
    }

    @Test
    void page_nothingBreachedButNotAllKnown_isNotShownAsGood() {
        PageFacts facts = facts(InMemoryCloud.create());
        PageFacts gap =
                new PageFacts("cloud", facts.posture(), Map.of(), null, List.of(), List.of("The log is not read"), 1);

        assertThat(PosturePage.of(facts)).contains("<h1 class=\"good\">");
        assertThat(PosturePage.of(gap)).contains("<h1 class=\"unsure\">", "not all is known", "The log is not read");
    }

    @Test
    void page_thousandResources_lessThanOneMegabyte() {
        byte[] page = page(thousand()).getBytes(StandardCharsets.UTF_8);

        assertThat(page.length).isBetween(300_000, 1_000_000);
    }

    static InMemoryCloud thousand() {
        InMemoryCloud cloud = InMemoryCloud.create();
        CloudBackup backup = cloud.backup();
        Policy nightly =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
        for (int v = 0; v < 5; v++) {
            List<Resource> disks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Resource.Disk disk = cloud.addDisk("application-data-%03d".formatted(200 * v + i), DataSize.gib(40));
                disks.add(disk);
                if (i % 7 == 0) {
                    cloud.faults().failBackupsOf(disk, "BackupService.9900", "the snapshot could not be created");
                }
            }
            if (v < 4) {
                Vault vault = backup.vaults()
                        .create(VaultSpec.forDisks("vault-of-application-data-" + v, DataSize.gib(10_000)));
                Vault unused = backup.vaults().add(vault.id(), disks);
                backup.policies().attach(nightly.id(), vault.id());
            }
            cloud.time().advance(Duration.ofDays(2));
        }
        return cloud;
    }

    private static String demo() {
        return page(DemoWorld.create(DemoWorld.NOW));
    }

    private static String page(InMemoryCloud cloud) {
        return PosturePage.of(facts(cloud));
    }

    static PageFacts facts(InMemoryCloud cloud) {
        try (CloudBackup backup = cloud.reopen()) {
            return PageFacts.read(backup, OBJECTIVES, List.of());
        }
    }
}
