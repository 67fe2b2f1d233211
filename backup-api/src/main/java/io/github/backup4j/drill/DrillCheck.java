package io.github.backup4j.drill;

import io.github.backup4j.Invalid;
import java.util.Objects;

/**
 * The result of one of the checks of a drill, and why.
 *
 * @param status the result
 * @param why the reason, in one line
 */
public record DrillCheck(Status status, String why) {
    private static final int LONGEST = 400;

    /** Refuses null and an empty reason; makes one line of the reason, and cuts it to 400 characters. */
    public DrillCheck {
        Objects.requireNonNull(status, "status == null");
        why = Texts.line(Objects.requireNonNull(why, "why == null"), LONGEST);
        if (why.isEmpty()) {
            throw new Invalid("why is empty");
        }
    }

    static DrillCheck held(String why) {
        return new DrillCheck(Status.HELD, why);
    }

    static DrillCheck failed(String why) {
        return new DrillCheck(Status.FAILED, why);
    }

    static DrillCheck notPerformed(String why) {
        return new DrillCheck(Status.NOT_PERFORMED, why);
    }

    /** Returns whether it held. One that was not performed did not. */
    public boolean held() {
        return status == Status.HELD;
    }

    /** Returns {@code "<status>: <why>"}. */
    @Override
    public String toString() {
        return status + ": " + why;
    }

    /** The results of a check. */
    public enum Status {
        /** It held. */
        HELD,
        /** It did not hold. */
        FAILED,
        /** It was not performed, and shows nothing. */
        NOT_PERFORMED
    }
}
