package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The permissions in docs/huawei.md: the tables name the operations of the provider, all of them and no others, and each task sends
 * what its row says.
 */
class PermissionsTest {
    private static final Path WIRE = Path.of("src/test/resources/wire");
    private static final Path GUIDE = Path.of("../docs/huawei.md");
    private static final Pattern SERVICE = Pattern.compile("\\b(BSS|CBR|ECS|EVS|IAM|IMS)\\b");
    private static final Pattern OPERATION = Pattern.compile("`(\\w+)`");

    /** Finds the project by its region if none is given. No golden request has it: they all give the project. */
    private static final String FINDS_PROJECT = "iam/listProjects";

    private static final List<Sendable> OPERATIONS = operations();

    private static final RequestKey KEY = RequestKey.of("permissions");

    /**
     * An operation as its file describes it.
     *
     * @param name the service and the operation
     * @param method the HTTP method
     * @param path matches its path
     * @param open how many parts of the path may be anything
     */
    private record Sendable(String name, String method, Pattern path, long open) {
        /** The operation of a file in the folder of its service. */
        static Sendable of(Path file, String uri) {
            int space = uri.indexOf(' ');
            List<String> parts = List.of(uri.substring(space + 1).split("/", -1));
            String path = parts.stream()
                    .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
                    .collect(Collectors.joining("/"));
            return new Sendable(
                    file.getName(0) + "/" + file.getName(1).toString().replace(".json", ""),
                    uri.substring(0, space),
                    Pattern.compile(path),
                    parts.stream().filter(part -> part.startsWith("{")).count());
        }
    }

    /** Records what is sent. */
    private static final class Recorder implements Interference {
        final Set<String> sent = ConcurrentHashMap.newKeySet();

        @Override
        public Fault before(String method, URI target) {
            sent.add(method + " " + target.getPath());
            return Fault.NONE;
        }
    }

    // ---- the tasks

    static Set<String> tasks() {
        return all().keySet();
    }

