package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests a backup of a fleet makes: one for each vault, none for each disk, and some for all. */
class FleetTakeRequestsTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final RequestKey KEY = RequestKey.of("nightly-1");
    private static final int VAULTS = 20;

    /**
     * For all vaults together: looks for their keys, lists of them, looks for second runs of the keys, one after each ten starts, and the polls of their
     * runs.
     */
    private static final long FOR_ALL = 20;

    /** By how much a backup may exceed what the cloud needs. */
    private static final double FACTOR = 1.2;

    /** The polls of ten minutes by a list. */
    private static final int POLLS = 6;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<VaultId> vaults = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(Form.class)
    void takeAll_specs_makesNoRequestForEachDisk(Form form) throws IOException {
        fill(10);

        long requests = requests(form, specs());

        assertThat(requests).as("requests").isBetween((long) VAULTS, VAULTS + FOR_ALL);
    }

    /**
     * The least that CBR needs: a start for each vault, six polls of all runs by one list, and the restore points by pages of a
     * thousand.
     */
    @ParameterizedTest
    @CsvSource({
        "1000, 4, RECORDED",
        "1000, 4, DOCUMENTED",
        "1000, 100, RECORDED",
        "1000, 100, DOCUMENTED",
        "10000, 40, RECORDED"
    })
    void takeAll_manyDisks_makesHardlyMoreRequestsThanTheCloudNeeds(int disks, int count, Form form)
            throws IOException {
        fill(count, disks / count);
        int floor = count + POLLS + disks / 1000;

        long requests = requests(form, specs());

        assertThat(requests).as("requests, of which the cloud needs " + floor).isLessThanOrEqualTo((long)
                (FACTOR * floor));
    }

    /** Another process has backed up the last vault in between; what was made since fills more than one page of a list. */
    @Test
    void takeAll_anotherCallerBehindTheFirstPage_isSeen() throws IOException {
        fill(8, 160);
        VaultId last = vaults.get(7);
        List<FleetResult> others = new ArrayList<>();
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time());
                CloudBackup other = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            CloudBackup interrupted = backup.listening(new BackupListener() {
                @Override
                public void requestSent(Request request) {
                    if (request.operation().equals("ListVault") && others.isEmpty()) {
                        FleetSpec only = FleetSpec.of(List.of(BackupSpec.of(last)));
                        others.add(other.restorePoints().takeAll(only, KEY, LONG));
                    }
                }
            });

            FleetResult result = interrupted.restorePoints().takeAll(specs(), KEY, LONG);

            assertThat(result.complete()).as(result::toString).isTrue();
            assertThat(result.outcomes().stream()
                            .filter(FleetOutcome.Done.class::isInstance)
                            .map(FleetOutcome.Done.class::cast)
                            .filter(done -> last.equals(done.vault()))
                            .map(done -> done.restorePoint().id()))
                    .as("restore points of the vault that the other caller has backed up")
                    .containsExactlyInAnyOrderElementsOf(others.get(0).restorePoints().stream()
                            .map(RestorePoint::id)
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void takeAll_fewAtOnce_startsTheNextOnesTogether(Form form) throws IOException {
        fill(1);

        long requests = requests(form, specs().atMostRuns(10));

        assertThat(requests).as("requests").isLessThanOrEqualTo(VAULTS + 2 * FOR_ALL);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void takeAll_tenTimesTheDisks_makesHardlyMoreRequests(Form form) throws IOException {
        fill(2);
        long few = requests(form, specs());
        vaults.clear();
        fill(20);

        long many = requests(form, specs());

        assertThat(many - few)
                .as("more requests for %d disks than for %d".formatted(20 * VAULTS, 2 * VAULTS))
                .isLessThan(VAULTS);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void takeAll_repeatedInAnotherProcess_startsNothing(Form form) throws IOException {
        fill(2);
        long unused = requests(form, specs());
        long points = cloud.backup().restorePoints().list().count();

        long requests = requests(form, specs());

        assertThat(cloud.backup().restorePoints().list()).hasSize((int) points);
        assertThat(requests).as("requests").isLessThanOrEqualTo(VAULTS + FOR_ALL);
    }

    /**
     * Another process starts all runs after this one has looked for them: each vault is backed up once, and both say so. The list of
     * vaults that is read next shows them idle, or busy with the very runs.
     */
    @ParameterizedTest
    @ValueSource(strings = {"ListVault", "ListBackups"})
    void takeAll_anotherCallerWithTheKeyMeanwhile_joinsItsRuns(String after) throws IOException {
        fill(2);
        List<FleetResult> others = new ArrayList<>();
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time());
                CloudBackup other = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            CloudBackup interrupted = backup.listening(new BackupListener() {
                @Override
                public void requestSent(Request request) {
                    if (request.operation().equals(after) && others.isEmpty()) {
                        others.add(other.restorePoints().takeAll(specs(), KEY, Duration.ofSeconds(1)));
                    }
                }
            });

            FleetResult result = interrupted.restorePoints().takeAll(specs(), KEY, LONG);

            assertThat(result.complete()).as(result::toString).isTrue();
            assertThat(others.get(0).runningTokens()).hasSize(VAULTS);
            assertThat(cloud.backup().restorePoints().list()).hasSize(2 * VAULTS);
        }
    }

    /** Another process backs all vaults up after this one has started five runs, and has looked for none of the others' since. */
    @Test
    void takeAll_anotherCallerEndsMeanwhile_seesItsRunsAfterTenStarts() throws IOException {
        fill(2);
        List<FleetResult> others = new ArrayList<>();
        AtomicInteger starts = new AtomicInteger();
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time());
                CloudBackup other = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            CloudBackup interrupted = backup.listening(new BackupListener() {
                @Override
                public void requestSent(Request request) {
                    if (request.operation().equals("CreateCheckpoint") && starts.incrementAndGet() == 5) {
                        others.add(other.restorePoints().takeAll(specs(), KEY, LONG));
                    }
                }
            });

            FleetResult result = interrupted.restorePoints().takeAll(specs(), KEY, LONG);

            assertThat(result.complete()).as(result::toString).isTrue();
            assertThat(others)
                    .singleElement()
                    .satisfies(each -> assertThat(each.complete()).isTrue());
            assertThat(starts.get()).as("runs that the first has started").isEqualTo(10);
            assertThat(cloud.backup().restorePoints().list().count())
                    .as("restore points of %d disks", 2 * VAULTS)
                    .isLessThanOrEqualTo(2 * (VAULTS + 6));
        }
    }

    /** The look for runs of the keys, and that for vaults that are busy, then ask for each vault by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"/backups", "/vaults"})
    void takeAll_listOfAllThatIsRefused_backsEachVaultUpOnce(String list) throws IOException {
        fill(3, 2);
        Interference refusing = (method, target) -> method.equals("GET")
                        && target.getPath().endsWith(list)
                        && !String.valueOf(target.getQuery()).matches(".*(vault|checkpoint)_id.*")
                ? Fault.REFUSED
                : Fault.NONE;
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(refusing)
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            for (int i = 0; i < 2; i++) {
                FleetResult result = backup.restorePoints().takeAll(specs(), KEY, LONG);
                assertThat(result.complete()).as(result::toString).isTrue();
                assertThat(cloud.backup().restorePoints().list()).hasSize(3 * 2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void takeAll_filter_addsOneListOfResources(Form form) throws IOException {
        fill(10);
        long listing = listRequests(form);

        long requests = requests(form, FleetSpec.matching(ResourceFilter.all()));

        assertThat(requests - listing).as("requests beside those of the list").isLessThan(VAULTS + FOR_ALL);
    }

    private FleetSpec specs() {
        return FleetSpec.of(vaults.stream().map(BackupSpec::of).toList());
    }

    private void fill(int members) {
        fill(VAULTS, members);
    }

    private void fill(int count, int members) {
        for (int i = 0; i < count; i++) {
            int number = i;
            List<Resource.Disk> disks = IntStream.range(0, members)
                    .mapToObj(member -> cloud.addDisk("disk-" + number + "-" + member, DataSize.gib(10)))
                    .toList();
            VaultId vault = cloud.backup()
                    .vaults()
                    .create(VaultSpec.forDisks("vault-" + members + "-" + i, DataSize.gib(10_000)))
                    .id();
            cloud.backup().vaults().add(vault, disks);
            vaults.add(vault);
        }
    }

    private long listRequests(Form form) throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            assertThat(backup.resources().list()).isNotEmpty();
            return emulator.requests();
        }
    }

    private long requests(Form form, FleetSpec fleet) throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            FleetResult result = backup.restorePoints().takeAll(fleet, KEY, LONG);
            assertThat(result.complete()).as(result::toString).isTrue();
            return emulator.requests();
        }
    }
}
