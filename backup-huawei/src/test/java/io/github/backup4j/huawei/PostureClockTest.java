package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.SetClock;
import io.github.backup4j.posture.Assessment;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock here that is off makes ages unknown, also where no restore point is from the future. */
class PostureClockTest {
    @ParameterizedTest
    @ValueSource(ints = {-10, -3, 0, 1, 3, 10})
    void of_clockThatIsOff_isUnknownNeverOk(int minutesAhead) throws IOException {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(10));
        CloudBackup inside = cloud.backup();
        Vault vault = inside.vaults().create(VaultSpec.forDisks("disks", DataSize.gib(100)));
        Vault unused = inside.vaults().add(vault.id(), orders);
        inside.policies()
                .attach(
                        inside.policies()
                                .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)))
                                .id(),
                        vault.id());
        cloud.time().advance(Duration.ofDays(5).plusHours(12));
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
                CloudBackup backup = EmulatedBackup.builder()
                        .region(cloud.site().region())
                        .project(cloud.site().project())
                        .accessKey("AKEXAMPLE", "SKEXAMPLE")
                        .endpoint(emulator.address())
                        .timeSource(new SetClock(cloud.time(), Duration.ofMinutes(minutesAhead)))
                        .build()) {
            Posture posture = Posture.of(backup, Objectives.defaults().rpo(Duration.ofHours(26)));

            Assessment age = posture.of(orders).of(Control.RPO_BREACHED);
            if (Math.abs(minutesAhead) > 2) {
                assertThat(age.result()).as("%s", age).isEqualTo(Assessment.Result.UNKNOWN);
                assertThat(posture.gaps()).anySatisfy(gap -> assertThat(gap).contains("clock here is off"));
            } else {
                assertThat(age.result()).as("%s", age).isEqualTo(Assessment.Result.OK);
                assertThat(posture.gaps()).isEmpty();
            }
        }
    }
}
