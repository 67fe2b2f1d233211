package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.InMemoryHarness;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

/**
 * An in-memory cloud that keeps schedules in their zones, and has limits that are those of no cloud it models, passes the whole contract:
 * no case of the contract relies on a figure of one cloud.
 */
@DisplayName("The in-memory cloud, with schedules in zones and limits of its own")
class ZonedInMemoryCloudContractTest extends BackupContract {
    private static final Limits LIMITS = Limits.none()
            .withNames(70)
            .withDescriptions(200, 120)
            .withImages(90, 300)
            .withTags(new Limits.Tags(12, 6, 40, 50))
            .withPolicies(50)
            .withVaults(60, DataSize.gib(5), DataSize.gib(2_000_000))
            .withTerms(12, 7)
            .withSnapshots(9, Set.of("own_"))
            .withExportFormats(Image.Format.QCOW2, Image.Format.VHD, Image.Format.of("raw"))
            .withOffers(new Limits.Offers(12, 11, 140))
            .withRunsAtOnce(4);

    @Override
    protected Harness newHarness() {
        return new InMemoryHarness(
                InMemoryCloud.builder().withZonedSchedules().limits(LIMITS).build());
    }
}
