package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.ImageId;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.Retention;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.VirtualTime;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is deleted after a backup has to be what {@link Retention} says of all points of the chain, whatever went before. */
@DisplayName("What retention deletes from a chain")
class CandidatesTest {
    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    /** Backups in order, one after the other: nights in a zone with summer time, hours, months, and gaps. */
    @ParameterizedTest
    @MethodSource("seeds")
    void surplus_afterEachBackupInOrder_isWhatRetentionSays(long seed) {
        Life life = new Life(seed);
        for (int backup = 0; backup < 150; backup++) {
            life.takeNext();
            life.applyRule();
        }
    }

    /** The same among all that can happen between two backups. */
    @ParameterizedTest
    @MethodSource("seeds")
    void surplus_afterAnythingElse_isWhatRetentionSays(long seed) {
        Life life = new Life(seed);
        for (int step = 0; step < 250; step++) {
            life.step();
        }
    }

    /** A rule looks up the periods of each point that it judges, so those that it looked up last tell how far it went. */
    @Test
    void surplus_afterAnotherBackup_judgesThatOneOnly() {
        Life life = new Life(1);
        for (int backup = 0; backup < 50; backup++) {
            life.takeNext();
            life.applyRule();
        }
        life.takeNext();
        Ruling ruling = new Ruling(life.rule);

        life.chain.forEachSurplus(ruling, life.now, life.chain.vault.store::removePoint);

        assertThat(life.chain.oldestFirst()).hasSizeGreaterThan(1);
        assertThat(ruling.latest.second()).isEqualTo(life.now.getEpochSecond());
    }

    /** A chain, and what happens to it. */
    private static final class Life {
        private static final List<String> ZONES =
                List.of("Europe/Berlin", "America/St_Johns", "Asia/Shanghai", "Australia/Lord_Howe");

        private final Random random;
        private final long seed;
        private final ZoneId zone;
        private final int rhythm;
        private final boolean stamps;
        private final Chain chain;
        private final List<StoredPoint> pending = new ArrayList<>();
        private LocalDateTime slot = LocalDateTime.of(2023, 10, 1, 2, 0);
        private Instant now = slot.toInstant(ZoneOffset.UTC);
        private Retention.Latest rule;
        private Ruling ruling;
        private int ids;

        Life(long seed) {
            this.seed = seed;
            random = new Random(seed);
            zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
            rhythm = random.nextInt(4);
            stamps = oneIn(4);
            SiteStore store = new World(
                            new Timeline(now),
                            VirtualTime.startingAt(now),
                            EnumSet.noneOf(Capability.class),
                            Limits.none(),
                            false,
                            false)
                    .at(new Site("region", "project"))
                    .store;
            chain = new Chain(
                    new StoredVault(new VaultId("vault"), store, VaultSpec.forDisks("vault", DataSize.gib(1))),
                    Resource.disk("disk"));
            rule = randomRule();
            ruling = new Ruling(rule);
        }

        /** Lets one thing happen; mostly, as in life, a backup. */
        void step() {
            switch (random.nextInt(20)) {
                case 0 -> addTaken(between(), true).become(Status.AVAILABLE);
                case 1 -> addTaken(tick(), false).become(Status.AVAILABLE);
                case 2 -> addTaken(tick(), true).become(Status.ERROR);
                case 3 -> pending.add(addTaken(tick(), true));
                case 4 -> finishPending();
                case 5 -> any().ifPresent(chain.vault.store::removePoint);
                case 6 -> available().ifPresent(point -> point.become(Status.DELETING));
                case 7 -> withStatus(Status.DELETING).ifPresent(chain.vault.store::removePoint);
                case 8 -> available().ifPresent(point -> point.become(Status.RESTORING));
                case 9 -> withStatus(Status.RESTORING).ifPresent(point -> point.become(Status.AVAILABLE));
                case 10 -> available().ifPresent(point -> point.pin(new ImageId("image")));
                case 11 -> pinned().ifPresent(point -> point.unpin(new ImageId("image")));
                case 12 -> rule = randomRule();
                case 13 -> takeNext(); // and no policy acts
                default -> {
                    takeNext();
                    applyRule();
                }
            }
            if (oneIn(8)) {
                applyRule();
            }
            assertThat(chain.available())
                    .as("seed %d, %s", seed, chain.newestFirst())
                    .isEqualTo((int) chain.oldestFirst().stream()
                            .filter(StoredPoint::available)
                            .count());
        }

