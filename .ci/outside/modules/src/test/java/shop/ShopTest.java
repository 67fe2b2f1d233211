package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.testkit.InMemoryCloud;
import org.junit.jupiter.api.Test;

class ShopTest {
    @Test
    void backUp_oneDisk_oneRestorePoint() {
        InMemoryCloud cloud = InMemoryCloud.create();

        assertEquals(1, Shop.backUp(cloud.backup(), cloud.addDisk("orders", DataSize.gib(40))));
        assertTrue(Shop.class.getModule().isNamed(), "tests run on the module path");
    }

    @Test
    void huawei_nobodyListens_unavailable() {
        try (CloudBackup backup = Shop.huawei()) {
            assertTrue(Shop.failureOf(backup).getMessage().contains("127.0.0.1"));
        }
    }
}
