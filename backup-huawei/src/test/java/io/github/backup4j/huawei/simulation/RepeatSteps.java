package io.github.backup4j.huawei.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.PolicyId;
import io.github.backup4j.huawei.support.Inventory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls of long ago, made again with their keys: nothing comes of it but what came of it then. */
final class RepeatSteps {
    /** The sum of how far the caller's clock may be behind, and how long before its call a resource may be created. */
    private static final Duration CLOCKS = Duration.ofMinutes(31);

    private final Scene scene;
    private final PatientCaller caller;
    private final Ledger ledger;
    private final @Nullable Neighbour neighbour;

    /** Everything that was made with a key, also what is not expected any longer to be known by it. */
    private final Set<PatientCaller.Made> ever = new LinkedHashSet<>();

    /**
     * Creates the steps.
     *
     * @param neighbour who copies marks before; null: nobody
     */
    RepeatSteps(Scene scene, @Nullable Neighbour neighbour) {
        this.scene = scene;
        this.neighbour = neighbour;
        caller = scene.caller();
        ledger = scene.ledger();
    }

    boolean repeat() {
        Optional<PatientCaller.Made> made = scene.any(caller.made(), this::canBeRepeated);
        if (made.isEmpty()) {
            return false;
        }
        List<String> before = Inventory.keys(made.get().result());
        if (neighbour != null) {
            copyMarks(neighbour, before.get(0), made.get().ended());
        }
        List<String> after = Inventory.keys(caller.repeat(made.get()));
        assertThat(after)
                .as("what repeating \"" + made.get().what() + "\" returns")
                .isEqualTo(before);
        return true;
    }

    private boolean canBeRepeated(PatientCaller.Made made) {
        Set<String> there = ledger.things().keySet();
        List<String> keys = Inventory.keys(made.result());
        return !keys.isEmpty() && there.containsAll(keys) && made.repeatable().getAsBoolean();
    }

    /**
     * Whether a thing was made so shortly before another one that its age does not tell that it cannot have been made with the
     * other's key: clocks differ.
     */
    private boolean isShortlyBefore(String thing, Instant instant) {
        return ever.stream()
                .filter(made -> Inventory.keys(made.result()).contains(thing))
                .anyMatch(made -> !made.ended().isAfter(instant) && made.ended().isAfter(instant.minus(CLOCKS)));
    }

    /** To another thing of the same kind, whose own call is then no longer known by its key. */
    private void copyMarks(Neighbour copying, String key, Instant made) {
        String kind = key.substring(0, key.indexOf(' '));
        if (!Neighbour.canCopy(kind) || scene.random().nextBoolean()) {
            return;
        }
        ever.addAll(caller.made());
        List<String> others = new ArrayList<>(ledger.things().keySet());
        others.removeIf(other -> !other.startsWith(kind + " ") || other.equals(key) || isShortlyBefore(other, made));
        scene.any(others, all -> true).ifPresent(other -> {
            String from = key.substring(kind.length() + 1);
            String to = other.substring(kind.length() + 1);
            caller.quietly(
                    "a neighbour copies all that is written on " + key + " to " + other,
                    () -> copying.copy(kind, from, to));
            caller.forget(other);
            if (kind.equals("policy")) {
                ledger.policies.put(new PolicyId(to), Objects.requireNonNull(ledger.policies.get(new PolicyId(from))));
            }
        });
    }
}
