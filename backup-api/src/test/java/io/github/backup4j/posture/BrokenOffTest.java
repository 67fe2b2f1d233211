package io.github.backup4j.posture;

import static io.github.backup4j.posture.GivenFacts.DISK;
import static io.github.backup4j.posture.GivenFacts.MORE;
import static io.github.backup4j.posture.GivenFacts.NOW;
import static io.github.backup4j.posture.GivenFacts.SERVER;
import static io.github.backup4j.posture.GivenFacts.part;
import static io.github.backup4j.posture.GivenFacts.point;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.posture.Assessment.Result;
import io.github.backup4j.posture.Facts.Gap;
import io.github.backup4j.posture.Facts.Source;
import io.github.backup4j.posture.GivenFacts.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A list that breaks off, anywhere, in any world: what is still said to be OK or breached is so in the whole world as well. Which
 * control needs which list, this test does not know.
 */
class BrokenOffTest {
    private static final int SEEDS = 3_000;

    private static final Objectives ALL = Objectives.defaults()
            .rpo(Duration.ofHours(26))
            .retention(Duration.ofDays(20))
            .vaultsBelow(85)
            .copiedWithin(Duration.ofDays(2))
            .consistency(Consistency.APPLICATION_CONSISTENT)
            .provenWithin(Duration.ofDays(10))
            .rto(Duration.ofHours(1))
            .allEncrypted()
            .allLocked();

    private static final List<Source> SOURCES = List.of(Source.values());

    @Test
    void rows_listThatBreaksOffAnywhere_keepNothingThatTheWholeDoesNotBearOut() {
        Map<Control, Set<Result>> met = new EnumMap<>(Control.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            GivenFacts world = draw(random);
            Rows whole = new Rows(world.facts(), ALL);
            whole.assessed()
                    .forEach(one -> met.computeIfAbsent(one.assessment().control(), none -> new HashSet<>())
                            .add(one.assessment().result()));
            Source source = SOURCES.get(random.nextInt(SOURCES.size()));
            Rows broken = new Rows(cut(world, source, random), ALL);
            for (ResourcePosture row : broken.resources()) {
                ResourcePosture before = whole.resources().stream()
                        .filter(other -> other.subject().equals(row.subject()))
                        .findFirst()
                        .orElseThrow();
                compare(seed, source, row.assessments(), before.assessments());
                compare(seed, row.threeTwoOne(), before.threeTwoOne());
            }
            for (VaultPosture row : broken.vaults()) {
                compare(seed, source, row.assessments(), whole.vaults().get(0).assessments());
            }
        }
        assertThat(met.keySet()).as("all controls were met").containsExactlyInAnyOrder(Control.values());
        met.forEach((control, results) ->
                assertThat(results).as("%s was breached", control).contains(Result.BREACHED));
    }

    private static void compare(long seed, Source source, List<Assessment> broken, List<Assessment> whole) {
        for (int i = 0; i < broken.size(); i++) {
            Assessment left = broken.get(i);
            if (left.result() == Result.OK || left.result() == Result.BREACHED) {
                assertThat(left.result())
                        .as("seed %s, %s broke off: %s, but in the whole %s", seed, source, left, whole.get(i))
                        .isEqualTo(whole.get(i).result());
            }
        }
    }

