package io.github.backup4j.huawei.simulation;

import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What all steps of a simulation share.
 *
 * @param cloud the world behind the wire
 * @param emulator the wire
 * @param caller who asks for things
 * @param ledger what was asked for
 * @param random decides what is done
 * @param names how many names were given
 */
record Scene(
        InMemoryCloud cloud,
        HuaweiEmulator emulator,
        PatientCaller caller,
        Ledger ledger,
        SplittableRandom random,
        AtomicInteger names) {
    private static final Duration SETTLING = Duration.ofMinutes(3);

    /** A name that nothing has yet. */
    String nextName(String kind) {
        return kind + "-" + names.incrementAndGet();
    }

    /** One of those that fit, by chance. */
    <T> Optional<T> any(List<T> all, Predicate<T> fitting) {
        List<T> candidates = all.stream().filter(fitting).toList();
        return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(random.nextInt(candidates.size())));
    }

    /**
     * Lets deletions that were begun come to their end, as what is deleted is still listed until then, requests that are late be
     * carried out, and more time pass than the clocks of a caller and a service may differ by.
     */
    void settle() {
        emulator.advance(SETTLING);
    }
}
