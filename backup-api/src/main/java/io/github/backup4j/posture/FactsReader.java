package io.github.backup4j.posture;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Policy;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Unsupported;
import io.github.backup4j.posture.Facts.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads the facts, by five lists and no other call. */
final class FactsReader {
    /** The maximum difference between the clock here and the cloud's. */
    static final Duration SKEW = Duration.ofMinutes(2);

    private final CloudBackup backup;
    private final AtomicLong requests = new AtomicLong();

    FactsReader(CloudBackup backup) {
        this.backup = backup.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                requests.incrementAndGet();
            }
        });
    }

    /** Returns how many requests were sent to read the facts. */
    long requests() {
        return requests.get();
    }

    Facts read(Objectives objectives, List<Proof> proofs) {
        Facts facts = new Facts(backup.time().now(), proofs);
        facts.largestVault = backup.limits().vaults().largest();
        facts.capacityCanBeBought = backup.supports(Capability.SUBSCRIPTIONS);
        List<Instant> times = new ArrayList<>();
        read(facts, Source.RESOURCES, backup.resources()::list, found -> facts.resources.put(found.resource(), found));
        // Before its first response, an emulated cloud has not said what its clock says.
        facts.asOf = backup.time().now();
        read(facts, Source.VAULTS, backup.vaults()::list, found -> facts.vaults.put(found.id(), found));
        read(facts, Source.POLICIES, backup.policies()::list, found -> facts.policies.put(found.id(), found));
        read(facts, Source.POINTS, backup.restorePoints()::list, found -> {
            facts.add(found);
            times.add(found.createdAt());
        });
        facts.points.values().forEach(FactsReader::sort);
        facts.pointsIn.values().forEach(FactsReader::sort);
        facts.logFrom = logFrom(facts, objectives);
        BackupRunFilter recent = BackupRunFilter.all().startedFrom(facts.logFrom);
        read(facts, Source.LOG, () -> backup.restorePoints().runs(recent), run -> addRun(facts, run, times));
        facts.runs.values().forEach(FactsReader::sortRuns);
        Instant here = backup.time().now();
        Instant there = backup.serviceTime();
        if (Duration.between(here, there).abs().compareTo(SKEW) > 0) {
            facts.clockOff = "the clock here is off, or the cloud's: it is " + here + " here, and " + there + " there";
            return facts;
        }
        Instant latest = here.plus(SKEW);
        times.stream()
                .filter(time -> time.isAfter(latest))
                .max(Instant::compareTo)
                .ifPresent(time -> facts.clockOff = "the clock here is off, or the cloud's: it is " + facts.asOf
                        + " here, and there is a backup of " + time);
        return facts;
    }

    private static void addRun(Facts facts, BackupRunRecord run, List<Instant> times) {
        for (BackupRunRecord.Member member : run.members()) {
            facts.runs
                    .computeIfAbsent(member.resource(), none -> new ArrayList<>())
                    .add(member);
            Instant begun = member.startedAt();
            if (begun != null) {
                times.add(begun);
            }
        }
    }

    private static void sort(List<RestorePoint> points) {
        points.sort((one, other) -> other.createdAt().compareTo(one.createdAt()));
    }

    private static void sortRuns(List<BackupRunRecord.Member> runs) {
        runs.sort((one, other) -> Cases.begun(other).compareTo(Cases.begun(one)));
    }

    /** Returns the earliest of the policies' last slots, within the time the log is kept: older entries decide nothing. */
    private static Instant logFrom(Facts facts, Objectives objectives) {
        Instant earliest = facts.asOf.minus(objectives.logKept());
        Instant from = facts.asOf.minus(Duration.ofDays(1));
        for (Policy policy : facts.policies.values()) {
            if (policy.enabled() && !policy.attachments().isEmpty()) {
                Instant due = Slots.lastDue(policy.schedule(), facts.asOf.minus(objectives.grace()), earliest);
                from = due.isBefore(from) ? due : from;
            }
        }
        return from.minus(Slots.EARLY);
    }

    private static <T> void read(Facts facts, Source source, Supplier<Stream<T>> list, Consumer<? super T> found) {
        try {
            list.get().forEachOrdered(found);
        } catch (Unsupported e) {
            facts.gaps.put(source, new Facts.Gap(true, "this cloud has no such list"));
        } catch (BackupException e) {
            facts.gaps.put(
                    source,
                    new Facts.Gap(
                            false,
                            source.words() + " broke off: " + e.getClass().getSimpleName() + ": " + e.getMessage()));
        }
    }
}
