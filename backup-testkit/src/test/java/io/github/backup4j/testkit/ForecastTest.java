package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.NotFound;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.posture.Assessment;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The forecast of a cloud that works as it should; {@code -Dforecast.write} writes the expected texts anew. */
class ForecastTest {
    private static final int UNIT = 1 << 16;

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(40));
    private final Resource.Disk bills = cloud.addDisk("bills", DataSize.gib(20));
    private final Resource.Disk system = cloud.addDisk("shop-system", DataSize.gib(40));
    private final Resource.Server shop = cloud.addServer("shop", system);
    private final VaultId disks = backup.vaults()
            .create(VaultSpec.forDisks("disks", DataSize.gib(100)))
            .id();
    private final VaultId servers = backup.vaults()
            .create(VaultSpec.forServers("servers", DataSize.gib(80)).withAutoExpand(true))
            .id();
    private final PolicyId nightly = backup.policies()
            .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)))
            .id();

    ForecastTest() {
        Vault unused = backup.vaults().add(disks, orders, bills);
        Vault unusedToo = backup.vaults().add(servers, shop);
        backup.policies().attach(nightly, disks);
        backup.policies().attach(nightly, servers);
        cloud.time().advance(Duration.ofHours(1));
        for (int day = 0; day < 10; day++) {
            write(orders, day, 2 * UNIT);
            write(bills, day, UNIT);
            write(system, day, 4 * UNIT);
            cloud.time().advance(Duration.ofDays(1));
        }
    }

    @Test
    void of_nothingChanges_keepsWhatThePolicyKeeps() {
        Forecast forecast = Forecast.of(InMemoryCloud.modelOf(backup, Growth.observed()), Period.ofYears(1));

        VaultForecast vault = forecast.of(disks);
        assertThat(vault.fullAt()).isNull();
        assertThat(vault.refused()).isZero();
        assertThat(vault.resources()).extracting(ResourceForecast::name).containsExactly("bills", "orders");
        assertThat(vault.resources()).allSatisfy(resource -> {
            assertThat(resource.before()).isEqualTo(10);
            assertThat(resource.points()).hasSize(30);
        });
        // 30 restore points of 2 and 1 units each: the oldest holds all data, which is no more than one changes.
        assertThat(vault.used()).isEqualTo(units(90));
        assertThat(vault.peak().bytes()).isBetween(90L * UNIT, 93L * UNIT);
        assertThat(forecast.until()).isEqualTo(Instant.parse("2027-01-11T01:00:00Z"));
    }

    @Test
    void of_growthThatFills_saysWhenAndWhatFails() {
        Growth growth = Growth.perDay(DataSize.gib(4)).except(bills, Growth.perDay(DataSize.ZERO));
        CloudModel model = InMemoryCloud.modelOf(backup, growth);

        // 22 hours after the restore point before, the first takes 4 GiB, as each does later: the 25th does not fit.
        VaultForecast forecast = Forecast.of(model, Period.ofMonths(3)).of(disks);
        assertThat(forecast.fullAt()).isEqualTo(Instant.parse("2026-02-04T02:10:00Z"));
        assertThat(forecast.refused()).isPositive();
        assertThat(forecast.peak()).isBetween(DataSize.gib(96), DataSize.gib(100));
        assertThat(Forecast.of(model, Period.ofDays(20)).of(disks).fullAt()).isNull();
    }

    @Test
    void of_newData_makesResourcesLargerUntilTheyAreFull() {
        Growth growth = Growth.perDay(DataSize.gib(2)).ofWhichNew(100).except(bills, Growth.perDay(DataSize.ZERO));

        VaultForecast forecast = Forecast.of(InMemoryCloud.modelOf(backup, growth), Period.ofMonths(3))
                .of(disks);

        // The disk has 40 GiB, and 30 restore points share them.
        assertThat(forecast.fullAt()).isNull();
        assertThat(forecast.used().bytes())
                .isBetween(DataSize.gib(40).bytes(), DataSize.gib(41).bytes());
    }

    @Test
    void of_vaultThatFills_saysWhenTheFirstBackupFails() {
        cloud.faults().fill(disks, units(16));

        VaultForecast forecast = Forecast.of(InMemoryCloud.modelOf(backup, Growth.observed()), Period.ofMonths(3))
                .of(disks);

        // Each day takes 3 units: the sixth does not fit.
        assertThat(forecast.fullAt()).isEqualTo(Instant.parse("2026-01-16T02:10:00Z"));
        assertThat(forecast.refused()).isPositive();
        assertThat(forecast.peak()).isLessThanOrEqualTo(forecast.capacity());
    }

    @Test
    void of_vaultThatExpands_growsInstead() {
        Growth growth = Growth.perDay(DataSize.gib(5)).filled(50).ofWhichNew(50);
        cloud.faults().fill(servers, units(16));

        VaultForecast forecast = Forecast.of(InMemoryCloud.modelOf(backup, growth), Period.ofMonths(3))
                .of(servers);

        assertThat(forecast.fullAt()).isNull();
        assertThat(forecast.capacityBefore()).isEqualTo(DataSize.gib(80));
        assertThat(forecast.capacity()).isGreaterThan(DataSize.gib(80));
    }

    @Test
    void changedBy_otherRetention_changesOnlyTheCopy() {
        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());
        Policy before = backup.policies().get(nightly);
        CloudModel weekly = model.changedBy("7 days", copy -> {
            Policy unused = copy.policies()
                    .update(nightly, copy.policies().get(nightly).toSpec().withRetention(Retention.days(7)));
        });

        Forecast seven = Forecast.of(weekly, Period.ofMonths(6));
        Forecast thirty = Forecast.of(model, Period.ofMonths(6));

        assertThat(seven.of(disks).points()).isEqualTo(2 * 7);
        assertThat(thirty.of(disks).points()).isEqualTo(2 * 30);
        assertThat(seven.of(disks).peak()).isLessThan(thirty.of(disks).peak());
        assertThat(backup.policies().get(nightly)).isEqualTo(before);
        assertThat(Comparison.of(thirty, seven).forecasts()).containsExactly(thirty, seven);
    }

    @Test
    void changedBy_impossibleChange_isToldByTheForecast() {
        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed())
                .changedBy("gone", copy -> copy.policies().delete(new PolicyId("no-such")));

        assertThatThrownBy(() -> Forecast.of(model, Period.ofDays(1)))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("no-such");
    }

    @Test
    void of_badPeriod_isRefused() {
        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());

        assertThatThrownBy(() -> Forecast.of(model, Period.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("P0D");
        assertThatThrownBy(() -> Forecast.of(model, Period.ofYears(11))).hasMessageContaining("P11Y");
        for (Period beyond : List.of(
                Period.ofYears(999_999_999),
                Period.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
                Period.of(Integer.MIN_VALUE, 0, 0))) {
            assertThatThrownBy(() -> Forecast.of(model, beyond))
                    .as("a year that there is not")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("period is " + beyond + ", not within");
        }
        assertThatThrownBy(() -> Forecast.of(model, Period.ofDays(1)).of(new VaultId("no-such")))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("no-such");
    }

    @Test
    void comparisonOf_otherTime_isRefused() {
        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());

        assertThatThrownBy(
                        () -> Comparison.of(Forecast.of(model, Period.ofDays(1)), Forecast.of(model, Period.ofDays(2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2026-01-13");
    }

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("forecast.seeds", 20));
    }

    /** Both count what the restore points of the last weeks show; posture by days, the model by backups. */
    @ParameterizedTest
    @MethodSource("seeds")
    void fullAt_asPostureForecastsIt_withinADay(long seed) {
        Random random = new Random(seed);
        int perDay = 1 + random.nextInt(5);
        boolean forever = random.nextBoolean();
        Policy unused = backup.policies()
                .update(
                        nightly,
                        backup.policies()
                                .get(nightly)
                                .toSpec()
                                .withRetention(forever ? Retention.forever() : Retention.latest(60)));
        for (int day = 0; day < 30; day++) {
            write(orders, day, perDay * UNIT);
            write(bills, day, 3 * UNIT);
            cloud.time().advance(Duration.ofDays(1));
        }
        cloud.faults().fill(disks, units(10 + random.nextInt(100)));
        Objectives objectives = Objectives.defaults().rpo(Duration.ofDays(2)).fullWithin(Duration.ofDays(60));

        Assessment posture = Posture.of(backup, objectives).of(disks).of(Control.VAULT_FULL_AT);
        Instant full = Forecast.of(InMemoryCloud.modelOf(backup, Growth.observed()), Period.ofDays(60))
                .of(disks)
                .fullAt();

        assertThat(posture.result()).as("seed %d: %s", seed, posture).isEqualTo(Assessment.Result.BREACHED);
        assertThat(full).as("seed %d", seed).isNotNull();
        LocalDate byPosture = LocalDate.parse(posture.evidence().get("fullOn"));
        assertThat(Objects.requireNonNull(full)
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate()
                        .toEpochDay())
                .as("seed %d: %s, model %s", seed, posture, full)
                .isCloseTo(byPosture.toEpochDay(), within(1L));
    }

    @Test
    void toString_oneYear_isAsExpected() throws IOException {
        assertSame("as-it-is", Forecast.of(InMemoryCloud.modelOf(backup, growth()), Period.ofYears(1)));
    }

    @Test
    void toString_sideBySide_isAsExpected() throws IOException {
        CloudModel model = InMemoryCloud.modelOf(backup, growth());
        CloudModel months = model.changedBy("months", copy -> {
            Retention kept = Retention.latest(7).plusWeekly(4, ZoneOffset.UTC).plusMonthly(12, ZoneOffset.UTC);
            Policy unused = copy.policies()
                    .update(nightly, copy.policies().get(nightly).toSpec().withRetention(kept));
        });
        CloudModel without = model.changedBy("no servers", copy -> {
            copy.policies().detach(nightly, servers);
        });

        assertSame(
                "side-by-side",
                Comparison.of(
                        Forecast.of(model, Period.ofYears(1)),
                        Forecast.of(months, Period.ofYears(1)),
                        Forecast.of(without, Period.ofYears(1))));
    }

    @Test
    void toString_emptyCloud_isAsExpected() throws IOException {
        CloudBackup empty = InMemoryCloud.create().backup();

        assertSame("empty", Forecast.of(InMemoryCloud.modelOf(empty, Growth.observed()), Period.ofMonths(1)));
    }

    private Growth growth() {
        Object unused = backup.restorePoints()
                .take(BackupSpec.of(disks).named("by hand"))
                .await(Duration.ofHours(1));
        return Growth.perDay(DataSize.gib(2))
                .filled(40)
                .ofWhichNew(10)
                .except(bills, Growth.perDay(DataSize.mib(600)).ofWhichNew(50));
    }

    private static DataSize units(int count) {
        return DataSize.bytes((long) count * UNIT);
    }

    private void write(Resource.Disk disk, int day, int bytes) {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) (day + 1));
        cloud.write(disk, content);
    }

    private static void assertSame(String name, Object actual) throws IOException {
        String file = "forecasts/" + name + ".txt";
        if (System.getProperty("forecast.write") != null) {
            Files.writeString(Path.of("src", "test", "resources", file), actual.toString());
        }
        try (InputStream in = ForecastTest.class.getClassLoader().getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            assertThat(actual.toString()).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
