package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Vault;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.ResourcePosture;
import io.github.backup4j.posture.Subject;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What this library is for, from end to end: a disk and a server are protected, lost and brought back, and each step is
 * checked.
 *
 * <p>It ends normally only if every check held, and throws an exception that says which did not.
 */
public final class Quickstart {
    private static final int DAYS = 45;
    private static final int KEPT = 30;
    private static final String ROW = "%-18s  %6s  %-20s  %-20s  %s%n";

    /** How a line begins about a control that this cloud does not tell enough for. */
    static final String NOT_KNOWN = "not known: ";

    private final World world;
    private final CloudBackup backup;
    private final PrintStream out;
    private final Steps steps;

    private final Resource.Disk orders;
    private final Resource.Disk system;
    private final Resource.Disk files;
    private final Resource.Server shop;
    private LocalDate lastGoodDay;

    /**
     * Creates a demonstration, and in the world the disk and the server that it is about.
     *
     * @param world where it takes place
     * @param out where it tells about it
     */
    Quickstart(World world, PrintStream out) {
        this.world = world;
        this.out = out;
        backup = world.backup();
        steps = new Steps(out);
        orders = world.addDisk("orders", DataSize.gib(40));
        system = world.addDisk("shop-system", DataSize.gib(40));
        files = world.addDisk("shop-files", DataSize.gib(100));
        shop = world.addServer("shop", system, files);
        lastGoodDay = today();
    }