    private static Map<String, BiConsumer<SmallWorld, CloudBackup>> all() {
        Map<String, BiConsumer<SmallWorld, CloudBackup>> tasks = new LinkedHashMap<>();
        tasks.put("read, posture, preflight", PermissionsTest::read);
        tasks.put("vaults and their members", PermissionsTest::vaults);
        tasks.put("orders", PermissionsTest::orders);
        tasks.put("policies", PermissionsTest::policies);
        tasks.put("backups", PermissionsTest::backups);
        tasks.put("restore in place", (world, backup) -> {
            backup.restorePoints()
                    .restore(world.freePoint.id(), InPlace.over(world.free))
                    .await(SmallWorld.LONG);
            backup.restorePoints()
                    .restore(world.webPoint.id(), InPlace.over(world.web))
                    .await(SmallWorld.LONG);
        });
        tasks.put("restore in place with a request key", (world, backup) -> {
            backup.restorePoints()
                    .restore(world.freePoint.id(), InPlace.over(world.free), KEY)
                    .await(SmallWorld.LONG);
            backup.restorePoints()
                    .restore(world.webPoint.id(), InPlace.over(world.web), RequestKey.of("other"))
                    .await(SmallWorld.LONG);
        });
        tasks.put(
                "restore in place with `detachingFirst()`",
                (world, backup) -> backup.restorePoints()
                        .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst())
                        .await(SmallWorld.LONG));
        tasks.put("restore to a new disk", (world, backup) -> {
            backup.restorePoints()
                    .restore(world.freePoint.id(), DiskSpec.of("copy"))
                    .await(SmallWorld.LONG);
            backup.snapshots().restore(world.snapshot, DiskSpec.of("copy")).await(SmallWorld.LONG);
            backup.images().restore(world.freeImage, DiskSpec.of("copy")).await(SmallWorld.LONG);
        });
        tasks.put(
                "restore to a new disk that is attached",
                (world, backup) -> backup.restorePoints()
                        .restore(world.freePoint.id(), DiskSpec.of("copy").attachedTo(world.web))
                        .await(SmallWorld.LONG));
        tasks.put(
                "restore to a new server",
                (world, backup) -> backup.restorePoints()
                        .restore(world.webPoint.id(), ServerSpec.of("twin"))
                        .await(SmallWorld.LONG));
        tasks.put(
                "new server of an image",
                (world, backup) -> backup.images()
                        .restore(world.rootImage, ServerSpec.of("twin"))
                        .await(SmallWorld.LONG));
        tasks.put("snapshots", PermissionsTest::snapshots);
        tasks.put(
                "rollback with a request key",
                (world, backup) -> backup.snapshots()
                        .rollBack(world.snapshot, InPlace.over(world.free), KEY)
                        .await(SmallWorld.LONG));
        tasks.put("rollback with `detachingFirst()`", (world, backup) -> {
            world.cloud.attach(world.free, world.web);
            backup.snapshots()
                    .rollBack(world.snapshot, InPlace.over(world.free).detachingFirst())
                    .await(SmallWorld.LONG);
        });
        tasks.put("images", PermissionsTest::images);
        tasks.put("image of a snapshot or of a disk's restore point", (world, backup) -> {
            backup.images()
                    .build(ImageSpec.of("image", ImageSource.snapshot(world.snapshot)))
                    .await(SmallWorld.LONG);
            backup.images()
                    .build(ImageSpec.of("other", ImageSource.restorePoint(world.freePoint.id())))
                    .await(SmallWorld.LONG);
        });
        tasks.put("copies in another region", PermissionsTest::copies);
        tasks.put("shares with other projects", PermissionsTest::shares);
        tasks.put(
                "drill of a disk",
                (world, backup) -> RestoreDrill.of(world.free)
                        .to(DiskSpec.of("drill"))
                        .verifiedBy((restored, deadline) -> true)
                        .start(backup, KEY)
                        .await(SmallWorld.LONG));
        tasks.put(
                "drill of a server",
                (world, backup) -> RestoreDrill.of(world.web)
                        .to(ServerSpec.of("drill").inNetwork("drill-network", "drill-subnet"))
                        .verifiedBy((restored, deadline) -> true)
                        .start(backup, KEY)
                        .await(SmallWorld.LONG));
        return tasks;
    }

    private static void read(SmallWorld world, CloudBackup backup) {
        backup.vaults().list().forEach(vault -> {});
        backup.policies().list().forEach(policy -> {});
        backup.restorePoints().list().forEach(point -> {});
        backup.resources().list().forEach(resource -> {});
        backup.snapshots().list().forEach(snapshot -> {});
        backup.images().list().forEach(image -> {});
        backup.operations().list(OperationFilter.all()).forEach(operation -> {});
        var unusedRegions = backup.restorePoints().copyRegions();
        var unusedServer = backup.restorePoints().preflight(world.webPoint.id(), InPlace.over(world.web));
        var unusedTwin = backup.restorePoints().preflight(world.webPoint.id(), ServerSpec.of("twin"));
        var unusedDisk = backup.restorePoints().preflight(world.freePoint.id(), DiskSpec.of("copy"));
        var unusedPosture = Posture.of(backup, Objectives.defaults());
    }

    private static void vaults(SmallWorld world, CloudBackup backup) {
        Vault vault = backup.vaults()
                .create(VaultSpec.forDisks("new", DataSize.gib(100)).withTags(Map.of("team", "shop")));
        Vault updated =
                backup.vaults().update(vault.id(), spec -> spec.named("newer").withTags(Map.of("team", "office")));
        backup.vaults().remove(world.disks, world.data, Removal.DELETING_RESTORE_POINTS);
        world.cloud.time().advance(SmallWorld.LONG);
        backup.vaults().add(updated.id(), world.data);
        backup.vaults().suspend(updated.id(), List.of(world.data));
        backup.vaults().unsuspend(updated.id(), List.of(world.data));
        backup.vaults().move(updated.id(), world.disks, List.of(world.data));
        backup.vaults().delete(updated.id(), Removal.DELETING_RESTORE_POINTS);
    }

    private static void orders(SmallWorld world, CloudBackup backup) {
        Vault bought = backup.vaults()
                .subscribe(VaultSpec.forDisks("bought", DataSize.gib(100)), Subscription.months(1))
                .await(SmallWorld.LONG);
        backup.vaults().subscribe(world.servers, Subscription.months(1)).await(SmallWorld.LONG);
        backup.vaults()
                .buyCapacity(bought.id(), CapacityOrder.of(DataSize.gib(800)))
                .await(SmallWorld.LONG);
        backup.vaults().delete(bought.id(), Removal.DELETING_RESTORE_POINTS);
    }

    private static void policies(SmallWorld world, CloudBackup backup) {
        Policy policy =
                backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
        Policy updated = backup.policies().update(policy.id(), policy.toSpec().withRetention(Retention.days(60)));
        backup.policies().attach(updated.id(), world.disks);
        backup.policies().detach(updated.id(), world.disks);
        backup.policies().delete(updated.id());
    }

    private static void backups(SmallWorld world, CloudBackup backup) {
        RestorePoint point = backup.restorePoints()
                .take(BackupSpec.of(world.disks))
                .await(SmallWorld.LONG)
                .restorePoints()
                .get(0);
        RestorePoint named = backup.restorePoints().update(point.id(), new RestorePointUpdate("gold"));
        backup.restorePoints().delete(named.id());
    }

    private static void snapshots(SmallWorld world, CloudBackup backup) {
        Snapshot snapshot =
                backup.snapshots().take(SnapshotSpec.of(world.free, "before")).await(SmallWorld.LONG);
        Snapshot updated =
                backup.snapshots().update(snapshot.id(), snapshot.toUpdate().named("gold"));
        backup.snapshots().rollBack(updated.id(), world.free).await(SmallWorld.LONG);
        backup.snapshots().delete(updated.id());
    }

    private static void images(SmallWorld world, CloudBackup backup) {
        Image image = backup.images()
                .build(ImageSpec.of("image", ImageSource.disk(world.free)))
                .await(SmallWorld.LONG);
        Image whole = backup.images()
                .build(ImageSpec.of("whole", ImageSource.wholeServer(world.web, world.servers)))
                .await(SmallWorld.LONG);
        Image updated = backup.images()
                .update(image.id(), image.toUpdate().named("gold").withTags(Map.of("team", "shop")));
        backup.images().copy(updated.id(), ImageCopySpec.of("copy")).await(SmallWorld.LONG);
        backup.images()
                .export(updated.id(), "bucket:file.qcow2", Image.Format.QCOW2)
                .await(SmallWorld.LONG);
        backup.images().delete(updated.id(), Removal.DELETING_RESTORE_POINTS);
        backup.images().delete(whole.id(), Removal.DELETING_RESTORE_POINTS);
    }

    private static void copies(SmallWorld world, CloudBackup backup) {
        var unusedTargets =
                backup.vaults().copyTargets(SmallWorld.otherRegion()).toList();
        backup.restorePoints()
                .copy(world.webPoint.id(), SmallWorld.otherRegion(), world.elsewhere, "copy")
                .await(SmallWorld.LONG);
        backup.images()
                .copy(world.freeImage, ImageCopySpec.of("copy").to(SmallWorld.otherRegion()))
                .await(SmallWorld.LONG);
    }

    private static void shares(SmallWorld world, CloudBackup backup) {
        Site other = new Site(world.cloud.site().region(), "project-3");
        Vault theirs = world.cloud.at(other).backup().vaults().create(VaultSpec.forDisks("theirs", DataSize.gib(100)));
        var unusedPoint = backup.restorePoints().share(world.freePoint.id(), other.project());
        var unusedImage = backup.images().share(world.freeImage, other.project());
        try (CloudBackup receiver = SmallWorld.open(other, world.emulator.address(), world.cloud.time())) {
            var unusedAccepted = receiver.restorePoints().accept(world.freePoint.id(), theirs.id());
            var unusedAcceptedImage = receiver.images().accept(world.freeImage);
        }
        backup.restorePoints().shares(world.freePoint.id()).forEach(share -> {});
        backup.images().shares(world.freeImage).forEach(share -> {});
        backup.restorePoints().unshare(world.freePoint.id(), other.project());
        backup.images().unshare(world.freeImage, other.project());
    }

    // ---- the tests

    @Test
    void operations_tables_areThoseOfTheProvider() {
        SortedSet<String> expected = new TreeSet<>(List.of(FINDS_PROJECT));
        OPERATIONS.forEach(operation -> expected.add(operation.name()));
        Guide guide = Guide.read();
        SortedSet<String> told = new TreeSet<>(guide.reads());
        guide.rows().values().forEach(row -> told.addAll(row.changes()));

        assertThat(told).isEqualTo(expected);
    }

    @Test
    void tasks_table_areThoseThatAreTried() {
        assertThat(Guide.read().rows().keySet()).containsExactlyElementsOf(tasks());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tasks")
    void task_done_sendsWhatItsRowSays(String task) {
        Guide guide = Guide.read();
        Guide.Row row = Objects.requireNonNull(guide.rows().get(task), () -> "no row \"" + task + "\" in " + GUIDE);
        Recorder recorder = new Recorder();
        try (SmallWorld world = new SmallWorld(recorder);
                CloudBackup backup = world.open()) {
            Objects.requireNonNull(all().get(task), task).accept(world, backup);
        }

        List<Set<String>> sent = recorder.sent.stream()
                .map(PermissionsTest::candidates)
                .filter(candidates -> candidates.stream().noneMatch(guide.reads()::contains))
                .distinct()
                .toList();
        assertThat(sent)
                .as("changes that the row of \"%s\" lacks", task)
                .allMatch(candidates -> candidates.stream().anyMatch(row.changes()::contains));
        assertThat(row.changes())
                .as("changes that nothing has sent")
                .allMatch(change -> sent.stream().anyMatch(candidates -> candidates.contains(change)));
        assertThat(recorder.sent.stream()
                        .map(PermissionsTest::candidates)
                        .filter(candidates -> candidates.stream().anyMatch(guide.reads()::contains))
                        .filter(candidates -> candidates.stream()
                                .noneMatch(read -> row.services().contains(serviceOf(read)))))
                .as("reads of services that the row of \"%s\" lacks", task)
                .isEmpty();
    }

    /** The operations that a request may be: some differ only in the body, and jobs are shown by several services. */
    private static Set<String> candidates(String sent) {
        int space = sent.indexOf(' ');
        List<Sendable> found = OPERATIONS.stream()
                .filter(operation -> operation.method().equals(sent.substring(0, space))
                        && operation.path().matcher(sent.substring(space + 1)).matches())
                .toList();
        assertThat(found).as("operations of " + sent).isNotEmpty();
        long closest = found.stream().mapToLong(Sendable::open).min().orElseThrow();
        return found.stream()
                .filter(operation -> operation.open() == closest)
                .map(Sendable::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String serviceOf(String operation) {
        return operation.substring(0, operation.indexOf('/')).toUpperCase(Locale.ROOT);
    }

    private static List<Sendable> operations() {
        try (Stream<Path> files = Files.walk(WIRE, 2)) {
            List<Sendable> operations = new ArrayList<>();
            files.map(WIRE::relativize)
                    .filter(file -> file.getNameCount() == 2 && !file.startsWith("cases"))
                    .forEach(file -> {
                        JsonNode uri = WireData.json(file.toString().replace('\\', '/'))
                                .path("uri");
                        if (uri.isTextual()) {
                            operations.add(Sendable.of(file, uri.asText()));
                        }
                    });
            return operations;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the guide says.
     *
     * @param reads the operations that change nothing
     * @param rows what each task needs besides, by its name
     */
    private record Guide(Set<String> reads, Map<String, Row> rows) {
        /**
         * A task.
         *
         * @param services the services that it reads
         * @param changes the operations that it changes something with
         */
        record Row(Set<String> services, Set<String> changes) {}

        static Guide read() {
            String text;
            try {
                text = Files.readString(GUIDE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Set<String> reads = new TreeSet<>();
            Map<String, Row> rows = new LinkedHashMap<>();
            boolean tasks = false;
            int begin = text.indexOf("\n## Permissions\n");
            assertThat(begin).as("place of the section Permissions").isPositive();
            int end = text.indexOf("\n## ", begin + 4);
            assertThat(end).as("end of the section Permissions").isPositive();
            for (String line : text.substring(begin, end).lines().toList()) {
                if (!line.startsWith("| ")) {
                    continue;
                }
                String[] cells = line.split("\\|", -1);
                if (cells[1].strip().equals("task") || cells[1].strip().equals("service")) {
                    tasks = cells[1].strip().equals("task");
                } else if (tasks) {
                    rows.put(
                            cells[1].strip(),
                            new Row(
                                    SERVICE.matcher(cells[2])
                                            .results()
                                            .map(found -> found.group())
                                            .collect(Collectors.toSet()),
                                    named(cells[3], "")));
                } else {
                    reads.addAll(named(cells[2], cells[1].strip()));
                }
            }
            return new Guide(reads, rows);
        }

        /** The operations of a text, of the service named before them. */
        private static Set<String> named(String cell, String first) {
            Set<String> named = new TreeSet<>();
            String service = first;
            Matcher words = Pattern.compile(SERVICE.pattern() + "|" + OPERATION.pattern())
                    .matcher(cell);
            while (words.find()) {
                if (words.group(1) != null) {
                    service = words.group(1);
                } else {
                    named.add(service.toLowerCase(Locale.ROOT) + "/" + words.group(2));
                }
            }
            return named;
        }
    }
}
