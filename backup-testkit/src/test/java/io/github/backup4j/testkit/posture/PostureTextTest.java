package io.github.backup4j.testkit.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Unavailable;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person reads in a terminal; {@code -Dposture.write} writes the files anew. */
class PostureTextTest {
    private final HealthyWorld world = new HealthyWorld();

    @Test
    void toString_healthyWorld_isAsExpected() throws IOException {
        assertSame("healthy", HealthyWorld.OBJECTIVES);
    }

    @Test
    void toString_manyFindings_isAsExpected() throws IOException {
        world.cloud.addDisk("scratch", DataSize.gib(10));
        world.cloud.stop(world.shop);
        world.backup
                .policies()
                .update(world.nightly.id(), world.nightly.toSpec().withRetention(Retention.days(7)));
        world.cloud.faults().failBackupsOf(world.orders, "BROKEN", "the storage\nis broken");
        world.live(1);
        world.cloud.faults().fill(world.servers.id(), DataSize.gib(20));
        world.cloud.delete(world.bills);

        assertSame(
                "findings",
                HealthyWorld.OBJECTIVES.copiedWithin(Duration.ofDays(2)).rto(Duration.ofHours(1)));
    }

    /** The plan of the remedies, which a person reads before they have them carried out. */
    @Test
    void plan_remedies_isAsExpected() throws IOException {
        world.backup
                .policies()
                .update(
                        world.nightly.id(),
                        world.nightly.toSpec().withRetention(Retention.days(7)).withEnabled(false));
        world.live(1);
        world.cloud.faults().fill(world.servers.id(), DataSize.gib(20));

        assertSame(
                "remedies",
                world.posture(HealthyWorld.OBJECTIVES).plan(world.backup).toString());
    }

    @Test
    void toString_listThatBrokeOff_isAsExpected() throws IOException {
        world.cloud.faults().failNext(Call.RESTORE_POINTS_LIST, new Unavailable("the service is down"));

        assertSame("broken-off", HealthyWorld.OBJECTIVES);
    }

    /** A person compares two disks by name, and needs the id only where two have the same. */
    @Test
    void toString_longAndSharedNames_fitsTheTerminalAndTellsThemApart() {
        String name = "a-disk-with-a-name-that-nobody-would-want-to-read-aloud-in-the-morning-";
        world.cloud.addDisk(name + "1", DataSize.gib(10));
        world.cloud.addDisk(name + "2", DataSize.gib(10));
        Resource.Disk one = world.cloud.addDisk("twin", DataSize.gib(10));
        Resource.Disk other = world.cloud.addDisk("twin", DataSize.gib(10));
        Resource.Disk nameless = world.cloud.addDisk("", DataSize.gib(10));

        String text = world.posture().toString();

        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(text)
                .contains(name + "1", name + "2", "disk twin (" + one.id() + ")", "disk twin (" + other.id() + ")")
                .contains("disk " + nameless.id())
                .doesNotContain(world.orders.id());
        assertThat(text.indexOf("disk twin (")).isLessThan(text.indexOf("disk bills"));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void text_ofAWidth_fitsItAndLeavesNothingOut(int columns) {
        String name = "a-disk-with-a-name-that-is-longer-than-a-column";
        world.cloud.addDisk(name, DataSize.gib(10));
        world.cloud.faults().failBackupsOf(world.orders, "BROKEN", "the storage is broken");
        world.live(1);
        Posture posture = world.posture(HealthyWorld.OBJECTIVES);

        String text = posture.text(columns);

        assertThat(text.lines()).as(text).allMatch(line -> line.length() <= columns);
        assertThat(text).contains("disk " + name, "vault disks", "server shop");
        assertThat(text.split("\\s+", -1)).contains(words(posture.text(Integer.MAX_VALUE)));
    }

    @Test
    void text_withoutWidth_isOneLineForEachRow() {
        assertThat(world.posture().text(Integer.MAX_VALUE).lines())
                .anyMatch(line -> line.matches(".*disk orders +vault disks +\\d+ .* [yn?-]( [yn?-]){4}"));
    }

    /** Names and figures, but not titles, which are elsewhere below a row. */
    private static String[] words(String text) {
        return Arrays.stream(text.split("\\s+", -1))
                .filter(word -> word.matches("[a-z0-9?-]+"))
                .filter(word -> !word.equals("-") && !word.matches("3-2-1-1-0:?"))
                .toArray(String[]::new);
    }

    private static InputStream open(String file) {
        InputStream in = PostureTextTest.class.getClassLoader().getResourceAsStream(file);
        if (in == null) {
            throw new IllegalStateException("no file " + file);
        }
        return in;
    }

    private void assertSame(String name, Objectives objectives) throws IOException {
        assertSame(name, world.posture(objectives).toString());
    }

    private static void assertSame(String name, String actual) throws IOException {
        String file = "posture/" + name + ".txt";
        if (System.getProperty("posture.write") != null) {
            Files.writeString(Path.of("src", "test", "resources", file), actual);
        }
        try (InputStream in = open(file)) {
            assertThat(actual).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
