package io.github.backup4j.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Billing;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much a vault is forecast to hold decides how much capacity a remedy costs. */
class PeakTest {
    private static final Instant NOW = Instant.parse("2026-01-11T12:00:00Z");
    private static final VaultId VAULT = new VaultId("vault");
    private static final PolicyId POLICY = new PolicyId("policy");

    @Test
    void peak_retentionWhoseReachIsKnown_isForecast() {
        assertThat(peak(Schedule.dailyAt("02:00"), Retention.latest(20))).isGreaterThan(gib(50));
        assertThat(peak(Schedule.dailyAt("02:00"), Retention.days(20))).isGreaterThan(gib(50));
        assertThat(peak(Schedule.dailyAt("02:00"), Retention.forever())).isGreaterThan(gib(400));
    }

    @Test
    void peak_scheduleThatNobodyUnderstands_isForecastOnlyWhereNothingIsDeleted() {
        Schedule odd = new Schedule.Opaque(List.of("FREQ=HOURLY"));

        assertThat(peak(odd, Retention.latest(20))).isZero();
        assertThat(peak(odd, Retention.days(20))).isGreaterThan(gib(50));
        assertThat(peak(odd, Retention.forever())).isGreaterThan(gib(400));
    }

    private static double gib(long count) {
        return DataSize.gib(count).bytes();
    }

    /** Ten days of 5 GiB each. */
    private static double peak(Schedule schedule, Retention retention) {
        Facts facts = new Facts(NOW, List.of());
        Vault vault = new Vault(
                VAULT,
                "disks",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.DISK),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                new Vault.Space(DataSize.gib(100), DataSize.gib(50), false, null),
                Billing.PAY_PER_USE,
                List.of(),
                List.of(new Vault.AttachedPolicy(POLICY, Reported.of(Purpose.BACKUP), null)),
                Map.of(),
                null);
        facts.vaults.put(VAULT, vault);
        facts.policies.put(
                POLICY,
                new Policy(
                        POLICY,
                        "policy",
                        Reported.of(Purpose.BACKUP),
                        true,
                        schedule,
                        retention,
                        null,
                        null,
                        List.of(new Policy.Attachment(VAULT, null))));
        for (int day = 0; day < 10; day++) {
            facts.add(point(day));
        }
        return VaultControls.peak(
                Cases.OfVault.of(facts, vault), Objectives.defaults().fullWithin(Duration.ofDays(90)));
    }

    private static RestorePoint point(int daysAgo) {
        return new RestorePoint(
                new RestorePointId("point-" + daysAgo),
                "point",
                null,
                VAULT,
                new RestorePoint.Provenance(RestorePoint.Origin.TAKEN, true, null),
                new RestorePoint.Source(Resource.disk("disk"), "disk", DataSize.gib(10), null),
                Reported.of(RestorePoint.Status.AVAILABLE),
                NOW.minus(Duration.ofDays(daysAgo)).minus(Duration.ofHours(10)),
                null,
                new RestorePoint.Content(true, false, DataSize.gib(5), List.of()),
                List.of(),
                List.of());
    }
}
