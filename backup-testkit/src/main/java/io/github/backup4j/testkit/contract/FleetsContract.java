package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.ProgressOfAll;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.UnlistedVault;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.DiskSetup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.RestorePoints#takeAll} promises. */
@DisplayName("A backup of many disks and servers")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class FleetsContract extends ContractTest {
    private static final RequestKey KEY = RequestKey.of("gold-2026-01-02");
    private static final FleetSpec GOLD =
            FleetSpec.matching(ResourceFilter.all().tagged("tier", "gold"));

    @Test
    @DisplayName("backs up what a filter matches, and says what no vault holds")
    void takeAll_byTag_backsUpWhatMatchesWhereverItIs() {
        requires(Capability.VAULTS);
        Resource.Disk one = gold("one");
        Resource.Disk other = gold("other");
        Resource.Disk plain = disk("plain", "p");
        Resource.Disk alone = gold("alone");
        diskVault("first", one, plain);
        diskVault("second", other);

        FleetResult result = take(GOLD);

        assertThat(done(result)).containsExactlyInAnyOrder(one, other);
        assertThat(result.notDone()).singleElement().isInstanceOfSatisfying(FleetOutcome.NotTried.class, outcome -> {
            assertThat(outcome.resource()).isEqualTo(alone);
            assertThat(outcome.vault()).isNull();
            assertThat(outcome.reason()).contains("no vault protects it");
        });
        assertThat(result.complete()).isFalse();
        assertThat(pointedAt()).containsExactlyInAnyOrder(one, other);
    }

    @Test
    @DisplayName("describes each outcome with the name of its disk, and its id")
    void takeAll_byTag_describesOutcomesByName() {
        requires(Capability.VAULTS);
        Resource.Disk one = gold("one");
        Resource.Disk alone = gold("alone");
        diskVault("first", one);

        FleetResult result = take(GOLD);

        assertThat(result.names()).containsEntry(one, "one").containsEntry(alone, "alone");
        assertThat(result.outcomes().stream().map(result::describe))
                .anySatisfy(text -> assertThat(text).startsWith(one + " \"one\" is backed up: restore point "))
                .anySatisfy(text -> assertThat(text).startsWith(alone + " \"alone\" was not backed up: no vault"));
    }

    @Test
    @DisplayName("backs up once what several filters match")
    void takeAll_diskInTwoFilters_isBackedUpOnce() {
        Resource.Disk disk = gold("orders");
        diskVault("disks", disk);

        FleetResult result = take(FleetSpec.matching(
                ResourceFilter.all().tagged("tier", "gold"),
                ResourceFilter.all().named("orders")));

        assertThat(done(result)).containsExactly(disk);
        assertThat(result.complete()).isTrue();
        assertThat(pointedAt()).containsExactly(disk);
    }

    @Test
    @DisplayName("of nothing is no success")
    void takeAll_nothingMatches_isEmptyAndNotDone() {
        FleetResult result = take(FleetSpec.matching(ResourceFilter.all().tagged("tier", "mistyped")));

        assertThat(result.outcomes()).isEmpty();
        assertThat(result.complete()).isFalse();
        assertThat(backup.restorePoints().list()).isEmpty();
    }

    @Test
    @DisplayName("makes one run of the specs of one vault")
    void takeAll_twoSpecsOfOneVault_areOneRun() {
        Resource.Disk one = disk("one", "1");
        Resource.Disk other = disk("other", "2");
        VaultId vault = diskVault("disks", one, other).id();

        FleetResult result = take(FleetSpec.of(
                List.of(BackupSpec.of(vault).only(one), BackupSpec.of(vault).only(other, one))));

        assertThat(done(result)).containsExactlyInAnyOrder(one, other);
        assertThat(result.restorePoints().stream().map(RestorePoint::run).distinct())
                .hasSize(1);
        assertThat(pointedAt()).containsExactlyInAnyOrder(one, other);
    }

    @Test
    @DisplayName("backs up a vault that is named and what a filter matches beside it, each once")
    void takeAll_namedVaultAndAFilter_backsUpBoth() {
        requires(Capability.VAULTS);
        Resource.Disk inBoth = gold("in-both");
        Resource.Disk plain = disk("plain", "p");
        Resource.Disk matched = gold("matched");
        Resource.Disk left = disk("left", "l");
        VaultId named = diskVault("named", inBoth, plain).id();
        diskVault("matched", matched, left);

        FleetResult result = take(FleetSpec.of(List.of(BackupSpec.of(named)))
                .andMatching(ResourceFilter.all().tagged("tier", "gold")));

        assertThat(done(result)).containsExactlyInAnyOrder(inBoth, plain, matched);
        assertThat(result.complete()).isTrue();
        assertThat(pointedAt()).containsExactlyInAnyOrder(inBoth, plain, matched);
    }

    @Test
    @DisplayName("that is repeated with its key backs up nothing again")
    void takeAll_repeated_backsUpNothingAgain() {
        Resource.Disk one = gold("one");
        diskVault("disks", one);
        FleetResult first = take(GOLD);

        FleetResult repeated = backup.restorePoints().takeAll(GOLD, KEY, LONG);

        assertThat(repeated.restorePoints()).isEqualTo(first.restorePoints());
        assertThat(pointedAt()).containsExactly(one);
        FleetResult next = backup.restorePoints().takeAll(GOLD, RequestKey.of("gold-2026-01-03"), LONG);
        assertThat(next.complete()).isTrue();
        assertThat(pointedAt()).containsExactly(one, one);
    }

    @Test
    @DisplayName("has at most so many runs at once, and goes on where it was when it is repeated")
    void takeAll_timeOver_goesOnWhenItIsRepeated() {
        requires(Capability.VAULTS);
        List<Resource> disks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Resource.Disk disk = gold("disk-" + i);
            diskVault("vault-" + i, disk);
            disks.add(disk);
        }

        FleetResult first = backup.restorePoints().takeAll(GOLD.atMostRuns(1), KEY, Duration.ofSeconds(1));

        assertThat(first.outcomes().stream().filter(FleetOutcome.Running.class::isInstance))
                .hasSize(1);
        assertThat(first.outcomes().stream().filter(FleetOutcome.NotTried.class::isInstance))
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome.toString()).contains("the time was over"));
        assertThat(first.runningTokens()).hasSize(1);

        List<ProgressOfAll> seen = new ArrayList<>();
        FleetResult second = harness.backup().restorePoints().takeAll(GOLD.atMostRuns(1), KEY, LONG, seen::add);

        assertThat(done(second)).containsExactlyInAnyOrderElementsOf(disks);
        assertThat(pointedAt()).containsExactlyInAnyOrderElementsOf(disks);
        assertThat(seen).allSatisfy(progress -> assertThat(progress.total()).isEqualTo(3));
        assertThat(seen.get(seen.size() - 1).done()).isEqualTo(3);
        assertThat(seen).anySatisfy(progress -> assertThat(progress.step()).startsWith("backing up: 0 of 1 "));
        assertThat(seen.get(seen.size() - 1).step()).isNull();
    }

    @Test
    @DisplayName("starts no more runs once the time is over, and goes on with them when it is repeated")
    void takeAll_timeIsOverAsTheFirstRunStarts_startsNoOther() {
        requires(Capability.VAULTS);
        List<Resource> disks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Resource.Disk disk = gold("disk-" + i);
            diskVault("vault-" + i, disk);
            disks.add(disk);
        }
        List<String> started = new ArrayList<>();
        CloudBackup slow = backup.listening(new BackupListener() {
            @Override
            public void workStarted(WorkStart start) {
                started.add(start.subject());
                harness.advance(LONG);
            }
        });

        FleetResult first = slow.restorePoints().takeAll(GOLD, KEY, LONG);

        assertThat(started).hasSize(1);
        assertThat(pointedAt()).hasSize(1);
        assertThat(first.outcomes().stream().filter(FleetOutcome.NotTried.class::isInstance))
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome.toString()).contains("the time was over"));

        assertThat(done(harness.backup().restorePoints().takeAll(GOLD, KEY, LONG)))
                .containsExactlyInAnyOrderElementsOf(disks);
        assertThat(pointedAt()).containsExactlyInAnyOrderElementsOf(disks);
    }

    @Test
    @DisplayName("tells the token of a run again that it finds by its key")
    void takeAll_repeatedWhileARunGoesOn_tellsATokenOfThatRun() {
        Resource.Disk one = gold("one");
        Vault vault = diskVault("disks", one);
        List<BackupListener.WorkStart> told = new ArrayList<>();
        CloudBackup heard = backup.listening(new BackupListener() {
            @Override
            public void workStarted(WorkStart start) {
                told.add(start);
            }
        });

        FleetResult first = heard.restorePoints().takeAll(GOLD, KEY, Duration.ofSeconds(1));
        FleetResult again = heard.restorePoints().takeAll(GOLD, KEY, Duration.ofSeconds(1));

        assertThat(first.runningTokens()).hasSize(1);
        assertThat(again.runningTokens()).hasSize(1);
        assertThat(told).hasSize(2);
        for (BackupListener.WorkStart start : told) {
            assertThat(start.startedBy()).isEqualTo("restorePoints.take");
            assertThat(start.subject()).isEqualTo(vault.id().value());
            BackupRun run = done(harness.backup().operations().resume(start.token(), BackupRun.class));
            assertThat(run.vault()).isEqualTo(vault.id());
        }
        assertThat(pointedAt()).containsExactly(one);
    }

    @Test
    @DisplayName("tells the token of each run as it starts, before it starts the next")
    void takeAll_runStarts_tellsItsTokenBeforeTheNextStarts() {
        List<Vault> vaults = new ArrayList<>();
        for (int i = 0; i < (backup.capabilities().contains(Capability.VAULTS) ? 3 : 1); i++) {
            vaults.add(diskVault("vault-" + i, gold("disk-" + i)));
        }
        Map<String, String> tokens = new LinkedHashMap<>();
        List<Long> points = new ArrayList<>();
        CloudBackup heard = backup.listening(new BackupListener() {
            @Override
            public void workStarted(WorkStart start) {
                assertThat(start.startedBy()).isEqualTo("restorePoints.take");
                tokens.put(start.token(), start.subject());
                points.add(backup.restorePoints().list().count());
            }
        });

        FleetResult interrupted = heard.restorePoints().takeAll(GOLD, KEY, Duration.ofSeconds(1));

        assertThat(tokens.values())
                .containsExactlyInAnyOrderElementsOf(
                        vaults.stream().map(vault -> vault.id().value()).toList());
        assertThat(interrupted.runningTokens()).containsExactlyInAnyOrderElementsOf(tokens.keySet());
        assertThat(points)
                .as("restore points when each token was told")
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, vaults.size()).boxed().toList());
        for (Map.Entry<String, String> told : tokens.entrySet()) {
            BackupRun run = done(harness.backup().operations().resume(told.getKey(), BackupRun.class));
            assertThat(run.vault().value()).isEqualTo(told.getValue());
        }
    }

    @Test
    @DisplayName("starts no more runs at once than the cloud allows")
    void takeAll_moreVaultsThanRunsAtOnce_startsTheRestAsRunsEnd() {
        requires(Capability.VAULTS);
        int most = backup.limits().runsAtOnce();
        Assumptions.assumeTrue(most <= 20, "the cloud allows more runs at once than a case can start");
        List<Resource> disks = new ArrayList<>();
        for (int i = 0; i < most + 2; i++) {
            Resource.Disk disk = gold("disk-" + i);
            diskVault("vault-" + i, disk);
            disks.add(disk);
        }

        FleetResult first = backup.restorePoints().takeAll(GOLD, KEY, Duration.ofSeconds(1));
        FleetResult second = harness.backup().restorePoints().takeAll(GOLD, KEY, LONG);

        assertThat(first.runningTokens()).hasSize(most);
        assertThat(done(second)).containsExactlyInAnyOrderElementsOf(disks);
        assertThat(pointedAt()).containsExactlyInAnyOrderElementsOf(disks);
    }

    @Test
    @DisplayName("waits while other callers have as many runs in progress as the cloud allows")
    void takeAll_othersUseAllRunsAtOnce_startsItsOwnAsTheirsEnd() {
        requires(Capability.VAULTS);
        int most = backup.limits().runsAtOnce();
        Assumptions.assumeTrue(most <= 20, "the cloud allows more runs at once than a case can start");
        Resource.Disk one = gold("one");
        Resource.Disk other = gold("other");
        diskVault("first", one);
        diskVault("second", other);
        for (int i = 0; i < most; i++) {
            VaultId vault = diskVault("vault-" + i, disk("disk-" + i, "x")).id();
            var unused = harness.backup().restorePoints().take(BackupSpec.of(vault));
        }

        FleetResult tooEarly = backup.restorePoints().takeAll(GOLD, KEY, Duration.ofSeconds(1));
        List<ProgressOfAll> seen = new ArrayList<>();
        FleetResult result = backup.restorePoints().takeAll(GOLD, KEY, LONG, seen::add);

        assertThat(tooEarly.outcomes())
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(FleetOutcome.NotTried.class, notTried -> {
                            assertThat(notTried.reason()).contains("the time was over", "as many backup runs");
                            assertThat(notTried.cause()).isInstanceOf(QuotaExceeded.class);
                        }));
        assertThat(done(result)).containsExactlyInAnyOrder(one, other);
        assertThat(seen).allSatisfy(progress -> {
            assertThat(progress.total()).isEqualTo(2);
            assertThat(progress.failed()).isZero();
        });
        assertThat(pointedAt()).contains(one, other).hasSize(most + 2);
    }

    @Test
    @DisplayName("is one run of many: a run too many, asked for by itself, is refused")
    void take_moreRunsThanAtOnce_refusedUntilOneEnds() {
        requires(Capability.VAULTS);
        int most = backup.limits().runsAtOnce();
        Assumptions.assumeTrue(most <= 20, "the cloud allows more runs at once than a case can start");
        List<Operation<BackupRun>> runs = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            VaultId vault = diskVault("vault-" + i, disk("disk-" + i, "x")).id();
            runs.add(backup.restorePoints().take(BackupSpec.of(vault)));
        }
        VaultId next = diskVault("next", disk("next", "x")).id();

        assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(next)))
                .isInstanceOfSatisfying(QuotaExceeded.class, e -> {
                    assertThat(e.retryAfter()).isPresent();
                    assertThat(e.retryable()).isTrue();
                })
                .hasMessageContaining(String.valueOf(most));
        var unused = runs.get(0).await(LONG);
        assertThat(backup.restorePoints().take(BackupSpec.of(next)).await(LONG).restorePoints())
                .hasSize(1);
    }

    @Test
    @DisplayName("goes on with the others when a vault is gone")
    void takeAll_oneVaultIsGone_backsUpTheOthers() {
        requires(Capability.VAULTS);
        Resource.Disk one = disk("one", "1");
        Resource.Disk lost = disk("lost", "2");
        VaultId kept = diskVault("kept", one).id();
        VaultId gone = diskVault("gone", lost).id();
        VaultId empty = diskVault("without-members").id();
        backup.vaults().delete(gone, Removal.KEEPING_RESTORE_POINTS);
        backup.vaults().delete(empty, Removal.KEEPING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        FleetResult result =
                take(FleetSpec.of(List.of(BackupSpec.of(gone).only(lost), BackupSpec.of(empty), BackupSpec.of(kept))));

        assertThat(done(result)).containsExactly(one);
        assertThat(result.notDone()).singleElement().isInstanceOfSatisfying(FleetOutcome.NotTried.class, outcome -> {
            assertThat(outcome.resource()).isEqualTo(lost);
            assertThat(outcome.cause()).isInstanceOf(NotFound.class);
        });
        assertThat(result.unlisted()).singleElement().satisfies(vault -> {
            assertThat(vault.vault()).isEqualTo(empty);
            assertThat(vault.cause()).isInstanceOf(NotFound.class);
            assertThat(vault.token()).isNull();
        });
        assertThat(result.complete()).isFalse();
    }

    @Test
    @DisplayName("does not succeed if a vault that it names has no members")
    void takeAll_oneVaultIsEmpty_isNoSuccess() {
        requires(Capability.VAULTS);
        Resource.Disk one = disk("one", "1");
        VaultId full = diskVault("full", one).id();
        VaultId empty = diskVault("empty").id();

        FleetResult result = take(FleetSpec.of(List.of(BackupSpec.of(empty), BackupSpec.of(full))));

        assertThat(done(result)).containsExactly(one);
        assertThat(result.notDone()).isEmpty();
        assertThat(result.unlisted()).singleElement().satisfies(vault -> {
            assertThat(vault.vault()).isEqualTo(empty);
            assertThat(vault.cause()).isInstanceOf(Conflict.class);
        });
        assertThat(result.complete()).isFalse();
    }

    @Test
    @DisplayName("reports progress even if no run can be started")
    void takeAll_eachStartIsRefused_reportsThemAsFailed() {
        requires(Capability.VAULTS);
        VaultId empty = diskVault("empty").id();
        List<ProgressOfAll> seen = new ArrayList<>();

        FleetResult result =
                backup.restorePoints().takeAll(FleetSpec.of(List.of(BackupSpec.of(empty))), KEY, LONG, seen::add);

        assertThat(result.complete()).isFalse();
        assertThat(seen).containsExactly(new ProgressOfAll(0, 1, 0, 100, Duration.ZERO, null));
    }

    @Test
    @DisplayName(
            "of whole vaults that is interrupted has the token of each run that it has started, and goes on when it is repeated")
    void takeAll_interruptedOverWholeVaults_hasTheTokensOfWhatItStarted() {
        List<VaultId> vaults = vaultsOfOneDisk(2);
        FleetSpec whole = FleetSpec.of(vaults.stream().map(BackupSpec::of).toList());
        List<String> told = new ArrayList<>();
        CloudBackup interrupted = backup.listening(new BackupListener() {
            @Override
            public void workStarted(WorkStart start) {
                told.add(start.token());
                Thread.currentThread().interrupt();
            }
        });

        FleetResult result;
        boolean flag;
        try {
            result = interrupted.restorePoints().takeAll(whole, KEY, LONG);
        } finally {
            flag = Thread.interrupted();
        }

        assertThat(flag).as("interrupt flag after the call").isTrue();
        assertThat(told).hasSize(1);
        assertThat(result.runningTokens()).as(result::toString).isEqualTo(told);
        assertThat(Stream.concat(
                                result.outcomes().stream().map(FleetOutcome::vault),
                                result.unlisted().stream().map(UnlistedVault::vault))
                        .distinct())
                .as(result::toString)
                .containsExactlyInAnyOrderElementsOf(vaults);
        assertThat(result.complete()).isFalse();
        assertThat(take(whole).complete()).isTrue();
        assertThat(pointedAt()).hasSize(vaults.size());
    }

    @Test
    @DisplayName(
            "that is closed meanwhile has the token of each run that it has started, and goes on when it is repeated")
    void takeAll_closedMeanwhile_hasTheTokensOfWhatItStarted() {
        List<VaultId> vaults = vaultsOfOneDisk(3);
        FleetSpec whole = FleetSpec.of(vaults.stream().map(BackupSpec::of).toList());
        List<String> told = new ArrayList<>();
        CloudBackup closed = harness.backup().listening(new BackupListener() {
            @Override
            public void workStarted(WorkStart start) {
                told.add(start.token());
                backup.close();
            }
        });
        backup = closed;

        FleetResult result = closed.restorePoints().takeAll(whole, KEY, LONG);

        assertThat(told).isNotEmpty();
        assertThat(result.runningTokens()).as(result::toString).containsExactlyInAnyOrderElementsOf(told);
        assertThat(Stream.concat(
                                result.outcomes().stream().map(FleetOutcome::vault),
                                result.unlisted().stream().map(UnlistedVault::vault))
                        .distinct())
                .as(result::toString)
                .containsExactlyInAnyOrderElementsOf(vaults);
        assertThat(result.complete()).isFalse();
        backup = harness.backup();
        assertThat(take(whole).complete()).isTrue();
        assertThat(pointedAt()).hasSize(vaults.size());
    }

    @Test
    @DisplayName("backs up the other members when one has left its vault")
    void takeAll_oneMemberHasLeft_backsUpTheOthers() {
        requires(Capability.VAULTS);
        Resource.Disk stays = disk("stays", "1");
        Resource.Disk left = disk("left", "2");
        VaultId vault = diskVault("disks", stays, left).id();
        backup.vaults().remove(vault, left, Removal.KEEPING_RESTORE_POINTS);
        harness.advance(A_WHILE);

        FleetResult result = take(FleetSpec.of(List.of(BackupSpec.of(vault).only(left, stays))));

        assertThat(done(result)).containsExactly(stays);
        assertThat(result.notDone()).singleElement().isInstanceOfSatisfying(FleetOutcome.NotTried.class, outcome -> {
            assertThat(outcome.resource()).isEqualTo(left);
            assertThat(outcome.reason()).contains("does not hold it any more");
        });
    }

    @Test
    @DisplayName("skips a vault in which all is being backed up")
    void takeAll_runUnderWay_skipsItsMembers() {
        requires(Capability.VAULTS);
        Resource.Disk busy = gold("busy");
        Resource.Disk idle = gold("idle");
        Vault vault = diskVault("busy", busy);
        diskVault("idle", idle);
        Operation<?> running = backup.restorePoints().take(BackupSpec.of(vault.id()));
        assertThat(running.poll().ended()).isFalse();

        FleetResult result = take(GOLD);

        assertThat(done(result)).containsExactly(idle);
        assertThat(result.notDone()).singleElement().isInstanceOfSatisfying(FleetOutcome.Skipped.class, outcome -> {
            assertThat(outcome.resource()).isEqualTo(busy);
            assertThat(outcome.cause()).isInstanceOf(Busy.class);
        });
        assertThat(pointedAt()).containsExactlyInAnyOrder(busy, idle);
    }

    @Test
    @DisplayName("says which member failed")
    void takeAll_oneMemberFails_hidesNoOther() {
        Resource.Disk good = gold("good");
        Resource.Disk bad = gold("bad");
        diskVault("disks", good, bad);
        Assumptions.assumeTrue(harness.failBackupsOf(bad, "BackupService.7003", "it is detached"));

        FleetResult result = take(GOLD);

        assertThat(done(result)).containsExactly(good);
        assertThat(result.notDone()).singleElement().isInstanceOfSatisfying(FleetOutcome.Failed.class, outcome -> {
            assertThat(outcome.resource()).isEqualTo(bad);
            assertThat(outcome.reason()).contains("BackupService.7003");
        });
    }

    @Test
    @DisplayName("counts a disk with the server that it is backed up with")
    void takeAll_diskOfASelectedServer_isDoneWithIt() {
        requires(Capability.VAULTS);
        Resource.Disk system = gold("system");
        Resource.Server server = harness.addServer("shop", system);
        serverVault("servers", server);

        FleetResult alone = take(GOLD);
        FleetResult together = backup.restorePoints()
                .takeAll(FleetSpec.matching(ResourceFilter.all()), RequestKey.of("together"), LONG);

        assertThat(alone.outcomes())
                .singleElement()
                .isInstanceOfSatisfying(
                        FleetOutcome.NotTried.class,
                        outcome -> assertThat(outcome.reason()).contains("select the server"));
        assertThat(together.complete()).isTrue();
        assertThat(done(together)).containsExactlyInAnyOrder(server, system);
        assertThat(pointedAt()).containsExactly(server);
    }

    @Test
    @DisplayName("ends with what its listener of progress throws; its runs go on, and a repeat joins them")
    void takeAll_progressThrows_endsTheCallOnly() {
        Resource.Disk one = gold("one");
        Resource.Disk other = gold("other");
        diskVault("vault", one, other);
        IllegalArgumentException thrown = new IllegalArgumentException("the listener cannot go on");

        assertThatThrownBy(() -> backup.restorePoints().takeAll(GOLD, KEY, LONG, progress -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        FleetResult repeated = take(GOLD);

        assertThat(done(repeated)).containsExactlyInAnyOrder(one, other);
        assertThat(pointedAt()).as("each is backed up once").containsExactlyInAnyOrder(one, other);
    }

    @Test
    @DisplayName("refuses arguments that cannot be meant")
    void takeAll_badArguments_areRefused() {
        assertThatThrownBy(() -> GOLD.atMostRuns(0))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("runsAtOnce is 0");
        assertThatThrownBy(() -> FleetSpec.of(List.of())).isInstanceOf(Invalid.class);
        VaultId vault = new VaultId("vault-1");
        assertThatThrownBy(() -> FleetSpec.of(
                        List.of(BackupSpec.of(vault), BackupSpec.of(vault).inFull())))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("vault-1");
        assertThatThrownBy(() -> backup.restorePoints().takeAll(GOLD, KEY, Duration.ofSeconds(-1)))
                .isInstanceOf(Invalid.class);
    }

    private FleetResult take(FleetSpec fleet) {
        return backup.restorePoints().takeAll(fleet, KEY, LONG);
    }

    private Resource.Disk gold(String name) {
        return harness.addDisk(DiskSetup.of(name, DataSize.gib(10)).withTags(Map.of("tier", "gold")));
    }

    private List<Resource> pointedAt() {
        return backup.restorePoints().list().map(RestorePoint::resource).toList();
    }

    private static List<Resource> done(FleetResult result) {
        return result.outcomes().stream()
                .filter(FleetOutcome.Done.class::isInstance)
                .map(FleetOutcome::resource)
                .toList();
    }

    /** Vaults with a disk each; one alone where the cloud has no others. */
    private List<VaultId> vaultsOfOneDisk(int count) {
        List<VaultId> vaults = new ArrayList<>();
        for (int i = 0; i < (backup.capabilities().contains(Capability.VAULTS) ? count : 1); i++) {
            vaults.add(diskVault("vault-" + i, disk("disk-" + i, "x")).id());
        }
        return vaults;
    }
}
