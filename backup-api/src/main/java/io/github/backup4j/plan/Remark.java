package io.github.backup4j.plan;

import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A vault of the protection, or a member or policy in it, that the plan leaves as it is.
 *
 * @param vault the vault
 * @param resource the member; null: the remark is about the vault or a policy attached to it
 * @param reason what it is and why it stays, for a person to read
 */
public record Remark(VaultId vault, @Nullable Resource resource, String reason) {
    /** Refuses null where it is not allowed. */
    public Remark {
        Objects.requireNonNull(vault, "vault == null");
        Objects.requireNonNull(reason, "reason == null");
    }

    @Override
    public String toString() {
        return (resource == null ? "" : resource + " in ") + "vault " + vault + ": " + reason;
    }
}
