package io.github.backup4j.testkit.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Retention;
import io.github.backup4j.Unavailable;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.testkit.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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

    @Test
    void toString_listThatBrokeOff_isAsExpected() throws IOException {
        world.cloud.faults().failNext(Call.RESTORE_POINTS_LIST, new Unavailable("the service is down"));

        assertSame("broken-off", HealthyWorld.OBJECTIVES);
    }

    private static InputStream open(String file) {
        InputStream in = PostureTextTest.class.getClassLoader().getResourceAsStream(file);
        if (in == null) {
            throw new IllegalStateException("no file " + file);
        }
        return in;
    }

    private void assertSame(String name, Objectives objectives) throws IOException {
        String file = "posture/" + name + ".txt";
        String actual = world.posture(objectives).toString();
        if (System.getProperty("posture.write") != null) {
            Files.writeString(Path.of("src", "test", "resources", file), actual);
        }
        try (InputStream in = open(file)) {
            assertThat(actual).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
