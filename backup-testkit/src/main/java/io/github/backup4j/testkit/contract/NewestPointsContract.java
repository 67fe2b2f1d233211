package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.RestorePoints#newest(java.util.Collection)} promises. */
@DisplayName("The newest restore points of many")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class NewestPointsContract extends ContractTest {
    @Test
    @DisplayName("are those that each is asked about by itself would have")
    void newest_ofSeveral_eachItsOwnNewest() {
        Resource.Disk orders = disk("orders", "o");
        Resource.Disk invoices = disk("invoices", "i");
        Resource.Server shop = server("shop", "s");
        Vault disks = diskVault("disks", orders, invoices);
        Vault servers = serverVault("servers", shop);
        RestorePoint older = pointOf(orders, disks);
        RestorePoint ofInvoices = pointOf(invoices, disks);
        RestorePoint ofShop = pointOf(shop, servers);
        RestorePoint newer = pointOf(orders, disks);

        Map<Resource, RestorePoint> newest = backup.restorePoints().newest(List.of(orders, invoices, shop));

        assertThat(ids(newest))
                .isEqualTo(Map.of(orders, newer.id(), invoices, ofInvoices.id(), shop, ofShop.id()))
                .doesNotContainValue(older.id());
        assertThat(newest.get(orders))
                .isEqualTo(backup.restorePoints().newest(orders).orElseThrow());
    }

    @Test
    @DisplayName("leave out what has none, and what is not asked about")
    void newest_someWithoutAny_areLeftOut() {
        Resource.Disk orders = disk("orders", "o");
        Resource.Disk invoices = disk("invoices", "i");
        Resource.Disk idle = disk("idle", "-");
        Vault disks = diskVault("disks", orders, invoices, idle);
        RestorePoint ofOrders = pointOf(orders, disks);
        pointOf(invoices, disks);

        assertThat(ids(backup.restorePoints().newest(List.of(idle, orders, orders))))
                .isEqualTo(Map.of(orders, ofOrders.id()));
    }

    @Test
    @DisplayName("of nothing are none")
    void newest_ofNothing_isEmpty() {
        assertThat(backup.restorePoints().newest(List.of())).isEmpty();
    }

    @Test
    @DisplayName("are not asked for with null")
    void newest_null_isRefused() {
        List<Resource> holdingNull = new ArrayList<>();
        holdingNull.add(nothing());

        assertThatThrownBy(() -> backup.restorePoints().newest(holdingNull)).isInstanceOf(NullPointerException.class);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller does who does not check for null
    private static <T> T nothing() {
        return null;
    }

    private static Map<Resource, RestorePointId> ids(Map<Resource, RestorePoint> points) {
        Map<Resource, RestorePointId> ids = new LinkedHashMap<>();
        points.forEach((resource, point) -> ids.put(resource, point.id()));
        return ids;
    }
}
