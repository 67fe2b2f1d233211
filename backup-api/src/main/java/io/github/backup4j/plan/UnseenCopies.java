package io.github.backup4j.plan;

import io.github.backup4j.Retention;
import io.github.backup4j.plan.Protection.Wanted;
import java.util.Objects;

/**
 * The copies in another region, which a plan cannot see from here: a policy that would delete some of them needs the caller's acceptance.
 */
final class UnseenCopies {
    private final Wanted wanted;

    UnseenCopies(Wanted wanted) {
        this.wanted = wanted;
    }

    /** Returns whether a policy for copies with this rule may delete copies that nobody named, and the caller does not accept that. */
    boolean mayGo(Retention rule) {
        return !wanted.expiryAccepted() && !(rule instanceof Retention.Forever);
    }

    Obstacle kept(String what) {
        Protection.Copies copies = Objects.requireNonNull(wanted.copies());
        return Obstacle.all(
                Obstacle.Kind.COPIES_KEPT,
                what + ": which copies in vault " + copies.vault() + " at " + copies.site()
                        + " that would delete cannot be seen from here; look there, and accept it with"
                        + " acceptingExpiryOfCopies()");
    }
}
