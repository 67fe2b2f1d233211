package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Outcomes;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How many requests it takes to back up many disks and to wait for them: a look at all costs about as much as one at one. */
class FleetRequestsTest {
    private static final Duration LONG = Duration.ofHours(12);

    /** The longest pause between two polls of work that is about to end. */
    private static final Duration ONE_PAUSE = Duration.ofSeconds(30);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<VaultId> vaults = new ArrayList<>();
    private final List<Resource.Disk> disks = new ArrayList<>();

    /** A showVault and a list for all, and a create for each; looks; a page of restore points for each look in which some end. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void awaitAll_runsOfManyVaults_looksAtAllTogether(Form form) throws IOException {
        fill(20, 10);
        long starting = vaults.size() + 2L;

        long requests = requests(form, backup -> {
            Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs(backup), LONG);
            assertMade(outcomes.results());
        });

        assertThat(requests).as("requests").isBetween(starting + 2, starting + 20);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void await_runsOfManyVaultsInTurn_looksAtAllTogether(Form form) throws IOException {
        fill(20, 10);
        long starting = vaults.size() + 2L;

        long requests = requests(form, backup -> {
            List<BackupRun> made = new ArrayList<>();
            for (Operation<BackupRun> run : runs(backup)) {
                made.add(run.await(LONG));
            }
            assertMade(made);
        });

        assertThat(requests).as("requests").isBetween(starting + 2, starting + 20);
    }

    /**
     * The least that CBR needs: a start for each vault, six polls of all runs by one list, and the restore points by pages of a
     * thousand.
     */
    @ParameterizedTest
    @CsvSource({
        "1000, 4, false, RECORDED",
        "1000, 4, true, DOCUMENTED",
        "1000, 100, false, DOCUMENTED",
        "1000, 100, true, RECORDED",
        "10000, 40, false, RECORDED"
    })
    void take_vaultByVault_makesHardlyMoreRequestsThanTheCloudNeeds(int size, int count, boolean futures, Form form)
            throws IOException {
        fill(count, size / count);
        cloud.takes(Work.BACKUP, Duration.ofMinutes(10));
        int floor = count + 6 + size / 1000;

        long requests = requests(form, backup -> {
            List<Operation<BackupRun>> runs = runs(backup);
            assertMade(
                    futures
                            ? byFutures(runs)
                            : runs.stream().map(run -> run.await(LONG)).toList());
        });

        assertThat(requests).as("requests, of which the cloud needs " + floor).isLessThanOrEqualTo((long)
                (1.2 * floor));
    }

    /**
     * A start for each vault, a read of one and a list of all, and the polls of all runs by lists: some until the rate is known, then
     * one every quarter of an hour, since the runs may become faster. A run that is waited for last is not polled for hours before.
     */
    @ParameterizedTest
    @CsvSource({"1000, 4, false", "1000, 4, true", "1000, 100, false", "1000, 100, true"})
    void take_sixHours_looksAtAllTogether(int size, int count, boolean futures) throws IOException {
        fill(count, size / count);
        Duration took = Duration.ofHours(6);
        cloud.takes(Work.BACKUP, took);
        Instant begun = cloud.time().now();

        long requests = requests(Form.RECORDED, backup -> {
            List<Operation<BackupRun>> runs = runs(backup);
            assertMade(
                    futures
                            ? byFutures(runs)
                            : runs.stream().map(run -> run.await(LONG)).toList());
        });

        assertThat(requests).as("requests").isBetween(count + 24L, count + 48L);
        assertThat(Duration.between(begun, cloud.time().now()).minus(took))
                .as("how late the last end is noticed")
                .isLessThanOrEqualTo(ONE_PAUSE);
    }

    /**
     * The least that notices each end within a quarter of an hour whatever the runs do: a start for each vault, a poll of all runs at the
     * start and one every quarter of an hour, and the restore points by pages of a thousand.
     */
    @ParameterizedTest
    @CsvSource({
        "1000, 4, false, RECORDED",
        "1000, 4, true, DOCUMENTED",
        "1000, 100, false, DOCUMENTED",
        "1000, 100, true, RECORDED"
    })
    void take_sixHoursAsInTheNightsBefore_makesHardlyMoreRequestsThanTheCloudNeeds(
            int size, int count, boolean futures, Form form) throws IOException {
        fill(count, size / count);
        Duration took = Duration.ofHours(6);
        cloud.takes(Work.BACKUP, took);
        for (int night = 0; night < 2; night++) {
            runs(cloud.backup()).forEach(run -> run.await(LONG));
            cloud.time().advance(Duration.ofHours(18));
        }
        Instant begun = cloud.time().now();
        int floor = count + 24 + 1 + size / 1000;

        long requests = requests(form, backup -> {
            List<Operation<BackupRun>> runs = runs(backup);
            assertMade(
                    futures
                            ? byFutures(runs)
                            : runs.stream().map(run -> run.await(LONG)).toList());
        });

        assertThat(requests).as("requests, of which the cloud needs " + floor).isLessThanOrEqualTo((long)
                (1.2 * floor));
        assertThat(Duration.between(begun, cloud.time().now()).minus(took))
                .as("how late the last end is noticed")
                .isLessThanOrEqualTo(ONE_PAUSE);
    }