    /**
     * Runs the demonstration, in memory or with {@code --huawei} through the provider for Huawei Cloud.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            new Quickstart(world, System.out).run();
        }
    }

    void run() {
        out.println("In " + world.description());
        out.println();
        steps.step("Protect a disk and a server every night", this::protect);
        steps.step("Let " + DAYS + " days pass, with new data every day", this::letTimePass);
        steps.step("Lose the data: every disk is overwritten", this::loseAll);
        steps.step("Restore the disk in place", this::restoreDisk);
        steps.step("Restore the server in place", this::restoreServer);
        steps.step("Look back 20 days, on a new disk beside the old one", this::lookBack);
        steps.step("Take a snapshot, fail at an upgrade, roll back", this::upgrade);
        steps.step("Build an image of the server, start a new server from it", this::image);
        steps.step("Look at what is protected now, and what is not", this::posture);
        steps.finish();
    }

    private void protect(Steps.Step step) {
        NightlyProtection nightly = new NightlyProtection(backup);
        for (Resource resource : List.of(orders, shop)) {
            Vault vault = nightly.protect(resource);
            Policy policy = backup.policies()
                    .list(PolicyFilter.all().inVault(vault.id()))
                    .findFirst()
                    .orElseThrow();
            step.check(name(resource) + " is in a vault", vault.member(resource).isPresent());
            step.say(
                    "%-6s  %s, each restore point %s".formatted(name(resource), policy.schedule(), policy.retention()));
        }
    }

    private void letTimePass(Steps.Step step) {
        for (int day = 0; day < DAYS; day++) {
            disks().forEach(disk -> world.write(disk, dataOf(disk, today())));
            world.advance(Duration.ofDays(1));
        }
        lastGoodDay = today().minusDays(1);
        step.show(Timeline.of(backup, world.now(), orders, shop));
        for (Resource resource : List.of(orders, shop)) {
            List<RestorePoint> points =
                    backup.restorePoints().list(RestorePointFilter.of(resource)).toList();
            step.check(
                    name(resource) + " has " + KEPT + " restore points (found " + points.size() + ")",
                    points.size() == KEPT);
            step.check(
                    name(resource) + " has none that is older than " + KEPT + " days",
                    points.stream()
                            .noneMatch(point ->
                                    point.createdAt().isBefore(world.now().minus(Duration.ofDays(KEPT)))));
        }
    }

    private void loseAll(Steps.Step step) {
        for (Resource.Disk disk : disks()) {
            world.write(disk, "all your data are encrypted");
            step.check(name(disk) + " has lost its data", !holds(disk, lastGoodDay));
            step.say("%-11s  %s".formatted(name(disk), world.readText(disk)));
        }
    }

    private void restoreDisk(Steps.Step step) {
        RestorePoint point = new RestoreDisk(backup).inPlace(orders, endOf(lastGoodDay));
        checkContent(step, orders, lastGoodDay);
        step.say("orders is back from " + point.createdAt() + ", the same byte for byte");
    }

    private void restoreServer(Steps.Step step) {
        RestorePoint point = new RestoreServer(backup).inPlace(shop, endOf(lastGoodDay));
        checkContent(step, system, lastGoodDay);
        checkContent(step, files, lastGoodDay);
        checkRuns(step, shop);
        step.say("shop runs again, its two disks are back from " + point.createdAt() + ", the same byte for byte");
    }

    private void lookBack(Steps.Step step) {
        LocalDate day = lastGoodDay.minusDays(20);
        Resource.Disk beside = new RestoreDisk(backup).toNewDisk(orders, endOf(day), "orders-" + day);
        step.check(name(beside) + " holds the data of " + day, Arrays.equals(world.read(beside), dataOf(orders, day)));
        checkContent(step, orders, lastGoodDay);
        step.say(name(beside) + " holds what was on orders that day; orders itself was not touched");
    }

    private void upgrade(Steps.Step step) {
        boolean done = new SnapshotAndRollBack(backup).upgrade(orders, () -> {
            world.write(orders, "half an upgrade");
            throw new IllegalStateException("the upgrade failed");
        });
        step.check("the upgrade was rolled back", !done);
        checkContent(step, orders, lastGoodDay);
        step.say("orders is as it was before the upgrade, the same byte for byte");
    }

    private void image(Steps.Step step) {
        ImageAndNewServer images = new ImageAndNewServer(backup);
        Image image = images.build(shop, "shop-golden");
        Resource.Server server = images.start(image, "shop-2");
        Resource.Disk copy = backup.resources().get(server).disks().get(0);
        step.check(name(server) + " has a disk of its own", !copy.equals(system));
        step.check(
                name(server) + " starts from what was on " + name(system),
                Arrays.equals(world.read(copy), dataOf(system, lastGoodDay)));
        checkRuns(step, server);
        step.say(name(server) + " runs, started from " + image.name() + ", which holds the system of shop");
    }

    private void posture(Steps.Step step) {
        Objectives objectives = Objectives.defaults().rpo(Duration.ofHours(26)).retention(Duration.ofDays(KEPT));
        Posture posture = Posture.of(backup, objectives);
        StringBuilder table = new StringBuilder(ROW.formatted("RESOURCE", "POINTS", "NEWEST", "NEXT RUN", "FINDINGS"));
        for (ResourcePosture row : posture.resources()) {
            List<Finding> findings = findingsAbout(row.resource(), posture);
            table.append(ROW.formatted(
                    row.subject().name(),
                    row.points().usable(),
                    minute(row.points().newestAt()),
                    minute(row.nextRun()),
                    findings.isEmpty() ? "none" : findings.size()));
        }
        table.append("\n");
        posture.findings().stream()
                .map(finding -> "%s %s: %s%n"
                        .formatted(finding.control(), finding.subject().name(), finding.sentence()))
                .sorted()
                .forEach(table::append);
        posture.unknowns()
                .forEach(unknown -> table.append("%s%s for %d, since%n%s  %s%n"
                        .formatted(
                                NOT_KNOWN,
                                unknown.control(),
                                unknown.subjects().size(),
                                NOT_KNOWN,
                                unknown.sentence().split(", so that", 2)[0])));
        step.show(table.toString());
        for (Resource resource : List.of(orders, shop)) {
            List<Finding> findings = findingsAbout(resource, posture);
            step.check(name(resource) + " is safe: " + findings, findings.isEmpty());
        }
    }

    private static List<Finding> findingsAbout(Resource resource, Posture posture) {
        return posture.findings().stream()
                .filter(finding -> finding.subject() instanceof Subject.OfResource subject
                        && subject.resource().equals(resource))
                .toList();
    }

    private static String minute(@Nullable Instant instant) {
        return instant == null ? "-" : instant.truncatedTo(ChronoUnit.MINUTES).toString();
    }

    private void checkContent(Steps.Step step, Resource.Disk disk, LocalDate day) {
        step.check(name(disk) + " holds the data of " + day + ", byte for byte", holds(disk, day));
    }

    private void checkRuns(Steps.Step step, Resource.Server server) {
        step.check(
                name(server) + " is running",
                backup.resources().get(server).status() == ProtectableResource.Status.RUNNING);
    }

    private List<Resource.Disk> disks() {
        return List.of(orders, system, files);
    }

    private boolean holds(Resource.Disk disk, LocalDate day) {
        return Arrays.equals(world.read(disk), dataOf(disk, day));
    }

    /** What is written on a disk on one day: like nothing else, and the same whenever it is asked for. */
    private static byte[] dataOf(Resource.Disk disk, LocalDate day) {
        byte[] data = new byte[64 * 1024];
        new Random(Objects.hash(disk, day)).nextBytes(data);
        return data;
    }

    private String name(Resource resource) {
        return backup.resources().get(resource).name();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(world.now(), ZoneOffset.UTC);
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
