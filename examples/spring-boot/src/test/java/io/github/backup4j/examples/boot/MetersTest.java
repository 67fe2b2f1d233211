package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Severity;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The meters over whole scenarios: names, tags, counts; no series for each resource; a registry that fails harms no call. */
class MetersTest {
    private static final String NAME = "spring-boot-meters";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ObservationRegistry observations = ObservationRegistry.create();
    private InMemoryCloud cloud;
    private ApplicationContextRunner runner;

    @BeforeEach
    void openCloud() {
        cloud = InMemoryCloud.named(NAME);
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BackupAutoConfiguration.class))
                .withBean(MeterRegistry.class, () -> meters)
                .withBean(ObservationRegistry.class, () -> observations)
                .withPropertyValues("backup4j.cloud=memory:" + NAME, "backup4j.posture.refresh=0s");
    }

    @AfterEach
    void forgetCloud() {
        InMemoryCloud.forget(NAME);
    }

    @Test
    void wholeScenario_eachSeriesWithItsCount() {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        Requests requests = new Requests();
        runner.withBean("requests", BackupListener.class, () -> requests).run(context -> {
            CloudBackup backup = context.getBean(ObservedBackup.class).get();
            Vault vault = backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(100)));
            backup.vaults().add(vault.id(), disk);
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(1));
            cloud.faults().failNext(Work.BACKUP, "DISK_ERROR", "the disk cannot be read");
            assertThat(catchThrowable(() -> backup.restorePoints()
                            .take(BackupSpec.of(vault.id()))
                            .await(Duration.ofHours(1))))
                    .isInstanceOf(OperationFailed.class);
            assertThat(catchThrowable(() -> backup.vaults().get(new VaultId("none"))))
                    .isInstanceOf(NotFound.class);
            assertThat(catchThrowable(() -> backup.vaults().update(vault.id(), present -> {
                        throw new IllegalStateException("of the application");
                    })))
                    .isInstanceOf(IllegalStateException.class);
            context.getBean(MeteredBackups.class)
                    .duplicated(new BackupListener.Duplicate("vault", "v-1", List.of("v-2"), "delete one"));

            assertThat(counts("backup.calls"))
                    .isEqualTo(Map.of(
                            "call=restorePoints.take, error=none, outcome=ok", 2.0,
                            "call=vaults.add, error=none, outcome=ok", 1.0,
                            "call=vaults.create, error=none, outcome=ok", 1.0,
                            "call=vaults.get, error=NotFound, outcome=NotFound", 1.0,
                            "call=vaults.update, error=Other, outcome=other", 1.0));
            assertThat(counts("backup.operations"))
                    .isEqualTo(Map.of(
                            "outcome=failed, started.by=restorePoints.take", 1.0,
                            "outcome=succeeded, started.by=restorePoints.take", 1.0));
            assertThat(counts("backup.duplicates")).isEqualTo(Map.of("kind=vault", 1.0));
            assertThat(counts("backup.requests"))
                    .containsEntry("service=memory, status=4xx", 1.0)
                    .isEqualTo(requests.counted());

            cloud.addDisk("in-no-vault", DataSize.gib(40));
            assertThat(gauge("backup.findings", "high")).isNaN();
            assertThat(gauge("backup.unknowns")).isNaN();
            assertThat(gauge("backup.posture.age")).isNaN();
            context.getBean(PostureRefresh.class).refresh();
            cloud.time().advance(Duration.ofMinutes(5));
            List<Finding> findings =
                    context.getBean(PostureRefresh.class).latest().orElseThrow().findings();
            assertThat(findings).isNotEmpty();
            for (Severity severity : Severity.values()) {
                assertThat(gauge("backup.findings", severity.name().toLowerCase(Locale.ROOT)))
                        .as("%s of %s", severity, findings)
                        .isEqualTo((double) findings.stream()
                                .filter(finding -> finding.severity() == severity)
                                .count());
            }
            assertThat(gauge("backup.posture.age")).isEqualTo(300);

            assertThat(names())
                    .containsExactlyInAnyOrder(
                            "backup.calls",
                            "backup.requests",
                            "backup.operations",
                            "backup.duplicates",
                            "backup.findings",
                            "backup.unknowns",
                            "backup.posture.age");
        });
    }

    @Test
    void series_twoHundredResources_asManyAsOfTwo() {
        runner.run(context -> {
            CloudBackup backup = context.getBean(ObservedBackup.class).get();
            backUp(backup, 0, 2);
            context.getBean(PostureRefresh.class).refresh();
            List<String> few = series();

            backUp(backup, 2, 200);
            context.getBean(PostureRefresh.class).refresh();

            assertThat(series()).isEqualTo(few);
        });
    }

    @Test
    void calls_equalAndAtOnce_eachWithItsOwnOutcome() {
        MeteredBackups metered = new MeteredBackups(meters, observations);
        BackupListener.Call first = new BackupListener.Call("vaults.get", "v-1");
        BackupListener.Call second = new BackupListener.Call("vaults.get", "v-1");

        metered.callBegun(first);
        metered.callBegun(second);
        metered.callEnded(new BackupListener.CallEnd(first, Duration.ZERO, 1, null));
        metered.callEnded(new BackupListener.CallEnd(second, Duration.ZERO, 1, new NotFound("gone")));

        assertThat(counts("backup.calls"))
                .isEqualTo(Map.of(
                        "call=vaults.get, error=none, outcome=ok", 1.0,
                        "call=vaults.get, error=NotFound, outcome=NotFound", 1.0));
        assertThat(meters.get("backup.calls.active").longTaskTimer().activeTasks())
                .isZero();
    }

    @Test
    void calls_endWithTypesOfTheApplication_noTagIsOneOfThem() {
        MeteredBackups metered = new MeteredBackups(meters, observations);
        for (Throwable failure : List.of(new OfTheApplication(), new IllegalStateException("of an update"))) {
            BackupListener.Call call = new BackupListener.Call("vaults.update", "v-1");
            metered.callBegun(call);
            metered.callEnded(new BackupListener.CallEnd(call, Duration.ZERO, 0, failure));
        }

        assertThat(counts("backup.calls"))
                .isEqualTo(Map.of(
                        "call=vaults.update, error=Other, outcome=BackupException", 1.0,
                        "call=vaults.update, error=Other, outcome=other", 1.0));
    }

    @Test
    void registries_several_eachHasAllMeters() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        runner.withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
                .withBean("other", MeterRegistry.class, () -> other)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(ObservedBackup.class)
                                    .get()
                                    .vaults()
                                    .list())
                            .isEmpty();
                    context.getBean(PostureRefresh.class).refresh();

                    for (MeterRegistry one : List.of(meters, other)) {
                        assertThat(one.get("backup.requests").counters()).isNotEmpty();
                        assertThat(one.get("backup.findings").gauges()).hasSize(Severity.values().length);
                        assertThat(one.get("backup.unknowns").gauge().value()).isNotNaN();
                        assertThat(one.get("backup.posture.age").gauge().value())
                                .isZero();
                    }
                });
    }

    @Test
    void registryAndListeners_fail_callsReturnWhatTheyWouldWithout() {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        meters.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if (List.of("backup.requests", "backup.operations", "backup.duplicates")
                        .contains(id.getName())) {
                    throw new IllegalStateException("the registry fails");
                }
                return id;
            }
        });
        observations.observationConfig().observationHandler(new Failing());
        runner.withBean("failing", BackupListener.class, FailingListener::new).run(context -> {
            CloudBackup backup = context.getBean(ObservedBackup.class).get();
            Vault vault = backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(100)));
            backup.vaults().add(vault.id(), disk);
            assertThat(backup.restorePoints()
                            .take(BackupSpec.of(vault.id()))
                            .await(Duration.ofHours(1))
                            .restorePoints())
                    .hasSize(1);
            assertThat(catchThrowable(() -> backup.vaults().get(new VaultId("none"))))
                    .as("the failure of the call, and not that of a listener")
                    .isInstanceOf(NotFound.class);
            context.getBean(PostureRefresh.class).refresh();
            assertThat(context.getBean(PostureRefresh.class).latest()).isPresent();
            assertThat(names()).doesNotContain("backup.requests", "backup.operations");
        });
    }

    @Test
    void findings_postureTooOld_nanAndNotTheLastCount() {
        cloud.addDisk("in-no-vault", DataSize.gib(40));
        runner.withPropertyValues("backup4j.posture.refresh=1h").run(context -> {
            PostureRefresh refresh = context.getBean(PostureRefresh.class);
            refresh.stop();
            refresh.refresh();
            cloud.time().advance(Duration.ofHours(3));
            assertThat(gauge("backup.findings", "critical") + gauge("backup.findings", "high"))
                    .isPositive();

            cloud.time().advance(Duration.ofSeconds(1));

            assertThat(gauge("backup.findings", "critical")).isNaN();
            assertThat(gauge("backup.findings", "high")).isNaN();
            assertThat(gauge("backup.unknowns")).isNaN();
            assertThat(gauge("backup.posture.age")).isEqualTo(3 * 3600 + 1);
        });
    }

    private void backUp(CloudBackup backup, int from, int to) {
        for (int i = from; i < to; i++) {
            Resource.Disk disk = cloud.addDisk("disk-of-shop-" + i, DataSize.gib(10));
            Vault vault = backup.vaults().create(VaultSpec.forDisks("vault-" + i, DataSize.gib(100)));
            backup.vaults().add(vault.id(), disk);
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(1));
        }
    }

    private double gauge(String name, String... severity) {
        return meters.get(name)
                .tags(severity.length == 0 ? List.of() : List.of(Tag.of("severity", severity[0])))
                .gauge()
                .value();
    }

    private List<String> names() {
        return meters.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .filter(name -> !name.endsWith(".active"))
                .distinct()
                .toList();
    }

    private List<String> series() {
        return meters.getMeters().stream()
                .map(meter -> meter.getId().getName() + " " + tags(meter))
                .sorted()
                .toList();
    }

    /** How often each combination of tags was counted. */
    private Map<String, Double> counts(String name) {
        Map<String, Double> counts = new TreeMap<>();
        meters.find(name)
                .meters()
                .forEach(meter -> meter.measure().forEach(measurement -> {
                    if (measurement.getStatistic() == Statistic.COUNT) {
                        counts.put(tags(meter), measurement.getValue());
                    }
                }));
        return counts;
    }

    private static String tags(Meter meter) {
        return meter.getId().getTags().stream()
                .map((Tag tag) -> tag.getKey() + "=" + tag.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Counts the requests beside the meters. */
    private static final class Requests implements BackupListener {
        private final List<Request> sent = new CopyOnWriteArrayList<>();

        @Override
        public void requestSent(Request request) {
            sent.add(request);
        }

        Map<String, Double> counted() {
            return sent.stream()
                    .collect(Collectors.groupingBy(
                            request -> "service=" + request.service() + ", status="
                                    + (request.status() == null ? "none" : request.status() / 100 + "xx"),
                            TreeMap::new,
                            Collectors.summingDouble(request -> 1)));
        }
    }

    private static final class Failing implements ObservationHandler<Observation.Context> {
        @Override
        public void onStart(Observation.Context context) {
            throw new IllegalStateException("the handler fails at the start");
        }

        @Override
        public void onStop(Observation.Context context) {
            throw new IllegalStateException("the handler fails at the end");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private static final class OfTheApplication extends BackupException {
        @Serial
        private static final long serialVersionUID = 1L;

        OfTheApplication() {
            super("of the application");
        }
    }

    private static final class FailingListener implements BackupListener {
        @Override
        public void callBegun(Call call) {
            throw new IllegalStateException("the listener fails");
        }

        @Override
        public void callEnded(CallEnd end) {
            throw new IllegalStateException("the listener fails");
        }

        @Override
        public void requestSent(Request request) {
            throw new IllegalStateException("the listener fails");
        }

        @Override
        public void workSeen(BackupListener.Work work) {
            throw new IllegalStateException("the listener fails");
        }

        @Override
        public void workEnded(WorkEnd end) {
            throw new IllegalStateException("the listener fails");
        }

        @Override
        public void duplicated(Duplicate duplicate) {
            throw new IllegalStateException("the listener fails");
        }
    }
}
