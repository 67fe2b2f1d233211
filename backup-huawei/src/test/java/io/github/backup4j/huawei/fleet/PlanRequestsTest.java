package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many requests applying a plan makes: some for each vault and each removal, none for each member. */
class PlanRequestsTest {
    private static final int VAULTS = 4;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<Resource> disks = new ArrayList<>();
    private final Map<String, Integer> sent = new TreeMap<>();

    /** For each vault: looks for its key and its name, the pages of what can become a member, and what the steps themselves read again. */
    private static final int FOR_A_VAULT = 50;

    /** What a removal reads again and writes: member, vault, restore points, mark. */
    private static final int FOR_A_REMOVAL = 15;

    /** Pages of disks, vaults, policies and restore points, before the first change. */
    private static final int FOR_ALL = 20;

    @Test
    void apply_thousandDisksInFourVaults_makesNoRequestForEachDisk() throws IOException {
        fill(1000);
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
                CloudBackup plain = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            CloudBackup backup = counting(plain);

            int first = apply(backup, protection(Retention.latest(7), disks));

            assertThat(sent)
                    .as("changes")
                    .containsEntry("CreatePolicy", 1)
                    .containsEntry("CreateVault", VAULTS)
                    .containsEntry("AssociateVaultPolicy", VAULTS)
                    .containsEntry("AddVaultResource", VAULTS);
            assertThat(first).as("%s", sent).isLessThanOrEqualTo(VAULTS * FOR_A_VAULT);
            cloud.time().advance(Duration.ofDays(2));
            int shortened = apply(backup, protection(Retention.latest(1), disks));
            assertThat(sent).as("changes").containsEntry("UpdatePolicy", 1);
            assertThat(shortened).as("%s", sent).isLessThanOrEqualTo(2 * FOR_ALL);
            int removed = apply(backup, protection(Retention.latest(1), disks.subList(4, disks.size())));
            assertThat(removed).as("%s", sent).isLessThanOrEqualTo(FOR_ALL + 4 * FOR_A_REMOVAL);
        }
    }

    /** The lists of disks, in two pages, and of servers are read once, to check the selection, however many members leave. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void apply_removals_makeTheSameRequestsEach(Form form) throws IOException {
        fill(60);
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup plain = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            CloudBackup backup = counting(plain);
            int unused = apply(backup, protection(Retention.latest(7), disks));
            cloud.time().advance(Duration.ofDays(2));

            int one = apply(backup, protection(Retention.latest(7), disks.subList(1, 60)));
            assertThat(sent).containsEntry("RemoveVaultResource", 1);
            cloud.time().advance(Duration.ofHours(1));
            int eleven = apply(backup, protection(Retention.latest(7), disks.subList(12, 60)));

            assertThat(sent)
                    .containsEntry("RemoveVaultResource", 11)
                    .containsEntry("ListServersDetails", 1)
                    .containsEntry("ListVolumes", 2);
            assertThat(eleven - one).as("%s", sent).isEqualTo(10 * FOR_A_REMOVAL);
            assertThat(one).isLessThanOrEqualTo(FOR_ALL + FOR_A_REMOVAL);
        }
    }

    private int apply(CloudBackup backup, Protection protection) {
        Plan plan = protection.plan(backup);
        Allowing allowing = Allowing.expiring(plan.destroys()).andRemoving(disks.toArray(Resource[]::new));
        sent.clear();
        PlanResult result = plan.apply(allowing);
        assertThat(result.complete()).as("%s", result).isTrue();
        return sent.values().stream().mapToInt(Integer::intValue).sum();
    }

    private CloudBackup counting(CloudBackup backup) {
        return backup.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                sent.merge(request.operation(), 1, Integer::sum);
            }
        });
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            disks.add(cloud.addDisk("disk-" + i, DataSize.gib(1)));
        }
    }

    private static Protection protection(Retention retention, List<Resource> disks) {
        return Protection.of("shop")
                .of(Selector.resources(disks))
                .every(Schedule.dailyAt("02:00"))
                .keeping(retention)
                .inVaults(Sizing.ofMembers(2.0));
    }
}
