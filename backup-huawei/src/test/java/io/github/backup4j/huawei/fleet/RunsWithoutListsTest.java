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
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.EmulatedBackup;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Backup runs that another process has begun, and that no list shows: they are read by themselves, and bounded in number. */
class RunsWithoutListsTest {
    private static final int RUNS = 200;
    private static final Duration TOOK = Duration.ofMinutes(10);
    private static final Duration ROUND = Duration.ofSeconds(30);

    /** How many are read by themselves in a round of polls; a few more, as rounds do not divide their number. */
    private static final int AT_ONCE = 60;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final Log log = new Log();

    @Test
    void poll_logShowsNone_eachIsReadOnceAndThenSomeAtATime() throws IOException {
        log.hidden = true;

        List<Integer> reads = readsInRounds();

        assertThat(reads.get(0)).as("reads of runs, by round: " + reads).isEqualTo(RUNS);
        assertThat(reads.subList(1, reads.size()))
                .as("reads of runs, by round")
                .allSatisfy(count -> assertThat(count).isBetween(1, AT_ONCE));
    }

    @Test
    void poll_logIsDenied_someAreReadAtATime() throws IOException {
        log.denied = true;

        assertThat(readsInRounds())
                .as("reads of runs, by round")
                .allSatisfy(count -> assertThat(count).isBetween(1, AT_ONCE));
    }

    /** More backups wait for their start than a page of the log has entries. */
    @Test
    void poll_runsWaitBehindOthers_areSeenInTheLog() throws IOException {
        log.othersWaiting = 2_500;

        assertThat(readsInRounds())
                .as("reads of runs, by round")
                .allSatisfy(count -> assertThat(count).isZero());
        assertThat(log.pagesOfWaiting).as("pages, in four rounds").isLessThanOrEqualTo(4 * 4);
    }

    /** Polls all in four rounds, and then until they have ended. */
    private List<Integer> readsInRounds() throws IOException {
        cloud.takes(Work.BACKUP, TOOK);
        try (HuaweiEmulator emulator =
                        HuaweiEmulator.builder().cloud(cloud).interference(log).start();
                CloudBackup first = open(emulator);
                CloudBackup second = open(emulator)) {
            List<Operation<?>> open = begin(first, second);
            List<Integer> reads = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                int before = log.reads;
                open.removeIf(each -> each.poll().ended());
                reads.add(log.reads - before);
                cloud.time().advance(ROUND);
            }
            assertThat(open).hasSize(RUNS);
            log.othersWaiting = 0;
            cloud.time().advance(TOOK);
            for (int round = 0; round < 8; round++) {
                open.removeIf(each -> each.poll().ended());
                cloud.time().advance(ROUND);
            }
            assertThat(open)
                    .as("runs whose end was not noticed in four minutes")
                    .isEmpty();
            return reads;
        }
    }

    /** Begins all runs in one process, and resumes them in another. */
    private List<Operation<?>> begin(CloudBackup first, CloudBackup second) {
        List<Operation<?>> resumed = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            VaultId vault = cloud.backup()
                    .vaults()
                    .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(100)))
                    .id();
            cloud.backup().vaults().add(vault, cloud.addDisk("disk-" + i, DataSize.gib(1)));
            Operation<BackupRun> run = first.restorePoints().take(BackupSpec.of(vault));
            resumed.add(second.operations().resume(run.token()));
        }
        return resumed;
    }

    private CloudBackup open(HuaweiEmulator emulator) {
        return EmulatedBackup.builder()
                .region(cloud.site().region())
                .project(cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(emulator.address())
                .timeSource(cloud.time())
                .build();
    }

    /** A log that shows no backup, is denied, or shows the backups as waiting behind others. */
    private static final class Log implements Interference {
        private final List<String> runs = new ArrayList<>();
        private boolean hidden;
        private boolean denied;
        private int othersWaiting;
        private int reads;
        private int pagesOfWaiting;

        @Override
        public Fault before(String method, URI target) {
            boolean ofRun = method.equals("GET") && target.getPath().contains("/checkpoints/");
            reads += ofRun ? 1 : 0;
            return denied && isLog(target) ? Fault.REFUSED : Fault.NONE;
        }

        private static boolean isLog(URI target) {
            return target.getPath().endsWith("/operation-logs");
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (method.equals("POST") && answer.path("checkpoint").has("id")) {
                runs.add(answer.path("checkpoint").path("id").asText());
            }
            boolean changed = hidden || othersWaiting > 0;
            if (!changed) {
                return answer;
            }
            ObjectNode shown = answer.deepCopy();
            for (JsonNode vault : shown.path("vaults")) {
                for (JsonNode member : vault.path("resources")) {
                    ((ObjectNode) member).put("protect_status", "available");
                }
            }
            if (isLog(target)) {
                ArrayNode entries = shown.putArray("operation_logs");
                boolean waiting = othersWaiting > 0 && target.getQuery().contains("status=waiting");
                shown.put("count", waiting ? othersWaiting + runs.size() : 0);
                if (waiting) {
                    pagesOfWaiting++;
                    addWaiting(entries, number(target, "offset"), number(target, "limit"));
                }
            }
            return shown;
        }

        private void addWaiting(ArrayNode entries, int offset, int limit) {
            for (int i = offset; i < Math.min(offset + limit, othersWaiting + runs.size()); i++) {
                entries.addObject()
                        .put("id", "00000000-0000-0000-0000-" + (100_000_000_000L + i))
                        .put("operation_type", "backup")
                        .put("status", "waiting")
                        .put("checkpoint_id", i < othersWaiting ? "other-" + i : runs.get(i - othersWaiting));
            }
        }

        private static int number(URI target, String name) {
            return Arrays.stream(target.getQuery().split("&"))
                    .filter(part -> part.startsWith(name + "="))
                    .mapToInt(part -> Integer.parseInt(part.substring(name.length() + 1)))
                    .findFirst()
                    .orElse(0);
        }
    }
}
