package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.OperationRecord.Kind;
import io.github.backup4j.OperationRecord.Status;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.VirtualTime;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of any outcome, compared with a log that has an object for each entry. */
@DisplayName("A backup run in the log")
class LoggedRunTest {
    private static final Instant START = VirtualTime.DEFAULT_START;
    private static final Instant END = START.plus(Duration.ofMinutes(10));

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void entries_ofAnyRun_areThoseOfALogWithAnObjectForEach(long seed) {
        Random random = new Random(seed);
        World world = new World(
                new Timeline(START),
                VirtualTime.startingAt(START),
                EnumSet.noneOf(Capability.class),
                Limits.none(),
                false,
                random.nextBoolean());
        StoredVault vault = new StoredVault(
                new VaultId("vault"),
                world.at(new Site("region", "project")).store,
                VaultSpec.forDisks("vault", DataSize.gib(1)));
        int entriesBefore = random.nextInt(3);
        for (int i = 0; i < entriesBefore; i++) {
            var unused = new LoggedWork(Kind.RESTORE, Resource.disk("disk"), vault, null, START);
        }
        List<StoredMember> members = IntStream.range(0, 1 + random.nextInt(8))
                .mapToObj(i -> new StoredMember(Resource.disk("disk-" + i), vault, Set.of()))
                .toList();
        BackupRunId run = new BackupRunId("run");
        LoggedRun logged = new LoggedRun(vault, run, START, members);
        List<Entry> model = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Entry entry = new Entry(world.idOf("log", entriesBefore + 1 + i), members.get(i).resource);
            model.add(entry);
            if (random.nextInt(4) == 0) {
                logged.skip(i, "E-SKIP", "skipped " + i);
                entry.end(Status.SKIPPED, START, "E-SKIP", "skipped " + i);
            } else {
                StoredPoint point = point(world, vault, members.get(i));
                logged.begin(i, point);
                entry.point = point.id();
            }
        }
        check(seed, logged, model, null);
        Job<Boolean> job = new Job<>(world, "job", Work.BACKUP, Boolean.class, () -> true, failure -> {});
        logged.runs(job);
        check(seed, logged, model, job.percent());
        List<Integer> begun = IntStream.range(0, model.size())
                .filter(i -> model.get(i).endedAt == null)
                .boxed()
                .toList();
        boolean abandoned = random.nextInt(3) == 0;
        for (int i : begun) {
            Entry entry = model.get(i);
            if (abandoned) {
                entry.end(Status.FAILED, END, null, "abandoned");
            } else if (random.nextInt(3) == 0) {
                logged.fail(i, "E-FAIL", "failed " + i);
                entry.end(Status.FAILED, END, "E-FAIL", "failed " + i);
            } else {
                entry.end(Status.SUCCEEDED, END, null, null);
            }
        }
        if (!abandoned) {
            logged.end(END);
        }
        // After the end, this has no effect: a run that made no point fails as a whole after its backups have failed.
        logged.abandon(END, null, "abandoned");
        logged.runs(job);
        check(seed, logged, model, job.percent());
    }

    private static void check(long seed, LoggedRun logged, List<Entry> model, @Nullable Integer percent) {
        List<OperationRecord> expected =
                model.stream().map(entry -> entry.view(percent)).toList();
        assertThat(logged.entries().stream().map(LogEntry::view).toList())
                .as("seed %d", seed)
                .isEqualTo(expected);
        BackupRunRecord run = LoggedRun.view(List.of(logged));
        assertThat(run.id()).isEqualTo(new BackupRunId("run"));
        assertThat(run.members())
                .as("seed %d", seed)
                .isEqualTo(expected.stream()
                        .map(entry -> Objects.requireNonNull(BackupRunRecord.Member.of(entry)))
                        .toList());
    }

    private static StoredPoint point(World world, StoredVault vault, StoredMember member) {
        return new StoredPoint(
                world.nextFreeNumber(StoredPoint.ID_KIND),
                new Chain(vault, member.resource),
                new StoredRun(new BackupRunId("run"), START, Origin.TAKEN, true, null, ""),
                new Chain.Subject("disk", DataSize.gib(1), "zone"),
                List.of());
    }

    /** An entry as a plain object. */
    private static final class Entry {
        private final String id;
        private final Resource resource;
        private Status status = Status.RUNNING;
        private @Nullable RestorePointId point;
        private @Nullable Instant endedAt;
        private @Nullable String code;
        private @Nullable String reason;

        Entry(String id, Resource resource) {
            this.id = id;
            this.resource = resource;
        }

        void end(Status how, Instant at, @Nullable String codeOfEnd, @Nullable String reasonOfEnd) {
            status = how;
            endedAt = at;
            code = codeOfEnd;
            reason = reasonOfEnd;
        }

        OperationRecord view(@Nullable Integer percentIfRunning) {
            Integer percent = status == Status.RUNNING ? percentIfRunning : null;
            return new OperationRecord(
                    id,
                    Reported.of(Kind.BACKUP),
                    Reported.of(status),
                    status == Status.SUCCEEDED ? (Integer) 100 : percent,
                    resource,
                    new VaultId("vault"),
                    point,
                    START,
                    endedAt,
                    code,
                    reason);
        }
    }
}
