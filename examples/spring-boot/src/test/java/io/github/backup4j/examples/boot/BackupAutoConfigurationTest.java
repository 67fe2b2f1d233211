package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.examples.boot.BackupProperties.Reconcile;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.Listeners;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** The beans of the auto-configuration, over the in-memory cloud that the properties name. */
class BackupAutoConfigurationTest {
    private static final String NAME = "spring-boot-test";

    /** After so many nights, it can be forecast when a vault will be full. */
    private static final Duration HISTORY = Duration.ofDays(5);

    private InMemoryCloud cloud;
    private ApplicationContextRunner runner;

    @BeforeEach
    void openCloud() {
        cloud = InMemoryCloud.named(NAME);
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BackupAutoConfiguration.class))
                .withPropertyValues("backup4j.cloud=memory:" + NAME, "backup4j.posture.refresh=0s");
    }

    @AfterEach
    void forgetCloud() {
        InMemoryCloud.forget(NAME);
    }

    private ApplicationContextRunner withShop(Reconcile reconcile) {
        return runner.withPropertyValues(
                "backup4j.reconcile=" + reconcile,
                "backup4j.protections.shop.tags.app=shop",
                "backup4j.protections.shop.every=every day at 02:00",
                "backup4j.protections.shop.keeping=the 7 newest, plus 4 weekly");
    }

    private Resource.Disk addShopDisk() {
        return cloud.addDisk(DiskSetup.of("orders", DataSize.gib(40)).withTags(Map.of("app", "shop")));
    }

    private static void reconciled(ApplicationContext context) {
        context.getBean(ProtectionReconciler.class).reconcile();
    }

    // ---- the backup

    @Test
    void cloud_named_backupIsABeanAndClosedWithTheContext() {
        CloudBackup[] kept = new CloudBackup[1];
        runner.run(context -> {
            kept[0] = context.getBean(CloudBackup.class);
            assertThat(kept[0].vaults().list()).isEmpty();
        });
        assertThat(kept[0]).isNotNull();
        assertThatIllegalStateException()
                .isThrownBy(() -> kept[0].vaults().list().toList())
                .withMessageContaining("closed");
        assertThat(cloud.backup().vaults().list())
                .as("the cloud itself is open")
                .isEmpty();
    }

    @Test
    void cloud_notNamed_noBeans() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BackupAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(CloudBackup.class));
    }

    @Test
    void cloud_beanOfTheApplication_isTakenInstead() {
        InMemoryCloud other = InMemoryCloud.create();
        runner.withBean("mine", CloudBackup.class, other::backup).run(context -> {
            assertThat(context).hasSingleBean(CloudBackup.class);
            assertThat(context.getBean(CloudBackup.class)).isSameAs(other.backup());
        });
    }

    @Test
    void cloud_notNamedButABeanOfTheApplication_isWatchedToo() {
        InMemoryCloud other = InMemoryCloud.create();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BackupAutoConfiguration.class))
                .withPropertyValues("backup4j.posture.refresh=0s")
                .withBean("mine", CloudBackup.class, other::backup)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(CloudBackup.class)).isSameAs(other.backup());
                    assertThat(context)
                            .hasSingleBean(ObservedBackup.class)
                            .hasSingleBean(PostureRefresh.class)
                            .hasSingleBean(BackupHealthIndicator.class)
                            .hasSingleBean(ProtectionReconciler.class);
                });
    }

    @Test
    void cloud_blank_startFailsWithTheName() {
        runner.withPropertyValues("backup4j.cloud= ")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("'cloud'"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        refresh,   -1h,   PT-1H
        refresh,   500us, PT0.0005S
        refresh,   999ms, PT0.999S
        refresh,   366d,  PT8784H
        rpo,       0s,    PT0S
        rpo,       -26h,  PT-26H
        retention, 0s,    PT0S
        retention, 37000d, PT888000H
        """)
    void posture_durationOutOfRange_startFailsWithTheNameAndTheValue(String property, String value, String read) {
        runner.withPropertyValues("backup4j.posture." + property + "=" + value)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(Invalid.class)
                        .hasMessageStartingWith("backup4j.posture." + property + " is " + read + "; give "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1s", "365d"})
    void refresh_atTheEndsOfItsRange_starts(String refresh) {
        runner.withPropertyValues("backup4j.posture.refresh=" + refresh)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void properties_wrong_startFailsWithTheNameAndTheReason() {
        runner.withPropertyValues(
                        "backup4j.protections.shop.tags.app=shop",
                        "backup4j.protections.shop.every=hourly",
                        "backup4j.protections.shop.keeping=for 7 days")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(Invalid.class)
                        .hasMessageContaining("backup4j.protections.shop: schedule \"hourly\""));
        runner.withPropertyValues("backup4j.posture.vaults-below=101")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("vaultsBelow"));
        runner.withPropertyValues("backup4j.protections.shop.every=every day at 02:00")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("tags"));
    }

    // ---- protections

    @Test
    void reconcile_plan_nothingIsChanged() {
        addShopDisk();
        withShop(Reconcile.PLAN).run(context -> {
            reconciled(context);

            assertThat(cloud.backup().vaults().list()).isEmpty();
            assertThat(context.getBean(ProtectionReconciler.class).outcomes().get("shop"))
                    .endsWith("steps planned, none applied");
        });
    }

    @Test
    void reconcile_notSaid_planAlone() {
        addShopDisk();
        runner.withPropertyValues(
                        "backup4j.protections.shop.tags.app=shop",
                        "backup4j.protections.shop.every=every day at 02:00",
                        "backup4j.protections.shop.keeping=for 7 days")
                .run(context -> {
                    reconciled(context);

                    assertThat(context.getBean(ProtectionReconciler.class)
                                    .outcomes()
                                    .get("shop"))
                            .endsWith("steps planned, none applied");
                    assertThat(cloud.backup().vaults().list()).isEmpty();
                    assertThat(cloud.backup().policies().list()).isEmpty();
                });
    }

    @Test
    void reconcile_apply_protectedOnceAndInSyncThen() {
        Resource.Disk disk = addShopDisk();
        withShop(Reconcile.APPLY).run(context -> {
            reconciled(context);
            assertThat(context.getBean(ProtectionReconciler.class).outcomes().get("shop"))
                    .endsWith("steps applied");
            assertThat(cloud.backup().resources().get(disk).vault()).isNotNull();

            reconciled(context);
            assertThat(context.getBean(ProtectionReconciler.class).outcomes()).containsEntry("shop", "in sync");
            assertThat(cloud.backup().vaults().list()).hasSize(1);
        });
    }

    @Test
    void reconcile_obstacle_isInTheOutcome() {
        addShopDisk();
        runner.withPropertyValues(
                        "backup4j.reconcile=apply",
                        "backup4j.protections.shop.tags.app=shop",
                        "backup4j.protections.shop.every=every day at 02:00 Europe/London",
                        "backup4j.protections.shop.keeping=for 7 days")
                .run(context -> {
                    reconciled(context);

                    assertThat(context.getBean(ProtectionReconciler.class)
                                    .outcomes()
                                    .get("shop"))
                            .contains("in the way: ", "Europe/London");
                    assertThat(cloud.backup().vaults().list()).isEmpty();
                });
    }

    @Test
    void reconcile_cloudFails_theApplicationStartsAndTells() {
        cloud.faults().failNext(Call.RESOURCES_LIST, new Denied("no permission"));
        withShop(Reconcile.APPLY).run(context -> {
            reconciled(context);
            assertThat(context.getBean(ProtectionReconciler.class).outcomes().get("shop"))
                    .startsWith("failed: ")
                    .contains("no permission");
        });
    }

    // ---- posture and health

    @Test
    void health_beforeTheFirstPosture_unknown() {
        runner.run(context -> {
            Health health = context.getBean(BackupHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(health.getDetails()).containsEntry("posture", "none yet");
        });
    }

    @Test
    void health_unprotectedDisk_atRiskWithTheReason() {
        addShopDisk();
        runner.run(context -> {
            context.getBean(PostureRefresh.class).refresh();

            Health health = context.getBean(BackupHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(BackupHealthIndicator.AT_RISK);
            assertThat(String.valueOf(health.getDetails().get("worst")))
                    .contains("UNPROTECTED")
                    .contains("disk-1");
        });
    }

    @Test
    void health_protectedAndBackedUp_upUntilThePostureIsTooOld() {
        addShopDisk();
        withShop(Reconcile.APPLY)
                .withPropertyValues("backup4j.posture.refresh=1h")
                .run(context -> {
                    PostureRefresh refresh = context.getBean(PostureRefresh.class);
                    refresh.stop();
                    reconciled(context);
                    cloud.time().advance(HISTORY);
                    refresh.refresh();

                    BackupHealthIndicator health = context.getBean(BackupHealthIndicator.class);
                    assertThat(health.health().getStatus())
                            .as(health.health().toString())
                            .isEqualTo(Status.UP);
                    cloud.time().advance(Duration.ofHours(4));
                    assertThat(health.health().getStatus()).isEqualTo(Status.UNKNOWN);
                    assertThat(health.health().getDetails()).containsEntry("posture", "too old");
                });
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {"RESOURCES_LIST", "VAULTS_LIST", "POLICIES_LIST", "RESTORE_POINTS_LIST", "RESTORE_POINTS_RUNS"})
    void list_cannotBeRead_nothingLooksAsIfAllWereWell(Call list) {
        addShopDisk();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        withShop(Reconcile.APPLY)
                .withPropertyValues("management.endpoints.web.exposure.include=backups")
                .withBean(MeterRegistry.class, () -> meters)
                .run(context -> {
                    PostureRefresh refresh = context.getBean(PostureRefresh.class);
                    BackupHealthIndicator health = context.getBean(BackupHealthIndicator.class);
                    reconciled(context);
                    cloud.time().advance(HISTORY);
                    refresh.refresh();
                    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
                    assertThat(findings(meters)).containsOnly(0.0);
                    assertThat(meters.get("backup.unknowns").gauge().value()).isZero();

                    cloud.faults().failNext(list, new Denied("the key was revoked"));
                    refresh.refresh();

                    assertThat(health.health().getStatus())
                            .as(health.health().toString())
                            .isEqualTo(Status.UNKNOWN);
                    assertThat(String.valueOf(health.health().getDetails().get("gaps")))
                            .contains("the key was revoked");
                    assertThat(findings(meters)).as("findings").hasSize(4).containsOnly(Double.NaN);
                    assertThat(meters.get("backup.unknowns").gauge().value()).isPositive();
                    assertThat(String.valueOf(context.getBean(BackupEndpoint.class)
                                    .backups()
                                    .get("gaps")))
                            .contains("the key was revoked");

                    refresh.refresh();
                    assertThat(health.health().getStatus())
                            .as("once it can be read again")
                            .isEqualTo(Status.UP);
                });
    }

    @Test
    void list_cannotBeReadBesideAFinding_theFindingIsStillCounted() {
        addShopDisk();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        runner.withBean(MeterRegistry.class, () -> meters).run(context -> {
            cloud.faults().failNext(Call.RESTORE_POINTS_RUNS, new Denied("no log for you"));
            context.getBean(PostureRefresh.class).refresh();

            Health health = context.getBean(BackupHealthIndicator.class).health();
            assertThat(health.getStatus()).isEqualTo(BackupHealthIndicator.AT_RISK);
            assertThat(String.valueOf(health.getDetails().get("gaps"))).contains("no log for you");
            assertThat(meters.get("backup.findings")
                            .tag("severity", "critical")
                            .gauge()
                            .value())
                    .isPositive();
            assertThat(meters.get("backup.findings")
                            .tag("severity", "low")
                            .gauge()
                            .value())
                    .isNaN();
        });
    }

    @Test
    void health_controlThatCannotBeDecided_unknownWithTheReason() {
        addShopDisk();
        withShop(Reconcile.APPLY)
                .withPropertyValues("management.endpoints.web.exposure.include=backups")
                .run(context -> {
                    reconciled(context);
                    cloud.time().advance(Duration.ofDays(2));
                    context.getBean(PostureRefresh.class).refresh();

                    Health health = context.getBean(BackupHealthIndicator.class).health();
                    assertThat(health.getStatus()).as(health.toString()).isEqualTo(Status.UNKNOWN);
                    assertThat(String.valueOf(health.getDetails().get("undecided")))
                            .contains("VAULT_FULL_AT of 1: its history is too short to tell");
                    assertThat(String.valueOf(context.getBean(BackupEndpoint.class)
                                    .backups()
                                    .get("unknowns")))
                            .contains("VAULT_FULL_AT", "its history is too short to tell", "vault ");
                });
    }

    private static List<Double> findings(SimpleMeterRegistry meters) {
        return meters.find("backup.findings").gauges().stream()
                .map(gauge -> gauge.value())
                .toList();
    }

    @Test
    void health_manyLooks_callTheCloudNever() {
        addShopDisk();
        int[] calls = new int[1];
        BackupListener counting = new BackupListener() {
            @Override
            public void callBegun(BackupListener.Call call) {
                calls[0]++;
            }
        };
        ApplicationContextRunner exposed =
                runner.withPropertyValues("management.endpoints.web.exposure.include=backups");
        exposed.withBean(BackupListener.class, () -> counting).run(context -> {
            context.getBean(PostureRefresh.class).refresh();
            int before = calls[0];
            assertThat(before).isPositive();

            for (int i = 0; i < 20; i++) {
                context.getBean(BackupHealthIndicator.class).health();
                context.getBean(BackupEndpoint.class).backups();
            }
            assertThat(calls[0]).isEqualTo(before);
        });
    }

    @Test
    void endpoint_findings_worstFirstAndByResource() {
        Resource.Disk disk = addShopDisk();
        runner.withPropertyValues("management.endpoints.web.exposure.include=backups")
                .run(context -> {
                    BackupEndpoint endpoint = context.getBean(BackupEndpoint.class);
                    assertThat(endpoint.backups(disk.id())).isNull();
                    context.getBean(PostureRefresh.class).refresh();

                    assertThat(endpoint.backups()).containsKeys("asOf", "result", "findings", "protections");
                    assertThat(endpoint.backups(disk.id()))
                            .isNotEmpty()
                            .allSatisfy(finding ->
                                    assertThat(finding.get("subject")).isEqualTo("disk " + disk.id()));
                    assertThat(endpoint.backups("none-such")).isEmpty();
                });
    }

    @Test
    void schedule_errorInAReading_isKeptAndTheNextReadingComes() {
        AtomicInteger readings = new AtomicInteger();
        runner.withPropertyValues("backup4j.posture.refresh=1s")
                .withBean(CloudBackup.class, () -> CloudBackup.of(withMissingClass(cloud.backup(), readings)))
                .run(context -> {
                    await().atMost(Duration.ofSeconds(30)).until(() -> readings.get() >= 2);

                    assertThat(context.getBean(PostureRefresh.class).failure())
                            .hasValueSatisfying(
                                    why -> assertThat(why).contains("NoClassDefFoundError", "shop/Missing"));
                    assertThat(context.getBean(BackupHealthIndicator.class)
                                    .health()
                                    .getStatus())
                            .isEqualTo(Status.UNKNOWN);
                });
    }

    /** Returns a driver that is deployed without one of its classes. */
    private static BackupDriver withMissingClass(CloudBackup original, AtomicInteger calls) {
        return (BackupDriver) Proxy.newProxyInstance(
                BackupDriver.class.getClassLoader(),
                new Class<?>[] {BackupDriver.class},
                (driver, method, arguments) -> switch (method.getName()) {
                    case "capabilities" -> original.capabilities();
                    case "limits" -> original.limits();
                    case "time" -> original.time();
                    case "listeners" -> Listeners.none(failure -> {});
                    case "listening" -> driver;
                    case "close" -> null;
                    case "toString" -> "a driver without one of its classes";
                    default -> {
                        calls.incrementAndGet();
                        throw new NoClassDefFoundError("shop/Missing");
                    }
                });
    }

    @Test
    void schedule_refreshEveryHour_aPostureComesByItself() {
        runner.withPropertyValues("backup4j.posture.refresh=1h").run(context -> {
            PostureRefresh refresh = context.getBean(PostureRefresh.class);
            assertThat(refresh.isRunning()).isTrue();
            await().atMost(Duration.ofSeconds(30)).until(() -> refresh.latest().isPresent());
        });
    }

    // ---- meters

    @Test
    void meters_wholeScenario_namesTagsAndCounts() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        TestObservationRegistry observations = TestObservationRegistry.create();
        Resource.Disk disk = addShopDisk();
        runner.withBean(MeterRegistry.class, () -> meters)
                .withBean(ObservationRegistry.class, () -> observations)
                .run(context -> {
                    CloudBackup backup = context.getBean(ObservedBackup.class).get();
                    Vault vault = backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(100)));
                    backup.vaults().add(vault.id(), disk);
                    backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(1));
                    assertThat(catchThrowable(() -> backup.vaults().get(new VaultId("none"))))
                            .isInstanceOf(NotFound.class);
                    context.getBean(PostureRefresh.class).refresh();

                    TestObservationRegistryAssert.assertThat(observations)
                            .hasObservationWithNameEqualTo("backup.calls")
                            .that()
                            .hasLowCardinalityKeyValue("call", "vaults.create")
                            .hasLowCardinalityKeyValue("outcome", "ok")
                            .hasBeenStopped();
                    assertThat(meters.get("backup.operations")
                                    .tags("started.by", "restorePoints.take", "outcome", "succeeded")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                    assertThat(meters.get("backup.findings")
                                    .tag("severity", "high")
                                    .gauge()
                                    .value())
                            .isNotNaN();
                    assertThat(meters.get("backup.posture.age").gauge().value()).isZero();
                    assertThat(tags(meters))
                            .as("tags in all: few, and from fixed sets")
                            .isEqualTo(Map.of(
                                    "backup.requests",
                                    Set.of("service", "status"),
                                    "backup.operations",
                                    Set.of("started.by", "outcome"),
                                    "backup.findings",
                                    Set.of("severity"),
                                    "backup.unknowns",
                                    Set.of(),
                                    "backup.posture.age",
                                    Set.of()));
                    assertThat(values(meters))
                            .noneMatch(value -> value.contains(vault.id().value()) || value.contains(disk.id()));
                });
    }

    private static Map<String, Set<String>> tags(SimpleMeterRegistry meters) {
        return meters.getMeters().stream()
                .map(Meter::getId)
                .collect(Collectors.toMap(
                        Meter.Id::getName,
                        id -> id.getTags().stream().map(Tag::getKey).collect(Collectors.toSet()),
                        (one, other) -> {
                            Set<String> both = new TreeSet<>(one);
                            both.addAll(other);
                            return both;
                        }));
    }

    private static Set<String> values(SimpleMeterRegistry meters) {
        return meters.getMeters().stream()
                .flatMap(meter -> meter.getId().getTags().stream())
                .map(Tag::getValue)
                .collect(Collectors.toSet());
    }
}
