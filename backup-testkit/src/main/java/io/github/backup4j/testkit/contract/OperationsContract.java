package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Outcome;
import io.github.backup4j.Outcomes;
import io.github.backup4j.Progress;
import io.github.backup4j.ProgressOfAll;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Resumption;
import io.github.backup4j.Retention;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.StillRunning;
import io.github.backup4j.Subscription;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.Operation} and {@link io.github.backup4j.Operations} promise. */
@DisplayName("Operations")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class OperationsContract extends ContractTest {
    /** How long a future may take to notice, on another thread, what has happened in the world. */
    private static final Duration TO_NOTICE = Duration.ofSeconds(30);

    /** Within the time that a backup or a restore takes. */
    private static final Duration HALF_WAY = Duration.ofMinutes(4);

    @Nested
    @DisplayName("The token of an operation")
    class Token {
        @Test
        @DisplayName("is short, printable and its own")
        void token_ofEveryKindOfWork_isShortAndPrintableAndItsOwn() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            List<Operation<?>> operations = new ArrayList<>();
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            operations.add(taking);
            RestorePoint point = done(taking).restorePoints().get(0);
            operations.add(backup.restorePoints().restore(point.id(), DiskSpec.of("made")));
            harness.advance(LONG);
            operations.add(backup.restorePoints().restore(point.id(), InPlace.over(orders)));
            harness.advance(LONG);
            operations.add(backup.snapshots().take(SnapshotSpec.of(orders, "snapshot")));
            harness.advance(LONG);
            operations.add(backup.images().build(ImageSpec.of("image", ImageSource.disk(orders))));

            List<String> tokens = operations.stream().map(Operation::token).toList();

            assertThat(tokens)
                    .doesNotHaveDuplicates()
                    .allSatisfy(
                            token -> assertThat(token).hasSizeBetween(1, 1024).matches("[!-~]+"));
        }

        @Test
        @DisplayName("does not change")
        void token_ofOneOperation_doesNotChange() {
            Operation<BackupRun> taking = taking();
            String token = taking.token();

            taking.poll();
            assertThat(taking.token()).isEqualTo(token);
            done(taking);

            assertThat(taking.token()).isEqualTo(token);
        }
    }

    @Nested
    @DisplayName("Work that is found again by its token")
    class Resuming {
        @Test
        @DisplayName("is the same work while it runs")
        void resume_running_isTheSameWork() {
            Operation<BackupRun> taking = taking();

            Operation<BackupRun> resumed = backup.operations().resume(taking.token(), BackupRun.class);

            assertThat(resumed.token()).isEqualTo(taking.token());
            assertThat(resumed.poll().ended()).isFalse();
            assertThat(done(resumed)).isEqualTo(done(taking));
            assertThat(backup.restorePoints().list()).hasSize(1);
        }

        @Test
        @DisplayName("has the same result when it has ended")
        void resume_ended_hasTheSameResult() {
            Operation<BackupRun> taking = taking();
            BackupRun run = done(taking);
            harness.advance(Duration.ofDays(1));

            Operation<BackupRun> resumed = backup.operations().resume(taking.token(), BackupRun.class);

            assertThat(resumed.await(Duration.ZERO)).isEqualTo(run);
        }

        @Test
        @DisplayName("is the same work without a type")
        void resume_withoutAType_isTheSameWork() {
            Operation<BackupRun> taking = taking();

            Operation<?> resumed = backup.operations().resume(taking.token());

            assertThat(resumed.token()).isEqualTo(taking.token());
            assertThat(resumed.await(LONG)).isEqualTo(done(taking));
        }

        @Test
        @DisplayName("can be a restore")
        void resume_restores_haveTheirResults() {
            Resource.Disk orders = disk("orders", "saved");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            write(orders, "now");

            assertResumable(backup.restorePoints().restore(point.id(), InPlace.over(orders)), Resource.Disk.class);
            Resource.Disk made = assertResumable(
                    backup.restorePoints().restore(point.id(), DiskSpec.of("made")), Resource.Disk.class);

            assertThat(read(orders)).isEqualTo("saved");
            assertThat(read(made)).isEqualTo("saved");
        }

        @Test
        @DisplayName("can be a restore in several steps, which is carried through")
        void resume_restoreThatDetachesFirst_isCarriedThrough() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));
            write(data, "now");

            String token = backup.restorePoints()
                    .restore(point.id(), InPlace.over(data).detachingFirst())
                    .token();
            Resource.Disk restored = done(backup.operations().resume(token, Resource.Disk.class));

            assertThat(restored).isEqualTo(data);
            assertThat(read(data)).isEqualTo("saved");
            assertThat(harness.disksOf(shop)).contains(data);
        }

        /**
         * A cloud may do it by itself, or not before somebody polls: then the disk keeps what it holds. In either, the token carries it to
         * its end.
         */
        @Test
        @DisplayName("may stay where it is while nobody polls it, and is carried through by its token")
        void resume_restoreThatDetachesFirstAndThatNobodyPolled_isCarriedThrough() {
            Resource.Server shop = serverWithDataDisk("shop", "system", "saved");
            Resource.Disk data = dataDiskOf(shop);
            RestorePoint point = pointOf(data, diskVault("disks", data));
            write(data, "now");
            String token = backup.restorePoints()
                    .restore(point.id(), InPlace.over(data).detachingFirst())
                    .token();

            harness.advance(Duration.ofHours(3));
            assertThat(read(data)).isIn("now", "saved");
            Resource.Disk restored = done(backup.operations().resume(token, Resource.Disk.class));

            assertThat(restored).isEqualTo(data);
            assertThat(read(data)).isEqualTo("saved");
            assertThat(harness.disksOf(shop)).contains(data);
            assertThat(backup.resources().get(shop).status()).isEqualTo(ProtectableResource.Status.RUNNING);
        }

        @Test
        @DisplayName("results in the very disk or server that a restore overwrites, and is found by what both are, too")
        void resume_restoreInPlace_resultsInWhatIsOverwritten() {
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            Operation<Resource.Server> restoring = backup.restorePoints().restore(point.id(), InPlace.over(shop));

            Resource.Server restored = assertResumable(restoring, Resource.Server.class);
            assertThat(restored).isEqualTo(shop);
            assertThat(done(backup.operations().resume(restoring.token(), Resource.class)))
                    .isEqualTo(shop);
            assertThatThrownBy(() -> backup.operations().resume(restoring.token(), Resource.Disk.class))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("Server");
        }

        @Test
        @DisplayName("can be a restore to a new server")
        void resume_restoreToANewServer_hasItsResult() {
            requires(Capability.RESTORE_TO_NEW_SERVER);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));

            Resource.Server made = assertResumable(
                    backup.restorePoints().restore(point.id(), ServerSpec.of("made")), Resource.Server.class);

            assertThat(read(systemDiskOf(made))).isEqualTo("saved");
        }

        @Test
        @DisplayName("can be a copy to another region")
        void resume_copyToAnotherRegion_hasItsResult() {
            requires(Capability.REPLICATION);
            Resource.Server shop = server("shop", "saved");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            Vault destination = harness.backup(harness.otherRegion())
                    .vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());

            RestorePoint copied = assertResumable(
                    backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "copy"),
                    RestorePoint.class);

            assertThat(copied.id()).isEqualTo(point.id());
        }

        @Test
        @DisplayName("can be work on a snapshot")
        void resume_snapshots_haveTheirResults() {
            Resource.Disk orders = disk("orders", "saved");

            Snapshot snapshot =
                    assertResumable(backup.snapshots().take(SnapshotSpec.of(orders, "snapshot")), Snapshot.class);
            write(orders, "now");
            assertResumable(backup.snapshots().rollBack(snapshot.id(), orders), Resource.Disk.class);
            Resource.Disk made = assertResumable(
                    backup.snapshots().restore(snapshot.id(), DiskSpec.of("made")), Resource.Disk.class);

            assertThat(read(orders)).isEqualTo("saved");
            assertThat(read(made)).isEqualTo("saved");
        }

        @Test
        @DisplayName("can be work on an image")
        void resume_images_haveTheirResults() {
            Resource.Server shop = server("shop", "system");
            Resource.Disk orders = disk("orders", "data");

            Image ofSystem = assertResumable(
                    backup.images().build(ImageSpec.of("system", ImageSource.systemDiskOf(shop))), Image.class);
            Image ofData =
                    assertResumable(backup.images().build(ImageSpec.of("data", ImageSource.disk(orders))), Image.class);
            Resource.Server server = assertResumable(
                    backup.images().restore(ofSystem.id(), ServerSpec.of("made")), Resource.Server.class);
            Resource.Disk disk =
                    assertResumable(backup.images().restore(ofData.id(), DiskSpec.of("made")), Resource.Disk.class);

            assertThat(read(systemDiskOf(server))).isEqualTo("system");
            assertThat(read(disk)).isEqualTo("data");
        }

        @Test
        @DisplayName("can be a copy or an export of an image")
        void resume_copyAndExportOfAnImage_haveTheirResults() {
            requires(Capability.IMAGE_COPY);
            requires(Capability.IMAGE_EXPORT);
            Image image = done(backup.images().build(ImageSpec.of("image", ImageSource.disk(disk("orders", "o")))));

            Image copy = assertResumable(backup.images().copy(image.id(), ImageCopySpec.of("copy")), Image.class);
            Image.Export export = assertResumable(
                    backup.images().export(image.id(), "bucket:file.vhd", Image.Format.VHD), Image.Export.class);

            assertThat(copy.name()).isEqualTo("copy");
            assertThat(export.location()).isEqualTo("bucket:file.vhd");
        }

        @Test
        @DisplayName("can be an order")
        void resume_subscription_hasItsVault() {
            requires(Capability.SUBSCRIPTIONS);

            Vault vault = assertResumable(
                    backup.vaults().subscribe(VaultSpec.forDisks("bought", DataSize.gib(100)), Subscription.months(1)),
                    Vault.class);

            assertThat(vault.name()).isEqualTo("bought");
        }

        @Test
        @DisplayName("is not found as something else")
        void resume_asSomethingElse_isInvalid() {
            Operation<BackupRun> taking = taking();

            assertThatThrownBy(() -> backup.operations().resume(taking.token(), Snapshot.class))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.operations().resume(taking.token(), Resource.Disk.class))
                    .isInstanceOf(Invalid.class);

            assertThat(done(taking).complete()).isTrue();
        }

        @Test
        @DisplayName("is not found by a malformed token")
        void resume_whatIsNoToken_isInvalid() {
            String token = taking().token();

            for (String garbage : List.of("", " ", "garbage", "\u00e9", "x".repeat(2000), token.substring(1))) {
                assertThatThrownBy(() -> backup.operations().resume(garbage, BackupRun.class))
                        .as("resume(\"%s\", BackupRun.class)", garbage)
                        .isInstanceOf(Invalid.class);
                assertThatThrownBy(() -> backup.operations().resume(garbage))
                        .as("resume(\"%s\")", garbage)
                        .isInstanceOf(Invalid.class);
            }
        }

        @Test
        @DisplayName("is not found by null")
        @SuppressWarnings("NullAway") // what a careless caller hands over
        void resume_null_isRefused() {
            String token = taking().token();

            assertThatThrownBy(() -> backup.operations().resume(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> backup.operations().resume(null, BackupRun.class))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> backup.operations().resume(token, null)).isInstanceOf(NullPointerException.class);
        }

        @Test
        @DisplayName("is not found from another region or project")
        void resume_ofAnotherRegionOrProject_isInvalid() {
            String token = taking().token();

            assertThatThrownBy(() ->
                            harness.backup(harness.otherRegion()).operations().resume(token, BackupRun.class))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() ->
                            harness.backup(harness.otherProject()).operations().resume(token, BackupRun.class))
                    .isInstanceOf(Invalid.class);
        }

        /** Returns the result of work that is resumed while it runs and again when it has ended. */
        private <T> T assertResumable(Operation<T> operation, Class<T> resultType) {
            T result = done(backup.operations().resume(operation.token(), resultType));
            assertThat(result).isInstanceOf(resultType);
            assertThat(done(operation)).isEqualTo(result);
            assertThat(backup.operations().resume(operation.token(), resultType).await(Duration.ZERO))
                    .isEqualTo(result);
            return result;
        }
    }

    @Nested
    @DisplayName("A look at an operation")
    class Polling {
        @Test
        @DisplayName("never waits")
        void poll_running_neverWaits() {
            Operation<BackupRun> taking = taking();
            Instant before = harness.now();

            for (int i = 0; i < 5; i++) {
                assertThat(taking.poll()).isInstanceOf(Operation.Status.Running.class);
            }

            assertThat(harness.now()).isEqualTo(before);
        }

        @Test
        @DisplayName("says how far it is")
        void poll_running_saysHowFarItIs() {
            Operation<BackupRun> taking = taking();

            assertThat(progressOf(taking).phase()).isIn(Progress.Phase.QUEUED, Progress.Phase.RUNNING);
            harness.advance(Duration.ofSeconds(10));

            assertThat(progressOf(taking).phase()).isIn(Progress.Phase.QUEUED, Progress.Phase.RUNNING);
            assertThat(progressOf(taking).observedAt()).isEqualTo(harness.now());
        }

        @Test
        @DisplayName("says in words what is being done, and, if the cloud reports it, how much is done")
        void poll_running_saysWhatIsDoneInWords() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Disk users = disk("users", "u");
            Vault vault = diskVault("disks", orders, users);
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            advanceHalfWay();

            Progress backing = progressOf(taking);
            assertThat(backing.step()).isEqualTo("backing up: 0 of 2 members done");
            assertPercentage(backing);

            RestorePoint point = done(taking).restorePoints().get(0);
            Operation<?> restoring = backup.restorePoints().restore(point.id(), InPlace.over(orders));
            advanceHalfWay();
            Progress restored = progressOf(restoring);
            assertThat(restored.step()).startsWith("restoring");
            assertPercentage(restored);
            var unused = done(restoring);

            assertThat(progressOf(backup.restorePoints().restore(point.id(), DiskSpec.of("made")))
                            .step())
                    .startsWith("creating the disk");
            assertThat(progressOf(backup.snapshots().take(SnapshotSpec.of(orders, "snapshot")))
                            .step())
                    .startsWith("taking the snapshot");
        }

        /** Without percentages, a running operation is enough: how long it takes is not known. */
        private void advanceHalfWay() {
            if (harness.reportsPercentages()) {
                harness.advance(HALF_WAY);
            }
        }

        private void assertPercentage(Progress progress) {
            if (harness.reportsPercentages()) {
                assertThat(progress.percent()).isBetween(1, 99);
            } else {
                assertThat(progress.percent()).isNull();
            }
        }

        @Test
        @DisplayName("says in words that an image is being built")
        void poll_imageBuilding_saysSo() {
            requires(Capability.IMAGES);
            Resource.Disk orders = disk("orders", "o");

            assertThat(progressOf(backup.images().build(ImageSpec.of("image", ImageSource.disk(orders))))
                            .step())
                    .startsWith("building the image");
        }

        @Test
        @DisplayName("has the result when it has ended")
        void poll_ended_hasTheResult() {
            Operation<BackupRun> taking = taking();

            harness.advance(LONG);

            assertThat(taking.poll().ended()).isTrue();
            assertThat(taking.poll()).isEqualTo(new Operation.Status.Succeeded<>(done(taking)));
        }

        @Test
        @DisplayName("asks for payment until an order is paid")
        void poll_orderToBePaidByHand_asksForPaymentUntilItIsPaid() {
            requires(Capability.SUBSCRIPTIONS);
            Operation<Vault> buying = backup.vaults()
                    .subscribe(
                            VaultSpec.forDisks("bought", DataSize.gib(100)),
                            Subscription.months(1).paidByHand());

            assertThat(progressOf(buying).phase()).isEqualTo(Progress.Phase.PAYMENT_REQUIRED);
            harness.advance(LONG);
            assertThat(progressOf(buying).phase()).isEqualTo(Progress.Phase.PAYMENT_REQUIRED);
            StillRunning stillRunning =
                    catchThrowableOfType(StillRunning.class, () -> buying.await(Duration.ofHours(1)));
            assertThat(stillRunning.progress())
                    .hasValueSatisfying(seen -> assertThat(seen.phase()).isEqualTo(Progress.Phase.PAYMENT_REQUIRED));
            harness.pay(buying.token());

            assertThat(done(buying).name()).isEqualTo("bought");
        }
    }

    @Nested
    @DisplayName("A wait for an operation")
    class Waiting {
        @Test
        @DisplayName("for no time looks once and says what is still running")
        void await_zero_looksOnceAndSaysWhatIsStillRunning() {
            Operation<BackupRun> taking = taking();
            Instant before = harness.now();

            StillRunning stillRunning = catchThrowableOfType(StillRunning.class, () -> taking.await(Duration.ZERO));

            assertThat(stillRunning.token()).isEqualTo(taking.token());
            assertThat(stillRunning.progress()).isPresent();
            assertThat(stillRunning).hasMessageContaining(taking.token());
            assertThat(harness.now()).isEqualTo(before);
        }

        @Test
        @DisplayName("for too short a time takes that long and cancels nothing")
        void await_tooShort_waitsThatLongAndCancelsNothing() {
            Operation<BackupRun> taking = taking();
            Instant before = harness.now();

            assertThatThrownBy(() -> taking.await(Duration.ofSeconds(10))).isInstanceOf(StillRunning.class);

            assertThat(Duration.between(before, harness.now())).isEqualTo(Duration.ofSeconds(10));
            BackupRun run = done(taking);
            assertThat(run.complete()).isTrue();
            assertThat(backup.restorePoints().list()).containsExactlyElementsOf(run.restorePoints());
        }

        @Test
        @DisplayName("is not needed for the work to end")
        void await_nobodyDoes_theWorkEndsAllTheSame() {
            Operation<BackupRun> taking = taking();

            harness.advance(LONG);

            assertThat(backup.restorePoints().list())
                    .singleElement()
                    .extracting(RestorePoint::available)
                    .isEqualTo(true);
            assertThat(taking.await(Duration.ZERO).complete()).isTrue();
        }

        @Test
        @DisplayName("gives the same result twice")
        void await_twice_givesTheSameResult() {
            Operation<BackupRun> taking = taking();

            assertThat(done(taking)).isEqualTo(done(taking));
        }

        @Test
        @DisplayName("reports increasing progress")
        void await_withAListener_tellsProgressThatGrows() {
            Operation<BackupRun> taking = taking();
            List<Progress> told = new ArrayList<>();

            taking.await(LONG, told::add);

            assertThat(told).isNotEmpty();
            assertThat(told).extracting(Progress::observedAt).isSorted();
            assertThat(told.stream().map(Progress::percent).filter(Objects::nonNull))
                    .isSorted();
        }

        @Test
        @DisplayName("ends if its listener throws, but the work does not")
        void await_listenerThrows_endsTheWaitingOnly() {
            Operation<BackupRun> taking = taking();

            assertThatThrownBy(() -> taking.await(LONG, progress -> {
                        throw new IllegalStateException("enough");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("enough");

            assertThat(done(taking).complete()).isTrue();
        }

        @Test
        @DisplayName("for less than no time is invalid")
        void await_negative_isInvalid() {
            Operation<BackupRun> taking = taking();

            assertThatThrownBy(() -> taking.await(Duration.ofSeconds(-1))).isInstanceOf(Invalid.class);
        }

        @Test
        @DisplayName("refuses null")
        @SuppressWarnings("NullAway") // what a careless caller hands over
        void await_null_isRefused() {
            Operation<BackupRun> taking = taking();

            assertThatThrownBy(() -> taking.await(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> taking.await(LONG, null)).isInstanceOf(NullPointerException.class);
        }

        @Test
        @DisplayName("that is interrupted keeps the flag and cancels nothing")
        void await_interrupted_keepsTheFlagAndCancelsNothing() {
            Operation<BackupRun> taking = taking();

            boolean flag;
            Thread.currentThread().interrupt();
            try {
                assertThatThrownBy(() -> taking.await(LONG))
                        .isInstanceOfSatisfying(
                                StillRunning.class,
                                stillRunning -> assertThat(stillRunning.token()).isEqualTo(taking.token()));
            } finally {
                flag = Thread.interrupted();
            }

            assertThat(flag).as("interrupt flag after the wait").isTrue();
            assertThat(done(taking).complete()).isTrue();
        }

        @Test
        @DisplayName("that is interrupted between two looks ends at once and says what was seen last")
        void await_interruptedBetweenLooks_endsAtOnceAndSaysWhatWasSeenLast() {
            Operation<BackupRun> taking = taking();
            Instant before = harness.now();
            List<Progress> told = new ArrayList<>();

            StillRunning stillRunning;
            boolean flag;
            try {
                stillRunning = catchThrowableOfType(
                        StillRunning.class,
                        () -> taking.await(LONG, progress -> {
                            told.add(progress);
                            Thread.currentThread().interrupt();
                        }));
            } finally {
                flag = Thread.interrupted();
            }

            assertThat(flag).as("interrupt flag after the wait").isTrue();
            assertThat(told).hasSize(1);
            assertThat(stillRunning.progress()).contains(told.get(0));
            assertThat(harness.now()).isEqualTo(before);
            assertThat(done(taking).complete()).isTrue();
        }

        @Test
        @DisplayName("goes on through looks that are refused as too many")
        void await_looksThrottled_goesOn() {
            Operation<BackupRun> taking = taking();
            Assumptions.assumeTrue(harness.throttle(10), "this harness cannot have calls refused");

            BackupRun run = done(taking);

            assertThat(run.complete()).isTrue();
            assertThat(backup.restorePoints().list()).containsExactlyElementsOf(run.restorePoints());
        }

        @Test
        @DisplayName("that sees nothing any more says what was seen last, and why no more")
        void await_looksThrottledToTheEnd_saysWhatWasSeenLastAndWhyNoMore() {
            Operation<BackupRun> taking = taking();
            Assumptions.assumeTrue(harness.throttle(0), "this harness cannot have calls refused");
            List<Progress> told = new ArrayList<>();

            StillRunning stillRunning = catchThrowableOfType(
                    StillRunning.class,
                    () -> taking.await(Duration.ofMinutes(2), progress -> {
                        told.add(progress);
                        harness.throttle(1_000);
                    }));

            assertThat(told).hasSize(1);
            assertThat(stillRunning.progress()).contains(told.get(0));
            assertThat(stillRunning).hasCauseInstanceOf(Throttled.class);
            assertThat(stillRunning.token()).isEqualTo(taking.token());
            harness.throttle(0);
            harness.advance(A_WHILE);
            assertThat(done(taking).complete()).isTrue();
        }

        @Test
        @DisplayName("looks ever more rarely the longer it lasts, but not too rarely")
        void await_long_looksEverMoreRarelyButNotTooRarely() {
            requires(Capability.OPERATION_LOG);
            Operation<BackupRun> taking = taking();
            List<Instant> looks = new ArrayList<>();

            taking.await(LONG, progress -> looks.add(harness.now()));

            Duration first = Duration.between(looks.get(0), looks.get(1));
            Duration longest = IntStream.range(1, looks.size())
                    .mapToObj(i -> Duration.between(looks.get(i - 1), looks.get(i)))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            assertThat(longest).isGreaterThanOrEqualTo(first.multipliedBy(2));
            Instant noticed = harness.now();
            Instant ended = backup.operations().list().findFirst().orElseThrow().endedAt();
            assertThat(Duration.between(ended, noticed)).isBetween(Duration.ofSeconds(-1), first.multipliedBy(6));
        }
    }

    @Nested
    @DisplayName("A future of an operation")
    class Future {
        @Test
        @DisplayName("completes with the result as time passes")
        void toCompletableFuture_timePasses_completesWithTheResult() {
            Operation<BackupRun> taking = taking();
            CompletableFuture<BackupRun> future = taking.toCompletableFuture();

            assertThat(future).isNotDone();
            harness.advance(LONG);

            assertThat(future).succeedsWithin(TO_NOTICE).isEqualTo(done(taking));
        }

        @Test
        @DisplayName("completes with the result of work that has ended already")
        void toCompletableFuture_endedAlready_completesWithTheResult() {
            Operation<BackupRun> taking = taking();
            BackupRun run = done(taking);

            CompletableFuture<BackupRun> future = taking.toCompletableFuture();
            harness.advance(A_WHILE);

            assertThat(future).succeedsWithin(TO_NOTICE).isEqualTo(run);
        }

        @Test
        @DisplayName("ends get() and join() on it and on its dependents")
        void toCompletableFuture_waitedFor_timePasses() throws Exception {
            harness.letFuturesPassTime();
            Instant before = harness.now();

            BackupRun run = taking().toCompletableFuture().get(2, TimeUnit.HOURS);
            RestorePoint point = run.restorePoints().get(0);
            String name = backup.restorePoints()
                    .restore(point.id(), DiskSpec.of("made"))
                    .toCompletableFuture()
                    .thenApply(made -> backup.resources().get(made).name())
                    .get(2, TimeUnit.HOURS);

            assertThat(name).isEqualTo("made");
            assertThat(harness.now()).isAfter(before);
        }

        @Test
        @DisplayName("completes where its callbacks may wait for other operations")
        void toCompletableFuture_callbacksWaitForOtherOperations_allComplete() {
            RestorePoint point = done(taking()).restorePoints().get(0);
            List<CompletableFuture<Resource.Disk>> chains = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                DiskSpec first = DiskSpec.of("first-" + i);
                DiskSpec second = DiskSpec.of("second-" + i);
                chains.add(backup.restorePoints()
                        .restore(point.id(), first)
                        .toCompletableFuture()
                        .thenApply(made -> backup.restorePoints()
                                .restore(point.id(), second)
                                .toCompletableFuture()
                                .join()));
            }
            harness.letFuturesPassTime();
            harness.advance(LONG);

            assertThat(chains).allSatisfy(chain -> assertThat(chain).succeedsWithin(TO_NOTICE));
            assertThat(chains)
                    .map(chain -> backup.resources().get(chain.join()).name())
                    .allMatch(name -> name.startsWith("second-"));
        }

        @Test
        @DisplayName("that is cancelled cancels neither the work nor other futures")
        void toCompletableFuture_cancelled_cancelsNeitherTheWorkNorOtherFutures() {
            Operation<BackupRun> taking = taking();
            CompletableFuture<BackupRun> cancelled = taking.toCompletableFuture();
            CompletableFuture<BackupRun> other = taking.toCompletableFuture();

            cancelled.cancel(true);
            harness.advance(LONG);

            assertThat(other).succeedsWithin(TO_NOTICE).isEqualTo(done(taking));
            assertThat(done(taking).complete()).isTrue();
        }

        @Test
        @DisplayName("reports the progress of each poll until it completes, and nothing after that")
        void toCompletableFuture_withProgress_reportedUntilItCompletes() throws Exception {
            harness.letFuturesPassTime();
            List<Progress> told = Collections.synchronizedList(new ArrayList<>());

            CompletableFuture<BackupRun> future = taking().toCompletableFuture(told::add);
            CompletableFuture<Integer> toldBefore = future.thenApply(run -> told.size());
            assertThat(future.get(2, TimeUnit.HOURS).complete()).isTrue();
            harness.advance(LONG);

            assertThat(told).hasSizeGreaterThan(1);
            assertThat(told).hasSize(toldBefore.get());
            assertThat(told).extracting(Progress::phase).containsOnly(Progress.Phase.RUNNING);
            if (harness.reportsPercentages()) {
                assertThat(told.stream().map(Progress::percent).filter(Objects::nonNull))
                        .hasSizeGreaterThan(1)
                        .isSorted();
            }
        }

        @Test
        @DisplayName("reports no progress of work that has ended already")
        void toCompletableFuture_withProgressOfEndedWork_nothingReported() {
            Operation<BackupRun> taking = taking();
            BackupRun run = done(taking);
            List<Progress> told = Collections.synchronizedList(new ArrayList<>());

            CompletableFuture<BackupRun> future = taking.toCompletableFuture(told::add);
            harness.advance(A_WHILE);

            assertThat(future).succeedsWithin(TO_NOTICE).isEqualTo(run);
            assertThat(told).isEmpty();
        }

        @Test
        @DisplayName("polls on and completes with the result although the callback for its progress throws")
        void toCompletableFuture_progressThrows_pollsOnAndCompletes() throws Exception {
            harness.letFuturesPassTime();
            Operation<BackupRun> taking = taking();
            AtomicInteger told = new AtomicInteger();
            CompletableFuture<BackupRun> future = taking.toCompletableFuture(progress -> {
                if (told.incrementAndGet() == 1) {
                    throw new ProgressIsBroken();
                }
            });

            BackupRun run = future.get(2, TimeUnit.HOURS);

            assertThat(run).isEqualTo(done(taking));
            assertThat(told).hasValueGreaterThan(1);
        }

        @Test
        @DisplayName("reports no more progress once it is cancelled")
        void toCompletableFuture_cancelled_noMoreProgress() throws Exception {
            Operation<BackupRun> taking = taking();
            AtomicInteger told = new AtomicInteger();
            CompletableFuture<Progress> first = new CompletableFuture<>();
            CompletableFuture<BackupRun> cancelled = taking.toCompletableFuture(progress -> {
                told.incrementAndGet();
                first.complete(progress);
            });
            assertThat(first).succeedsWithin(TO_NOTICE);

            cancelled.cancel(true);
            int toldBefore = told.get();
            AtomicInteger toldToOther = new AtomicInteger();
            CompletableFuture<BackupRun> other = taking.toCompletableFuture(progress -> toldToOther.incrementAndGet());
            harness.letFuturesPassTime();
            BackupRun run = other.get(2, TimeUnit.HOURS);

            assertThat(run.complete()).isTrue();
            assertThat(toldToOther).as("polls for the other future").hasValueGreaterThan(1);
            assertThat(told).hasValue(toldBefore);
        }

        /** Thrown by a callback; without a stack trace, which the handler of uncaught exceptions would print. */
        private static final class ProgressIsBroken extends RuntimeException {
            @Serial
            private static final long serialVersionUID = 1L;

            ProgressIsBroken() {
                super("the callback for the progress of a future throws, as this test wants", null, false, false);
            }
        }
    }

    @Nested
    @DisplayName("The cloud's log of long work")
    class Log {
        @Test
        @DisplayName("describes a backup while it runs and when it has ended")
        void list_backup_isDescribedWhileItRunsAndWhenItHasEnded() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            Instant begun = harness.now();
            Operation<BackupRun> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
            harness.advance(Duration.ofSeconds(10));

            OperationRecord running = recordOf(OperationRecord.Kind.BACKUP);
            RestorePoint point = done(taking).restorePoints().get(0);
            OperationRecord ended = recordOf(OperationRecord.Kind.BACKUP);

            assertThat(running.status()).isIn(OperationRecord.Status.WAITING, OperationRecord.Status.RUNNING);
            assertThat(running.endedAt()).isNull();
            assertThat(ended.id()).isEqualTo(running.id());
            assertThat(ended.status()).isEqualTo(OperationRecord.Status.SUCCEEDED);
            assertThat(ended.resource()).isEqualTo(orders);
            assertThat(ended.vault()).isEqualTo(vault.id());
            assertThat(ended.restorePoint()).isEqualTo(point.id());
            assertThat(ended.startedAt()).isBetween(begun, harness.now());
            assertThat(ended.endedAt()).isBetween(ended.startedAt(), harness.now());
            assertThat(ended.failureCode()).isNull();
            assertThat(ended.failure()).isNull();
        }

        @Test
        @DisplayName("holds the work of a policy too")
        void list_workOfAPolicy_isThereToo() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            backup.policies().attach(nightly(Retention.forever()).id(), vault.id());

            harness.advance(Duration.ofDays(1));

            OperationRecord record = recordOf(OperationRecord.Kind.BACKUP);
            assertThat(record.resource()).isEqualTo(orders);
            assertThat(record.vault()).isEqualTo(vault.id());
            assertThat(record.status()).isEqualTo(OperationRecord.Status.SUCCEEDED);
        }

        @Test
        @DisplayName("holds restores and deletions, the newest first")
        void list_restoreAndDeletion_areThereNewestFirst() {
            Resource.Disk orders = disk("orders", "o");
            RestorePoint point = pointOf(orders, diskVault("disks", orders));
            harness.advance(A_WHILE);
            done(backup.restorePoints().restore(point.id(), InPlace.over(orders)));
            harness.advance(A_WHILE);
            backup.restorePoints().delete(point.id());
            harness.advance(A_WHILE);

            assertThat(backup.operations().list())
                    .extracting(OperationRecord::kind)
                    .containsExactly(
                            OperationRecord.Kind.DELETE, OperationRecord.Kind.RESTORE, OperationRecord.Kind.BACKUP);
            assertThat(backup.operations().list())
                    .extracting(OperationRecord::restorePoint)
                    .containsOnly(point.id());
            assertThat(backup.operations().list())
                    .allMatch(record -> record.status() == OperationRecord.Status.SUCCEEDED);
        }

        @Test
        @DisplayName("holds the backup that an image of a whole server leaves")
        void list_imageOfAWholeServer_itsBackupEndsWithIt() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);
            Operation<Image> building =
                    backup.images().build(ImageSpec.of("shop-image", ImageSource.wholeServer(shop, vault.id())));
            OperationRecord running = recordOf(OperationRecord.Kind.BACKUP);
            Image image = done(building);
            OperationRecord ended = recordOf(OperationRecord.Kind.BACKUP);

            assertThat(running.status()).isIn(OperationRecord.Status.WAITING, OperationRecord.Status.RUNNING);
            assertThat(ended.id()).isEqualTo(running.id());
            assertThat(ended.status()).isEqualTo(OperationRecord.Status.SUCCEEDED);
            assertThat(ended.resource()).isEqualTo(shop);
            assertThat(ended.restorePoint()).isEqualTo(image.restorePoint());
            assertThat(ended.endedAt()).isBetween(ended.startedAt(), harness.now());
            assertThat(backup.restorePoints().runs(BackupRunFilter.all().inVault(vault.id())))
                    .singleElement()
                    .satisfies(run -> assertThat(run.complete()).isTrue());
        }

        @Test
        @DisplayName("holds the failed backup of an image of a whole server")
        void list_imageOfAWholeServerWhoseBackupFails_isThere() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server shop = server("shop", "s");
            Vault vault = serverVault("servers", shop);
            Assumptions.assumeTrue(
                    harness.failBackupsOf(shop, "BackupService.6212", "the storage is broken"), "cannot let it fail");

            assertThatThrownBy(() -> done(backup.images()
                            .build(ImageSpec.of("shop-image", ImageSource.wholeServer(shop, vault.id())))))
                    .isInstanceOf(OperationFailed.class);

            OperationRecord failed = recordOf(OperationRecord.Kind.BACKUP);
            assertThat(failed.status()).isEqualTo(OperationRecord.Status.FAILED);
            assertThat(failed.failureCode()).isEqualTo("BackupService.6212");
            assertThat(failed.endedAt()).isNotNull();
        }

        @Test
        @DisplayName("holds the leaving of a member")
        void list_memberTakenOutOfItsVault_isThere() {
            Resource.Disk orders = disk("orders", "o");
            Vault vault = diskVault("disks", orders);
            pointOf(orders, vault);
            backup.vaults().remove(vault.id(), orders, Removal.DELETING_RESTORE_POINTS);
            harness.advance(A_WHILE);

            assertThat(recordOf(OperationRecord.Kind.REMOVE_MEMBER).resource()).isEqualTo(orders);
        }

        @Test
        @DisplayName("holds copies to another region")
        void list_copy_isThere() {
            requires(Capability.REPLICATION);
            Resource.Server shop = server("shop", "s");
            RestorePoint point = pointOf(shop, serverVault("servers", shop));
            Vault destination = harness.backup(harness.otherRegion())
                    .vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());
            done(backup.restorePoints().copy(point.id(), harness.otherRegion(), destination.id(), "copy"));

            OperationRecord record = recordOf(OperationRecord.Kind.COPY);
            assertThat(record.status()).isEqualTo(OperationRecord.Status.SUCCEEDED);
            assertThat(record.restorePoint()).isEqualTo(point.id());
        }

        @Test
        @DisplayName("holds what fits all conditions of its filter")
        void list_filtered_letsThroughWhatFitsOnly() {
            Resource.Disk orders = disk("orders", "o");
            Resource.Server shop = server("shop", "s");
            Vault disks = diskVault("disks", orders);
            Vault servers = serverVault("servers", shop);
            RestorePoint point = pointOf(orders, disks);
            harness.advance(Duration.ofHours(1));
            Instant later = harness.now();
            pointOf(shop, servers);
            harness.advance(A_WHILE);
            backup.restorePoints().delete(point.id());
            harness.advance(A_WHILE);
            List<OperationRecord> all = backup.operations().list().toList();
            assertThat(all).hasSize(3);
            OperationRecord deletion = all.get(0);
            OperationRecord second = all.get(1);
            OperationRecord first = all.get(2);

            assertThat(listed(OperationFilter.all().ofKind(OperationRecord.Kind.BACKUP)))
                    .containsExactly(second.id(), first.id());
            assertThat(listed(OperationFilter.all().ofKind(OperationRecord.Kind.DELETE)))
                    .containsExactly(deletion.id());
            assertThat(listed(OperationFilter.all().withStatus(OperationRecord.Status.SUCCEEDED)))
                    .hasSize(3);
            assertThat(listed(OperationFilter.all().withStatus(OperationRecord.Status.FAILED)))
                    .isEmpty();
            assertThat(listed(OperationFilter.all().ofResource(shop))).containsExactly(second.id());
            assertThat(listed(OperationFilter.all().inVault(servers.id()))).containsExactly(second.id());
            assertThat(listed(OperationFilter.all().startedFrom(later))).containsExactly(deletion.id(), second.id());
            assertThat(listed(OperationFilter.all().ofResource(orders).ofKind(OperationRecord.Kind.BACKUP)))
                    .containsExactly(first.id());
            assertThat(listed(OperationFilter.all().ofResource(shop).ofKind(OperationRecord.Kind.RESTORE)))
                    .isEmpty();
        }

        @Test
        @DisplayName("holds every one once, on however many pages")
        void list_moreThanAPage_givesEveryOneOnce() {
            Set<Resource> disks = new HashSet<>();
            for (int i = 0; i < 25; i++) {
                disks.add(disk("disk-" + i, "content " + i));
            }
            Vault vault = backup.vaults().create(VaultSpec.forDisks("many", DataSize.gib(1000)));
            backup.vaults().add(vault.id(), disks);
            List<RestorePoint> points =
                    done(backup.restorePoints().take(BackupSpec.of(vault.id()))).restorePoints();
            points.forEach(point -> backup.restorePoints().delete(point.id()));
            harness.advance(A_WHILE);

            List<OperationRecord> deletions = backup.operations()
                    .list(OperationFilter.all().ofKind(OperationRecord.Kind.DELETE))
                    .toList();

            assertThat(deletions)
                    .extracting(OperationRecord::restorePoint)
                    .containsExactlyInAnyOrderElementsOf(
                            points.stream().map(RestorePoint::id).toList());
            assertThat(deletions).extracting(OperationRecord::id).doesNotHaveDuplicates();
        }

        @Test
        @DisplayName("is not read before it is used")
        void list_notYetUsed_hasNotBeenRead() {
            Stream<OperationRecord> later = backup.operations().list();

            done(taking());

            assertThat(later).hasSize(1);
        }

        @Test
        @DisplayName("is empty if nothing was done")
        void list_nothingDone_isEmpty() {
            diskVault("disks", disk("orders", "o"));

            assertThat(backup.operations().list()).isEmpty();
            assertThat(backup.restorePoints().list(RestorePointFilter.all())).isEmpty();
        }

        private OperationRecord recordOf(OperationRecord.Kind kind) {
            List<OperationRecord> records =
                    backup.operations().list(OperationFilter.all().ofKind(kind)).toList();
            assertThat(records).as("entries of kind %s", kind).hasSize(1);
            return records.get(0);
        }

        private List<String> listed(OperationFilter filter) {
            return backup.operations().list(filter).map(OperationRecord::id).toList();
        }
    }

    /** Starts a backup of a new disk in a new vault. */
    @Nested
    @DisplayName("Waiting for many operations")
    class AwaitingAll {
        @Test
        @DisplayName("has the result of each, in their order")
        void awaitAll_backupsOfSeveralMembers_hasTheResultOfEachInTheirOrder() {
            List<Operation<BackupRun>> runs = takings(3);

            Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs, LONG);

            assertThat(outcomes.complete()).as(outcomes.toString()).isTrue();
            assertThat(outcomes.all()).map(Outcome::operation).containsExactlyElementsOf(runs);
            assertThat(outcomes.results())
                    .containsExactlyElementsOf(
                            runs.stream().map(OperationsContract.this::done).toList());
            assertThat(outcomes.results().stream()
                            .flatMap(run -> run.restorePoints().stream())
                            .map(RestorePoint::resource))
                    .containsExactlyElementsOf(disks);
        }

        @Test
        @DisplayName("takes as long as the longest")
        void awaitAll_backupsAtOnce_takesAsLongAsTheLongest() {
            List<Operation<BackupRun>> runs = takings(3);
            Instant before = harness.now();
            backup.operations().awaitAll(runs, LONG);
            Duration together = Duration.between(before, harness.now());

            Operation<BackupRun> alone = takings(1).get(0);
            before = harness.now();
            done(alone);
            Duration one = Duration.between(before, harness.now());

            assertThat(together).isLessThan(one.multipliedBy(2));
        }

        @Test
        @DisplayName("waits for work of several kinds")
        void awaitAll_workOfSeveralKinds_hasTheResultOfEach() {
            Operation<BackupRun> taking = takings(1).get(0);
            Resource.Disk other = disk("other", "content");
            Operation<Snapshot> snapshot = backup.snapshots().take(SnapshotSpec.of(other, "snapshot"));

            Outcomes<Object> outcomes = backup.operations().awaitAll(List.of(taking, snapshot), LONG);

            assertThat(outcomes.results()).containsExactly(done(taking), done(snapshot));
        }

        @Test
        @DisplayName("with no time looks at each once and has the tokens of what runs")
        void awaitAll_noTime_looksAtEachOnceAndHasTheTokensOfWhatRuns() {
            Operation<BackupRun> ended = takings(1).get(0);
            BackupRun run = done(ended);
            List<Operation<BackupRun>> runs = new ArrayList<>(takings(2));
            runs.add(1, ended);
            Instant before = harness.now();

            Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs, Duration.ZERO);

            assertThat(harness.now()).isEqualTo(before);
            assertThat(outcomes.all().get(1)).isEqualTo(new Outcome.Done<>(ended, run));
            assertThat(outcomes.running())
                    .map(Outcome.Running::token)
                    .containsExactly(runs.get(0).token(), runs.get(2).token());
            assertThat(outcomes.running()).allSatisfy(running -> {
                assertThat(running.progress()).isNotNull();
                assertThatThrownBy(running::get)
                        .isInstanceOfSatisfying(
                                StillRunning.class,
                                still -> assertThat(still.token()).isEqualTo(running.token()));
            });
            List<Resumption<BackupRun>> resumed = backup.operations()
                    .resumeAll(
                            outcomes.running().stream()
                                    .map(Outcome.Running::token)
                                    .toList(),
                            BackupRun.class);
            assertThat(resumed)
                    .allSatisfy(found -> assertThat(found)
                            .isInstanceOfSatisfying(
                                    Resumption.Found.class,
                                    one -> assertThat(one.operation().await(LONG))
                                            .isInstanceOf(BackupRun.class)));
        }

        @Test
        @DisplayName("reports the progress of the whole until all have ended")
        void awaitAll_severalBackups_tellsHowFarTheWholeIs() {
            List<ProgressOfAll> told = new ArrayList<>();

            backup.operations().awaitAll(takings(3), LONG, told::add);

            assertThat(told)
                    .hasSizeGreaterThan(1)
                    .allSatisfy(seen -> assertThat(seen.total()).isEqualTo(3));
            assertThat(told).map(ProgressOfAll::percent).isSorted();
            assertThat(told.get(0).running()).isEqualTo(3);
            assertThat(told.get(0).left()).isNull();
            assertThat(told.get(told.size() - 1)).isEqualTo(new ProgressOfAll(3, 0, 0, 100, Duration.ZERO, null));
        }

        @Test
        @DisplayName("says in words what is being done until all have ended")
        void awaitAll_severalBackups_saysWhatIsDoneInWords() {
            List<ProgressOfAll> told = new ArrayList<>();

            backup.operations().awaitAll(takings(2), LONG, told::add);

            assertThat(told.stream().filter(seen -> seen.running() > 0))
                    .anySatisfy(seen -> assertThat(seen.step()).startsWith("backing up: 0 of 1 "));
            assertThat(told.get(told.size() - 1).step()).isNull();
        }

        @Test
        @DisplayName("goes on for the others where one fails")
        void awaitAll_oneFails_othersAreDone() {
            List<Operation<BackupRun>> runs = takings(3, 1);

            Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs, LONG);

            assertThat(outcomes.failed()).singleElement().satisfies(failed -> {
                assertThat(failed.operation()).isEqualTo(runs.get(1));
                assertThat(failed.failure()).hasMessageContaining("the disk is not to be read");
                assertThatThrownBy(failed::get).isSameAs(failed.failure());
            });
            assertThat(outcomes.results())
                    .flatMap(BackupRun::restorePoints)
                    .map(RestorePoint::resource)
                    .map(Resource::id)
                    .containsExactly(disks.get(0).id(), disks.get(2).id());
            assertThat(outcomes).hasToString("2 done, 1 failed, 0 running");
        }

        @Test
        @DisplayName("that is interrupted keeps the flag, has what is known and cancels nothing")
        void awaitAll_interrupted_keepsTheFlagAndHasWhatIsKnown() {
            List<Operation<BackupRun>> runs = takings(2);
            Outcomes<BackupRun> outcomes;
            boolean flag;

            Thread.currentThread().interrupt();
            try {
                outcomes = backup.operations().awaitAll(runs, LONG);
            } finally {
                flag = Thread.interrupted();
            }

            assertThat(flag).as("interrupt flag after the wait").isTrue();
            assertThat(outcomes.running()).map(Outcome::operation).containsExactlyElementsOf(runs);
            assertThat(backup.operations().awaitAll(runs, LONG).complete()).isTrue();
        }

        @Test
        @DisplayName("that is closed meanwhile has what is known, with the token of what is still running")
        void awaitAll_closedMeanwhile_hasWhatIsKnown() {
            List<Operation<BackupRun>> runs = takings(2);

            Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs, LONG, progress -> backup.close());

            assertThat(outcomes.running())
                    .hasSize(2)
                    .allSatisfy(running -> assertThat(running.lookFailure())
                            .isInstanceOfSatisfying(
                                    Unavailable.class,
                                    failure -> assertThat(failure.code()).contains("CLOSED")));
            CloudBackup reopened = harness.backup();
            for (Outcome.Running<BackupRun> running : outcomes.running()) {
                assertThat(done(reopened.operations().resume(running.token(), BackupRun.class))
                                .restorePoints())
                        .isNotEmpty();
            }
        }

        @Test
        @DisplayName("begins no further poll once the time is over")
        void awaitAll_timeIsOverDuringTheFirstRound_pollsNoMore() {
            List<String> polled = new ArrayList<>();
            backup = backup.listening(new BackupListener() {
                @Override
                public void workSeen(Work work) {
                    polled.add(work.startedBy());
                    harness.advance(Duration.ofSeconds(1));
                }
            });
            List<Operation<BackupRun>> runs = takings(3);

            Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs, Duration.ofSeconds(1));

            assertThat(polled).hasSize(1);
            assertThat(outcomes.running()).map(Outcome.Running::operation).containsExactlyElementsOf(runs);
        }

        @Test
        @DisplayName("of none ends at once")
        void awaitAll_none_endsAtOnce() {
            assertThat(backup.operations()
                            .awaitAll(List.<Operation<BackupRun>>of(), LONG)
                            .all())
                    .isEmpty();
        }

        @Test
        @DisplayName("refuses a negative time")
        void awaitAll_negativeTime_isRefused() {
            assertThatThrownBy(
                            () -> backup.operations().awaitAll(List.<Operation<BackupRun>>of(), Duration.ofSeconds(-1)))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("PT-1S");
        }

        @Test
        @DisplayName("resumes work by tokens although one of them is malformed")
        void resumeAll_oneIsNoToken_othersAreFound() {
            List<Operation<BackupRun>> runs = takings(2);
            List<String> tokens =
                    List.of(runs.get(0).token(), "no token", runs.get(1).token());

            List<Resumption<BackupRun>> resumed = backup.operations().resumeAll(tokens, BackupRun.class);

            assertThat(resumed).map(Resumption::token).containsExactlyElementsOf(tokens);
            assertThat(resumed.get(1))
                    .isInstanceOfSatisfying(
                            Resumption.Refused.class,
                            refused -> assertThat(refused.failure()).isInstanceOf(Invalid.class));
            assertThat(resumed.get(2))
                    .isInstanceOfSatisfying(
                            Resumption.Found.class,
                            found -> assertThat(found.operation().token()).isEqualTo(tokens.get(2)));
        }

        @Test
        @DisplayName("resumes work by tokens although the others are refused, each for its own reason")
        void resumeAll_tokensOfManyKinds_eachIsRefusedAsByItself() {
            Operation<BackupRun> run = takings(1).get(0);
            String snapshot = backup.snapshots()
                    .take(SnapshotSpec.of(disk("other", "content"), "snapshot"))
                    .token();
            String token = run.token();
            List<String> tokens = List.of(token, "", "no token", snapshot, token.substring(1), token);

            List<Resumption<BackupRun>> resumed = backup.operations().resumeAll(tokens, BackupRun.class);

            assertThat(resumed).map(Resumption::token).containsExactlyElementsOf(tokens);
            assertThat(resumed.subList(1, 5))
                    .allSatisfy(one -> assertThat(one)
                            .isInstanceOfSatisfying(
                                    Resumption.Refused.class,
                                    refused -> assertThatThrownBy(
                                                    () -> backup.operations().resume(refused.token(), BackupRun.class))
                                            .isInstanceOf(Invalid.class)
                                            .hasMessage(refused.failure().getMessage())));
            List<Operation<BackupRun>> found = resumed.stream()
                    .flatMap(one -> one instanceof Resumption.Found<BackupRun> known
                            ? Stream.of(known.operation())
                            : Stream.<Operation<BackupRun>>empty())
                    .toList();
            Outcomes<BackupRun> outcomes = backup.operations().awaitAll(found, LONG);
            assertThat(outcomes.results()).containsExactly(done(run), done(run));
        }

        @Test
        @DisplayName("refuses each token of another region or project by itself")
        void resumeAll_tokensOfAnotherPlace_areRefused() {
            List<String> tokens = takings(2).stream().map(Operation::token).toList();

            assertThat(harness.backup(harness.otherRegion()).operations().resumeAll(tokens, BackupRun.class))
                    .hasSize(2)
                    .allSatisfy(one -> assertThat(one).isInstanceOf(Resumption.Refused.class));
            assertThat(harness.backup(harness.otherProject()).operations().resumeAll(tokens, BackupRun.class))
                    .hasSize(2)
                    .allSatisfy(one -> assertThat(one).isInstanceOf(Resumption.Refused.class));
        }

        @Test
        @DisplayName("of no token has none, and refuses null")
        @SuppressWarnings("NullAway") // what a careless caller hands over
        void resumeAll_noneOrNull_isEmptyOrRefused() {
            assertThat(backup.operations().resumeAll(List.of(), BackupRun.class))
                    .isEmpty();
            assertThatThrownBy(() -> backup.operations().resumeAll(null, BackupRun.class))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> backup.operations().resumeAll(Arrays.asList("token", null), BackupRun.class))
                    .isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> backup.operations().resumeAll(List.of(), null))
                    .isInstanceOf(NullPointerException.class);
        }

        @Test
        @DisplayName("has an outcome for each place of an operation that is given twice")
        void awaitAll_sameWorkTwice_hasItsOutcomeAtEachPlace() {
            Operation<BackupRun> run = takings(1).get(0);
            Operation<BackupRun> resumed = harness.backup().operations().resume(run.token(), BackupRun.class);
            List<ProgressOfAll> told = new ArrayList<>();

            Outcomes<BackupRun> outcomes = backup.operations().awaitAll(List.of(run, run, resumed), LONG, told::add);

            assertThat(outcomes.all()).map(Outcome::operation).containsExactly(run, run, resumed);
            assertThat(outcomes.results()).containsExactly(done(run), done(run), done(run));
            assertThat(told).allSatisfy(seen -> assertThat(seen.total()).isEqualTo(3));
        }

        @Test
        @DisplayName("ends with what its listener of progress throws, and cancels nothing")
        void awaitAll_progressThrows_endsTheWaitingOnly() {
            List<Operation<BackupRun>> runs = takings(2);
            IllegalArgumentException thrown = new IllegalArgumentException("the listener cannot go on");

            assertThatThrownBy(() -> backup.operations().awaitAll(runs, LONG, progress -> {
                        throw thrown;
                    }))
                    .isSameAs(thrown);

            assertThat(backup.operations().awaitAll(runs, LONG).complete()).isTrue();
        }

        @Test
        @DisplayName("that is interrupted between polls ends at once and has what was seen last")
        void awaitAll_interruptedBetweenPolls_hasWhatWasSeenLast() {
            List<Operation<BackupRun>> runs = takings(2);
            Instant before = harness.now();
            Outcomes<BackupRun> outcomes;
            boolean flag;

            try {
                outcomes = backup.operations()
                        .awaitAll(runs, LONG, progress -> Thread.currentThread().interrupt());
            } finally {
                flag = Thread.interrupted();
            }

            assertThat(flag).as("interrupt flag after the wait").isTrue();
            assertThat(harness.now()).isEqualTo(before);
            assertThat(outcomes.running())
                    .hasSize(2)
                    .allSatisfy(running -> assertThat(running.progress()).isNotNull());
            assertThat(backup.operations().awaitAll(runs, LONG).complete()).isTrue();
        }

        private final List<Resource.Disk> disks = new ArrayList<>();

        /** Backups of so many disks, each in a run of its own; that of one of them fails. */
        private List<Operation<BackupRun>> takings(int count, int... failing) {
            Resource.Disk[] members = new Resource.Disk[count];
            for (int i = 0; i < count; i++) {
                members[i] = disk("disk-" + disks.size(), "content " + i);
                disks.add(members[i]);
            }
            for (int index : failing) {
                Assumptions.assumeTrue(
                        harness.failBackupsOf(members[index], "Code.1", "the disk is not to be read"),
                        "this harness cannot have backups fail");
            }
            Vault vault = diskVault("disks-" + disks.size(), members);
            return Stream.of(members)
                    .map(disk -> backup.restorePoints()
                            .take(BackupSpec.of(vault.id()).only(disk)))
                    .toList();
        }
    }

    private Operation<BackupRun> taking() {
        Resource.Disk orders = disk("orders", "content");
        return backup.restorePoints()
                .take(BackupSpec.of(diskVault("disks", orders).id()));
    }

    private static Progress progressOf(Operation<?> operation) {
        Operation.Status<?> status = operation.poll();
        assertThat(status).isInstanceOf(Operation.Status.Running.class);
        return ((Operation.Status.Running<?>) status).progress();
    }
}
