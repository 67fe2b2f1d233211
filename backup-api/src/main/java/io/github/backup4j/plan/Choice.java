package io.github.backup4j.plan;

import io.github.backup4j.Resource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a protection takes a disk or server, and why.
 *
 * @param resource the disk or server
 * @param name its name; null if there is no such disk or server
 * @param taken whether it is taken
 * @param reason why it is taken or not, for a person to read
 */
public record Choice(Resource resource, @Nullable String name, boolean taken, String reason) {
    /** Refuses null where it is not allowed. */
    public Choice {
        Objects.requireNonNull(resource, "resource == null");
        Objects.requireNonNull(reason, "reason == null");
    }

    @Override
    public String toString() {
        return resource + (name == null ? "" : " \"" + name + "\"") + (taken ? ": taken, " : ": left, ") + reason;
    }
}
