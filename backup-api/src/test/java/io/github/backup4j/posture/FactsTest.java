package io.github.backup4j.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Resource.Disk DISK = Resource.disk("disk");

    @Test
    void add_samePointOfAShiftedPage_countsOnce() {
        Facts facts = new Facts(NOW, List.of());

        facts.add(point("one"));
        facts.add(point("two"));
        facts.add(point("one"));

        assertThat(facts.pointsOf(DISK)).extracting(RestorePoint::id).containsExactly(id("one"), id("two"));
        assertThat(facts.pointsIn.get(new VaultId("vault"))).hasSize(2);
    }

    private static RestorePointId id(String value) {
        return new RestorePointId(value);
    }

    private static RestorePoint point(String id) {
        return new RestorePoint(
                id(id),
                id,
                null,
                new VaultId("vault"),
                new RestorePoint.Provenance(RestorePoint.Origin.TAKEN, true, null),
                new RestorePoint.Source(DISK, "disk", DataSize.gib(10), null),
                Reported.of(RestorePoint.Status.AVAILABLE),
                NOW,
                null,
                new RestorePoint.Content(true, false, null, List.of()),
                List.of(),
                List.of());
    }
}
