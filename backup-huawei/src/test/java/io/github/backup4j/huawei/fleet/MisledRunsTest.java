package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several backup runs that are waited for together, whose lists mislead: they leave a member out, say too early that all is done, or
 * are full of the backups of others. No run ends without each of its members, before its restore points are there, or with others.
 */
class MisledRunsTest {
    private static final Duration WORK = Duration.ofMinutes(10);

    /** By when the end of each must be noticed. */
    private static final Duration LATEST = WORK.plusMinutes(20);

    private static final int RUNS = 4;
    private static final int MEMBERS = 2;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<VaultId> vaults = new ArrayList<>();
    private final List<Resource> disks = new ArrayList<>();

    MisledRunsTest() {
        cloud.takes(Work.BACKUP, WORK);
        for (int i = 0; i < RUNS; i++) {
            int run = i;
            List<Resource.Disk> its = IntStream.range(0, MEMBERS)
                    .mapToObj(member -> cloud.addDisk("disk-" + run + "-" + member, DataSize.gib(10)))
                    .toList();
            VaultId vault = cloud.backup()
                    .vaults()
                    .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(1000)))
                    .id();
            cloud.backup().vaults().add(vault, its);
            vaults.add(vault);
            disks.addAll(its);
        }
    }

    /** The list has as many restore points of each run as it has members, but two of one member and none of another. */
    @Test
    void await_listShowsOneMemberTwiceAndAnotherNot_endsWithEachMember() throws IOException {
        assertAllMade(await(WORK, (method, target, answer) -> {
            if (!isList(method, target, "/backups") || has(target, "checkpoint_id")) {
                return answer;
            }
            ObjectNode shown = answer.deepCopy();
            ArrayNode backups = shown.withArray("backups");
            Map<String, JsonNode> ofRun = new HashMap<>();
            for (int i = 0; i < backups.size(); i++) {
                JsonNode earlier =
                        ofRun.putIfAbsent(backups.get(i).path("checkpoint_id").asText(), backups.get(i));
                if (earlier != null) {
                    ObjectNode again = earlier.deepCopy();
                    again.put("id", UUID.randomUUID().toString());
                    backups.set(i, again);
                }
            }
            return shown;
        }));
    }

    /** The log says of each member that it is backed up; its restore point is not complete for another ten minutes. */
    @Test
    void await_logSaysTooEarlyThatAllIsDone_waitsForTheRestorePoints() throws IOException {
        assertAllMade(await(Duration.ZERO, (method, target, answer) -> {
            if (!isList(method, target, "/operation-logs")) {
                return answer;
            }
            ObjectNode shown = answer.deepCopy();
            shown.withArray("operation_logs").forEach(log -> ((ObjectNode) log).put("status", "success"));
            return shown;
        }));
    }

    /** The response that starts a run does not tell its members: it has not ended with the first restore point that a list shows. */
    @Test
    void await_responseOfTheStartNamesNoMembers_endsWithEachMember() throws IOException {
        assertAllMade(await(WORK, (method, target, answer) -> {
            if (!method.equals("POST") || !target.getPath().endsWith("/checkpoints")) {
                return answer;
            }
            ObjectNode shown = answer.deepCopy();
            ((ObjectNode) shown.path("checkpoint").path("vault")).putArray("resources");
            return shown;
        }));
    }

    /** The log has an entry of each that is skipped too, and may name its run; it gets no restore point. */
    @Test
    void await_memberOfEachThatIsSkipped_endsWithTheOthers() throws IOException {
        List<Resource> skipped = new ArrayList<>();
        List<Resource> others = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            (i % MEMBERS == 0 ? skipped : others).add(disks.get(i));
        }
        skipped.forEach(disk -> cloud.faults().skip(disk, "BUSY", "it is busy"));

        AtomicInteger named = new AtomicInteger();

        List<BackupRun> runs = await(Duration.ZERO, (method, target, answer) -> {
            if (!isList(method, target, "/operation-logs")) {
                return answer;
            }
            ObjectNode shown = answer.deepCopy();
            Map<String, String> runOf = new HashMap<>();
            shown.path("operation_logs")
                    .forEach(log -> runOf.merge(
                            log.path("vault_id").asText(),
                            log.path("checkpoint_id").asText(""),
                            (one, other) -> one.isEmpty() || one.equals("null") ? other : one));
            shown.path("operation_logs").forEach(log -> {
                if (log.path("status").asText().equals("skipped")) {
                    ((ObjectNode) log)
                            .put("checkpoint_id", runOf.get(log.path("vault_id").asText()));
                    named.incrementAndGet();
                }
            });
            return shown;
        });

        assertThat(named.get()).as("entries of skipped members").isPositive();
        assertThat(runs)
                .flatMap(BackupRun::skipped)
                .map(BackupRun.Skipped::resource)
                .containsExactlyElementsOf(skipped);
        assertThat(runs)
                .flatMap(BackupRun::restorePoints)
                .map(RestorePoint::resource)
                .containsExactlyElementsOf(others);
    }

    /** What others' backups in the log are doing. */
    enum Others {
        RUNNING,
        WAITING
    }

    /**
     * The log has more entries than one response holds, and as many backups of another run in progress as these runs have members: these
     * have ended all the same.
     */
    @ParameterizedTest
    @EnumSource(Others.class)
    void await_othersHaveAsManyBackupsInProgress_endsWithoutThem(Others others) throws IOException {
        ObjectNode[] entry = new ObjectNode[1];
        AtomicInteger shownInstead = new AtomicInteger();

        List<BackupRun> runs = await(WORK, (method, target, answer) -> {
            if (!isList(method, target, "/operation-logs") || has(target, "vault_id")) {
                return answer;
            }
            ObjectNode shown = answer.deepCopy();
            ArrayNode logs = shown.withArray("operation_logs");
            if (!has(target, "status")) {
                entry[0] = logs.isEmpty() ? entry[0] : (ObjectNode) logs.get(0).deepCopy();
                return shown.put("count", 5000);
            }
            logs.removeAll();
            if (has(target, "status=" + (others == Others.RUNNING ? "running" : "waiting"))) {
                IntStream.range(0, RUNS * MEMBERS).forEach(i -> logs.add(ofAnotherRun(entry[0], others)));
                shownInstead.incrementAndGet();
            }
            return shown.put("count", logs.size());
        });

        assertThat(shownInstead.get()).as("looks at the backups of others").isPositive();
        assertAllMade(runs);
    }

    private static ObjectNode ofAnotherRun(@Nullable ObjectNode entry, Others others) {
        ObjectNode other = Objects.requireNonNull(entry, "an entry of the log").deepCopy();
        other.put("id", UUID.randomUUID().toString());
        other.put("checkpoint_id", "00000000-0000-4000-8000-000000000001");
        other.put("status", others == Others.RUNNING ? "running" : "waiting");
        return other;
    }

    private static boolean isList(String method, URI target, String path) {
        return method.equals("GET") && target.getPath().endsWith(path);
    }

    private static boolean has(URI target, String parameter) {
        return ("&" + target.getQuery()).contains("&" + parameter);
    }

    private void assertAllMade(List<BackupRun> runs) {
        assertThat(runs)
                .flatMap(BackupRun::restorePoints)
                .map(RestorePoint::resource)
                .containsExactlyElementsOf(disks);
        assertThat(runs)
                .flatMap(BackupRun::restorePoints)
                .allSatisfy(point -> assertThat(point.status()).isEqualTo(RestorePoint.Status.AVAILABLE));
    }

    /** Starts the runs, lets time pass, and waits for all of them. */
    private List<BackupRun> await(Duration before, Shown lists) throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(new Misleading(lists))
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            List<Operation<BackupRun>> runs = vaults.stream()
                    .map(vault -> backup.restorePoints().take(BackupSpec.of(vault)))
                    .toList();
            Instant begun = cloud.time().now();
            cloud.time().advance(before);
            List<BackupRun> ended = backup.operations().awaitAll(runs, LATEST).results();
            assertThat(Duration.between(begun, cloud.time().now()))
                    .as("all ended within")
                    .isBetween(WORK.minusMinutes(1), LATEST);
            return ended;
        }
    }

    /** What a client sees of a response. */
    @FunctionalInterface
    private interface Shown {
        JsonNode of(String method, URI target, JsonNode answer);
    }

    private record Misleading(Shown lists) implements Interference {
        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            return lists.of(method, target, answer);
        }
    }
}
