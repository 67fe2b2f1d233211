package io.github.backup4j.posture;

import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.util.Objects;

/** The subject of an assessment: a disk or server, or a vault. */
public sealed interface Subject {
    /** Returns its kind and the cloud's id, such as {@code "disk 1"} or {@code "vault 2"}. */
    String id();

    /** Returns its name in the cloud; "" if it has none, or the cloud does not say. */
    String name();

    /**
     * A disk or server.
     *
     * @param resource the disk or server
     * @param name its name; "" if it has none, or the cloud does not say
     */
    record OfResource(Resource resource, String name) implements Subject {
        /** Refuses null. */
        public OfResource {
            Objects.requireNonNull(resource, "resource == null");
            Objects.requireNonNull(name, "name == null");
        }

        @Override
        public String id() {
            return resource.toString();
        }
    }

    /**
     * A vault.
     *
     * @param vault the vault
     * @param name its name; "" if it has none
     */
    record OfVault(VaultId vault, String name) implements Subject {
        /** Refuses null. */
        public OfVault {
            Objects.requireNonNull(vault, "vault == null");
            Objects.requireNonNull(name, "name == null");
        }

        @Override
        public String id() {
            return "vault " + vault;
        }
    }
}
