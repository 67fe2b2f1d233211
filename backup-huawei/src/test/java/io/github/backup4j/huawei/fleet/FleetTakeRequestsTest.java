package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many requests a backup of a fleet makes: some for each vault, none for each disk. */
class FleetTakeRequestsTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final RequestKey KEY = RequestKey.of("nightly-1");
    private static final int VAULTS = 20;

    /** For each vault: a look for its key, showVault, the create, and a look for a second run of the key. */
    private static final long PER_VAULT = 4;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<VaultId> vaults = new ArrayList<>();

    @ParameterizedTest
    @EnumSource(Form.class)
    void takeAll_specs_makesNoRequestForEachDisk(Form form) throws IOException {
        fill(10);

        long requests = requests(form, specs());

        assertThat(requests).as("requests").isBetween((long) VAULTS, PER_VAULT * VAULTS + 20);
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
        assertThat(requests).as("requests").isLessThanOrEqualTo(PER_VAULT * VAULTS + 20);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void takeAll_filter_addsOneListOfResources(Form form) throws IOException {
        fill(10);
        long listing = listRequests(form);

        long requests = requests(form, FleetSpec.matching(ResourceFilter.all()));

        assertThat(requests - listing).as("requests beside those of the list").isLessThan(PER_VAULT * VAULTS + 20);
    }

    private FleetSpec specs() {
        return FleetSpec.of(vaults.stream().map(BackupSpec::of).toList());
    }

    private void fill(int members) {
        for (int i = 0; i < VAULTS; i++) {
            int number = i;
            List<Resource.Disk> disks = IntStream.range(0, members)
                    .mapToObj(member -> cloud.addDisk("disk-" + number + "-" + member, DataSize.gib(10)))
                    .toList();
            VaultId vault = cloud.backup()
                    .vaults()
                    .create(VaultSpec.forDisks("vault-" + members + "-" + i, DataSize.gib(1000)))
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
            assertThat(result.allDone()).as(result::toString).isTrue();
            return emulator.requests();
        }
    }
}
