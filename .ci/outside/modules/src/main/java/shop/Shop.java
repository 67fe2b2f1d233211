package shop;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.testkit.InMemoryCloud;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;

public final class Shop {
    private Shop() {}

    public static void main(String[] args) {
        InMemoryCloud cloud = InMemoryCloud.create();
        System.out.println("restore points: " + backUp(cloud.backup(), cloud.addDisk("orders", DataSize.gib(40))));
        try (CloudBackup huawei = huawei()) {
            System.out.println("nobody listens: " + failureOf(huawei));
        }
        try (CloudBackup byName = CloudBackup.open("memory:")) {
            System.out.println("by name: " + byName.site());
        }
        for (Class<?> type : new Class<?>[] {Shop.class, CloudBackup.class, InMemoryCloud.class, HuaweiBackup.class}) {
            if (!type.getModule().isNamed()) {
                throw new IllegalStateException(type + " is in no module");
            }
        }
    }

    static int backUp(CloudBackup backup, Resource.Disk disk) {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("nightly", DataSize.gib(100)));
        backup.vaults().add(vault.id(), disk);
        return backup.restorePoints()
                .take(BackupSpec.of(vault.id()))
                .await(Duration.ofHours(1))
                .restorePoints()
                .size();
    }

    /** Goes through all modules of the vendor's SDK, up to a port on which nobody listens. */
    static Unavailable failureOf(CloudBackup backup) {
        try (Stream<Vault> vaults = backup.vaults().list()) {
            throw new IllegalStateException("somebody listens: " + vaults.count());
        } catch (Unavailable expected) {
            return expected;
        }
    }

    static CloudBackup huawei() {
        return HuaweiBackup.builder()
                .region("eu-west-101")
                .project("0605767b5780d5762fc5c0118072a564")
                .accessKey("any", "any")
                .endpoint(URI.create("http://127.0.0.1:1"))
                .attempts(1)
                .build();
    }
}