        void takeNext() {
            addTaken(tick(), true).become(Status.AVAILABLE);
        }

        /** Deletes what the rule no longer keeps, and fails unless that is what {@link Retention} says. */
        void applyRule() {
            if (!ruling.rule.equals(rule)) {
                ruling = new Ruling(rule);
            }
            List<StoredPoint> expected = rule.surplus(chain.newestFirst(), now);

            List<StoredPoint> before = List.copyOf(chain.newestFirst());
            List<StoredPoint> surplus = new ArrayList<>();
            boolean atOnce = random.nextBoolean();
            boolean someInUse = oneIn(4);
            List<StoredPoint> going = new ArrayList<>();
            chain.forEachSurplus(ruling, now, point -> {
                surplus.add(point);
                if (someInUse && random.nextBoolean()) {
                    return; // it stays, as one does that a disk is being made from
                }
                if (atOnce) {
                    chain.vault.store.removePoint(point);
                } else {
                    going.add(point);
                }
            });

            assertThat(surplus).as("seed %d, %s, of %s", seed, rule, before).isEqualTo(expected);
            going.forEach(chain.vault.store::removePoint);
        }

        /** Moves the clock to the next slot: by the wall of a zone, so that days of 23 and 25 hours come by. */
        private Instant tick() {
            slot = switch (rhythm) {
                case 0 -> slot.plusDays(1);
                case 1 -> slot.plusHours(1 + random.nextInt(30));
                case 2 -> slot.plusDays(1 + random.nextInt(40));
                default -> slot.plusMinutes(1 + random.nextInt(20_000));
            };
            Instant next = slot.atZone(zone).toInstant().plusNanos(random.nextInt(1_000_000_000));
            now = next.isAfter(now) ? next : now.plusNanos(1);
            return now;
        }

        /** An instant at which some older point may have been made. */
        private Instant between() {
            long seconds = Math.max(1, Duration.between(oldest(), now).toSeconds());
            return now.minus(Duration.ofSeconds(random.nextLong(seconds))).minusNanos(random.nextInt(1_000_000_000));
        }

        private Instant oldest() {
            return chain.oldestFirst().isEmpty()
                    ? now.minus(Duration.ofDays(9))
                    : chain.oldestFirst().get(0).createdAt();
        }

        private StoredPoint addTaken(Instant at, boolean automatic) {
            StoredPoint point = new StoredPoint(
                    ++ids,
                    chain,
                    new StoredRun(new BackupRunId("run-" + ids), at, Origin.TAKEN, automatic, "", ""),
                    new Chain.Subject("disk", DataSize.gib(1), "zone"),
                    List.of());
            if (stamps && oneIn(30)) {
                point.expiresAt = at.plus(Duration.ofDays(random.nextInt(60)));
            }
            chain.vault.store.addPoint(point);
            return point;
        }

        private void finishPending() {
            if (!pending.isEmpty()) {
                StoredPoint point = pending.remove(random.nextInt(pending.size()));
                if (chain.oldestFirst().contains(point)) {
                    point.become(Status.AVAILABLE);
                }
            }
        }

        private Optional<StoredPoint> any() {
            return one(point -> !pending.contains(point));
        }

        private Optional<StoredPoint> available() {
            return one(StoredPoint::available);
        }

        private Optional<StoredPoint> pinned() {
            return one(StoredPoint::pinned);
        }

        private Optional<StoredPoint> withStatus(Status status) {
            return one(point -> point.status() == status);
        }

        private Optional<StoredPoint> one(Predicate<StoredPoint> wanted) {
            List<StoredPoint> found =
                    chain.oldestFirst().stream().filter(wanted).toList();
            return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
        }

        private Retention.Latest randomRule() {
            return new Retention.Latest(
                    1 + random.nextInt(8),
                    oneIn(2) ? 0 : random.nextInt(10),
                    oneIn(2) ? 0 : random.nextInt(6),
                    oneIn(2) ? 0 : random.nextInt(6),
                    oneIn(2) ? 0 : random.nextInt(3),
                    ZoneOffset.ofHours(random.nextInt(25) - 12),
                    DayOfWeek.of(1 + random.nextInt(7)));
        }

        private boolean oneIn(int count) {
            return random.nextInt(count) == 0;
        }
    }
}
