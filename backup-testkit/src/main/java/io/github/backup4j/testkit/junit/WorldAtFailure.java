package io.github.backup4j.testkit.junit;

import java.io.Serial;

/** Holds what was in a world when its test failed; it is printed with the failure, as a suppressed exception. */
final class WorldAtFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    WorldAtFailure(String description) {
        super("when the test failed:\n" + description, null, false, false);
    }
}