    private static void compare(long seed, ThreeTwoOne broken, ThreeTwoOne whole) {
        List<Result> left = List.of(broken.copies(), broken.elsewhere(), broken.unchangeable(), broken.errors());
        List<Result> before = List.of(whole.copies(), whole.elsewhere(), whole.unchangeable(), whole.errors());
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i) != Result.UNKNOWN) {
                assertThat(left.get(i))
                        .as("seed %s: %s, but %s", seed, broken, whole)
                        .isEqualTo(before.get(i));
            }
        }
    }

    /** The same facts, with a list of which only the first elements were read. */
    private static Facts cut(GivenFacts world, Source source, Random random) {
        Facts whole = world.facts();
        Facts cut = new Facts(NOW, world.proofs);
        cut.logFrom = whole.logFrom;
        first(source == Source.RESOURCES, whole.resources.values(), random)
                .forEach(found -> cut.resources.put(found.resource(), found));
        first(source == Source.VAULTS, whole.vaults.values(), random)
                .forEach(vault -> cut.vaults.put(vault.id(), vault));
        first(source == Source.POLICIES, whole.policies.values(), random)
                .forEach(policy -> cut.policies.put(policy.id(), policy));
        first(source == Source.POINTS, world.points.stream().map(Point::made).toList(), random)
                .forEach(cut::add);
        first(source == Source.LOG, world.runs, random)
                .forEach(run -> cut.runs
                        .computeIfAbsent(run.resource(), none -> new ArrayList<>())
                        .add(run));
        cut.gaps.put(source, new Gap(false, "it broke off"));
        return cut;
    }

    private static <T> List<T> first(boolean broken, Iterable<T> all, Random random) {
        List<T> list = new ArrayList<>();
        all.forEach(list::add);
        return broken ? list.subList(0, random.nextInt(list.size() + 1)) : list;
    }

    private static GivenFacts draw(Random random) {
        GivenFacts world = new GivenFacts();
        world.enabled = random.nextInt(6) > 0;
        world.attached = random.nextInt(6) > 0;
        world.suspended = random.nextInt(8) == 0;
        world.member = random.nextInt(6) > 0;
        world.locked = random.nextBoolean();
        world.throughTheServer = random.nextBoolean() ? Set.of(MORE) : Set.of();
        world.excluded = random.nextInt(4) == 0 ? Set.of(MORE) : Set.of();
        world.encrypted = random.nextBoolean() ? Set.of(DISK, MORE) : Set.of();
        world.unlisted = random.nextInt(6) == 0 ? Set.of(DISK) : Set.of();
        world.memberStatus = random.nextInt(8) == 0 ? Vault.MemberStatus.REMOVING : Vault.MemberStatus.AVAILABLE;
        world.status = random.nextInt(3) == 0 ? one(random, Vault.Status.values()) : Vault.Status.AVAILABLE;
        world.consistency = one(random, Consistency.values());
        world.retention = one(
                random,
                Retention.days(30),
                Retention.days(5),
                Retention.latest(7),
                Retention.forever(),
                new Retention.Unrecognized(Map.of("keep", "some")));
        world.schedule = one(random, Schedule.dailyAt("02:00"), Schedule.dailyAt("09:00"));
        world.space =
                new Vault.Space(DataSize.gib(100), DataSize.gib(40 + random.nextInt(61)), random.nextInt(5) == 0, null);
        world.logFrom = NOW.minus(Duration.ofDays(1 + random.nextInt(7)));
        for (Resource resource : List.of(DISK, SERVER)) {
            boolean manual = random.nextInt(4) == 0;
            for (int day = random.nextInt(3); day < 2 + random.nextInt(8); day++) {
                world.points.add(drawPoint(random, resource, day, manual));
            }
        }
        world.points.sort(
                Comparator.comparing((Point made) -> made.made().createdAt()).reversed());
        for (int day = 0; day < random.nextInt(4); day++) {
            world.runs.add(GivenFacts.run(one(random, OperationRecord.Status.values()), 10 + 24 * day, null));
        }
        if (random.nextBoolean()) {
            world.proofs.add(new Proof(
                    random.nextBoolean() ? DISK : SERVER,
                    NOW.minus(Duration.ofDays(random.nextInt(20))),
                    null,
                    random.nextInt(4) > 0,
                    random.nextInt(4) > 0,
                    Duration.ofMinutes(random.nextInt(120))));
        }
        return world;
    }

    private static Point drawPoint(Random random, Resource resource, int day, boolean manual) {
        Point point = point(resource.id() + "-" + day, 10 + 24 * day)
                .of(resource, DataSize.gib(resource.equals(SERVER) ? 20 : 10))
                .holding(random.nextInt(40) == 0 ? null : DataSize.gib(random.nextInt(5)))
                .incremental(random.nextBoolean())
                .status(
                        random.nextInt(6) == 0
                                ? one(random, RestorePoint.Status.values())
                                : RestorePoint.Status.AVAILABLE);
        if (manual) {
            point.manual();
        }
        if (random.nextBoolean()) {
            point.expiring(NOW.plus(Duration.ofDays(random.nextInt(30))));
        }
        if (random.nextInt(3) == 0) {
            point.copied(one(random, RestorePoint.CopyStatus.values()));
        }
        if (random.nextInt(10) == 0) {
            point.pinned();
        }
        if (random.nextInt(10) == 0) {
            point.in(new VaultId("other"));
        }
        if (random.nextInt(10) == 0) {
            point.origin(one(random, RestorePoint.Origin.values()));
        }
        if (random.nextBoolean()) {
            point.encrypted();
        }
        if (resource.equals(SERVER) && random.nextInt(3) == 0) {
            point.parts(part(DISK, random.nextBoolean()), part(MORE, true));
        }
        if (resource.equals(SERVER) && random.nextInt(3) == 0) {
            point.agentFailed("E-1", "it does not respond");
        }
        return point;
    }

    @SafeVarargs
    private static <T> T one(Random random, T... all) {
        return all[random.nextInt(all.length)];
    }
}