    /** The clock stands still between the polls of one thread, so that each end has its own lateness. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void awaitAll_manyRuns_eachEndIsNoticedWithinOnePause(Form form) throws IOException {
        fill(10, 20);
        Duration took = Duration.ofMinutes(10);
        cloud.takes(Work.BACKUP, took);
        List<Instant> ends = new ArrayList<>();
        List<Instant> noticed = new ArrayList<>();

        long unused = requests(form, backup -> {
            List<Operation<BackupRun>> runs = new ArrayList<>();
            for (VaultId vault : vaults) {
                ends.add(cloud.time().now().plus(took));
                runs.add(backup.restorePoints().take(BackupSpec.of(vault)));
                cloud.time().advance(Duration.ofSeconds(7));
            }
            Outcomes<BackupRun> outcomes = backup.operations().awaitAll(runs, LONG, progress -> {
                while (noticed.size() < progress.done()) {
                    noticed.add(cloud.time().now());
                }
            });
            assertThat(outcomes.failed()).isEmpty();
        });

        assertThat(noticed).hasSameSizeAs(ends);
        assertThat(IntStream.range(0, ends.size()).mapToObj(run -> Duration.between(ends.get(run), noticed.get(run))))
                .as("lateness of each end, in the order of the ends")
                .allSatisfy(late -> assertThat(late).isBetween(Duration.ZERO, ONE_PAUSE));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void take_aRunForEachOfAThousandDisksByFutures_looksAtAllTogether(Form form) throws IOException {
        fill(4, 250);
        cloud.takes(Work.BACKUP, Duration.ofMinutes(10));
        int floor = disks.size() + 6 + 1;

        long requests = requests(form, backup -> assertMade(byFutures(runsOfDisks(backup, 250))));

        assertThat(requests).as("requests, of which the cloud needs " + floor).isLessThanOrEqualTo((long)
                (1.03 * floor));
    }

    /** Threads that begin at once wait for the one that reads the vault. */
    @Test
    void take_byManyThreadsAtOnce_readsTheVaultOnce() throws Exception {
        fill(1, 64);
        AtomicInteger reads = new AtomicInteger();
        Interference counting = (method, target) -> {
            if (method.equals("GET") && target.getPath().contains("/vaults/")) {
                reads.incrementAndGet();
            }
            return Fault.NONE;
        };
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(counting)
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            List<Callable<Operation<BackupRun>>> takes = new ArrayList<>();
            disks.forEach(disk -> takes.add(() ->
                    backup.restorePoints().take(BackupSpec.of(vaults.get(0)).only(disk))));

            for (Future<Operation<BackupRun>> each : callers.invokeAll(takes)) {
                assertThat(each.get().token()).isNotEmpty();
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(reads).hasValue(1);
    }

    /** The vault is looked at once for all of them. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void awaitAll_aRunForEachMember_looksAtAllTogether(Form form) throws IOException {
        fill(2, 60);
        long starting = (long) disks.size() + vaults.size();

        long requests = requests(
                form,
                backup -> assertMade(backup.operations()
                        .awaitAll(runsOfDisks(backup, 60), LONG)
                        .results()));

        assertThat(requests).as("requests").isBetween(starting + 2, starting + 20);
    }

    /**
     * Another process knows no run by its answer: it asks for each once, after its end, and for what all of them have made together.
     * How far they are it does not know either, so that its looks are as far apart as those at work without a percentage.
     */
    @ParameterizedTest
    @EnumSource(Form.class)
    void awaitAll_runsOfAnotherProcess_looksAtAllTogetherAndAtEachOnce(Form form) throws IOException {
        fill(20, 2);
        List<String> tokens = new ArrayList<>();
        var unused = requests(form, backup -> runs(backup).forEach(run -> tokens.add(run.token())));

        long requests = requests(form, backup -> {
            List<Operation<BackupRun>> runs = tokens.stream()
                    .map(token -> backup.operations().resume(token, BackupRun.class))
                    .toList();
            assertMade(backup.operations().awaitAll(runs, LONG).results());
        });

        assertThat(requests).as("requests").isBetween((long) tokens.size(), tokens.size() + 60L);
    }

    /** What the disks of servers take to ask for is spent by the run whose servers they are. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void await_oneOfSeveralRunsOfServers_asksForTheDisksOfItsServersOnly(Form form) throws IOException {
        for (int i = 0; i < 4; i++) {
            Resource.Disk disk = cloud.addDisk("system-" + i, DataSize.gib(10));
            VaultId vault = cloud.backup()
                    .vaults()
                    .create(VaultSpec.forServers("servers-" + i, DataSize.gib(1000)))
                    .id();
            cloud.backup().vaults().add(vault, cloud.addServer("server-" + i, disk));
            vaults.add(vault);
        }
        List<String> shown = new ArrayList<>();

        long unused = requests(form, backup -> {
            List<Operation<BackupRun>> runs = runs(backup.listening(new BackupListener() {
                @Override
                public void requestSent(Request request) {
                    if (request.operation().equals("ShowBackup")) {
                        shown.add(request.operation());
                    }
                }
            }));
            cloud.time().advance(Duration.ofHours(2));
            assertThat(runs.get(0).await(LONG).restorePoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.parts()).hasSize(1));
        });

        assertThat(shown).hasSizeLessThanOrEqualTo(1);
    }

    /** How long a page of restore points of servers is, a small one shows; the others come in one large page. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void awaitAll_runsOfManyServers_readsASmallPageAndALargeOne(Form form) throws IOException {
        for (int i = 0; i < 4; i++) {
            int number = i;
            List<Resource.Server> servers = IntStream.range(0, 80)
                    .mapToObj(member -> cloud.addServer(
                            "server-" + number + "-" + member,
                            cloud.addDisk("system-" + number + "-" + member, DataSize.gib(10))))
                    .toList();
            VaultId vault = cloud.backup()
                    .vaults()
                    .create(VaultSpec.forServers("servers-" + i, DataSize.gib(10_000)))
                    .id();
            cloud.backup().vaults().add(vault, servers);
            vaults.add(vault);
        }
        List<String> lists = new ArrayList<>();

        long unused = requests(form, backup -> {
            CloudBackup heard = backup.listening(new BackupListener() {
                @Override
                public void requestSent(Request request) {
                    if (request.operation().equals("ListBackups")) {
                        lists.add(request.operation());
                    }
                }
            });
            assertThat(heard.operations().awaitAll(runs(heard), LONG).results())
                    .flatMap(BackupRun::restorePoints)
                    .hasSize(320)
                    .allSatisfy(point -> assertThat(point.parts()).hasSize(1));
        });

        assertThat(lists).as("pages of 320 restore points").hasSize(2);
    }

    private void assertMade(List<BackupRun> runs) {
        assertThat(runs)
                .flatMap(BackupRun::restorePoints)
                .map(RestorePoint::resource)
                .containsExactlyElementsOf(new ArrayList<Resource>(disks));
        assertThat(runs)
                .flatMap(BackupRun::restorePoints)
                .allSatisfy(point -> assertThat(point.status()).isEqualTo(RestorePoint.Status.AVAILABLE));
    }

    private List<Operation<BackupRun>> runs(CloudBackup backup) {
        return vaults.stream()
                .map(vault -> backup.restorePoints().take(BackupSpec.of(vault)))
                .toList();
    }

    private static List<BackupRun> byFutures(List<Operation<BackupRun>> runs) {
        List<CompletableFuture<BackupRun>> waits =
                runs.stream().map(Operation::toCompletableFuture).toList();
        return waits.stream().map(CompletableFuture::join).toList();
    }

    private List<Operation<BackupRun>> runsOfDisks(CloudBackup backup, int inEachVault) {
        List<Operation<BackupRun>> runs = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            BackupSpec spec = BackupSpec.of(vaults.get(i / inEachVault)).only(disks.get(i));
            runs.add(backup.restorePoints().take(spec));
        }
        return runs;
    }

    private void fill(int count, int members) {
        for (int i = 0; i < count; i++) {
            int number = i;
            List<Resource.Disk> its = IntStream.range(0, members)
                    .mapToObj(member -> cloud.addDisk("disk-" + number + "-" + member, DataSize.gib(10)))
                    .toList();
            VaultId vault = cloud.backup()
                    .vaults()
                    .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(10_000)))
                    .id();
            cloud.backup().vaults().add(vault, its);
            vaults.add(vault);
            disks.addAll(its);
        }
    }

    private long requests(Form form, Consumer<CloudBackup> call) throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            call.accept(backup);
            return emulator.requests();
        }
    }
}
