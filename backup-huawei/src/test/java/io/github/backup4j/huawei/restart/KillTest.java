package io.github.backup4j.huawei.restart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process that is killed with -9 right after the emulator has carried out a change, before it gets the answer; another process
 * goes on with the token that was stored.
 *
 * <p>{@link RestartTest} does so at each step of all work, within one process; {@code -Drestart.kills=all} does it here too.
 */
class KillTest {
    private static final int KILLED = 128 + 9;
    private static final long MOST_SECONDS = 120;

    /** Changes between the note that work is requested and the note that it was accepted: nobody knows what happened. */
    private static final Map<String, Set<Integer>> UNKNOWN = Map.of(
            "roll back of a free disk with a key",
            Set.of(2, 3),
            "roll back of an attached disk",
            Set.of(4, 5),
            LongWorks.PART,
            Set.of(4));

    /** An order of capacity has no mark, so another process waits until the effect of the one in progress would be seen. */
    private static final Map<String, Set<Integer>> REFUSED_FOR_AN_HOUR = Map.of("order of capacity", Set.of(1));

    @TempDir
    private Path directory;

    static Stream<Arguments> kills() {
        if ("all".equals(System.getProperty("restart.kills"))) {
            return Stream.concat(LongWorks.all().stream(), LongWorks.drills().stream())
                    .flatMap(work -> IntStream.rangeClosed(1, Restarts.changesOf(work))
                            .mapToObj(change -> Arguments.of(work.name(), change)));
        }
        return Stream.of(
                Arguments.of("restore of an attached disk", 4),
                Arguments.of("server of a restore point", 2),
                Arguments.of("roll back of a free disk with a key", 3),
                Arguments.of("drill of a server", 6));
    }

    @ParameterizedTest
    @MethodSource("kills")
    void kill_afterChange_anotherProcessGoesOn(String name, int change) throws Exception {
        LongWork work = LongWorks.named(name);
        Hunter hunter = new Hunter(change);
        try (SmallWorld world = work.world(hunter)) {
            SortedMap<String, String> before = Inventory.of(world.cloud);
            Process victim = start(world, work);
            hunter.hunt(victim);
            assertThat(end(victim)).as(output()).isEqualTo(KILLED);
            world.cloud.time().advance(Restarts.DOWN);

            boolean ended = end(start(world, work)) == 0;

            if (UNKNOWN.getOrDefault(name, Set.of()).contains(change)) {
                assertThat(ended).as(output()).isFalse();
                assertThat(Restarts.isUnknown(world, work, Files.readString(token())))
                        .as(output())
                        .isTrue();
                if (!name.equals(LongWorks.PART)) {
                    assertThat(world.cloud.readText(world.free)).isIn("old free", "new free");
                }
                return;
            }
            if (REFUSED_FOR_AN_HOUR.getOrDefault(name, Set.of()).contains(change)) {
                assertThat(ended).as(output()).isFalse();
                assertThat(output()).contains("nothing was ordered now");
                world.cloud.time().advance(Duration.ofHours(2));
                ended = end(start(world, work)) == 0;
            }
            assertThat(ended).as(output()).isTrue();
            Restarts.requireSame(world, work, before, Files.readString(token()), "killed after change " + change);
        }
    }

    private Process start(SmallWorld world, LongWork work) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(LongWorkProcess.class.getName());
        command.addAll(List.of(world.emulator.address().toString(), work.name(), token().toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Path token() {
        return directory.resolve("token");
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    /** Kills a process when a change was carried out that it has asked for. */
    private static final class Hunter implements Interference {
        private final int change;
        private int changes;
        private @Nullable Process victim;

        Hunter(int change) {
            this.change = change;
        }

        synchronized void hunt(Process process) {
            victim = process;
        }

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public synchronized void after(String method, URI target, int status, JsonNode answer) {
            if (method.equals("GET") || ++changes != change || victim == null) {
                return;
            }
            victim.destroyForcibly();
            try {
                victim.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
