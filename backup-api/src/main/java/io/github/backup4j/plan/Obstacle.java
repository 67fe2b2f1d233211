package io.github.backup4j.plan;

import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a plan cannot bring about, and why. It stops what it is about; an obstacle of a kind that {@linkplain Kind#stopsAll() stops
 * all} leaves the plan without steps.
 *
 * @param kind the reason in one word
 * @param resource the disk or server that it is about; null: none
 * @param vault the vault that it is about; null: none
 * @param message what is in the way and what to do, for a person to read
 */
public record Obstacle(
        Kind kind, @Nullable Resource resource, @Nullable VaultId vault, String message) {
    /** Refuses null where it is not allowed. */
    public Obstacle {
        Objects.requireNonNull(kind, "kind == null");
        Objects.requireNonNull(message, "message == null");
    }

    static Obstacle all(Kind kind, String message) {
        return new Obstacle(kind, null, null, message);
    }

    static Obstacle of(Kind kind, Resource resource, String message) {
        return new Obstacle(kind, resource, null, message);
    }

    static Obstacle in(Kind kind, VaultId vault, String message) {
        return new Obstacle(kind, null, vault, message);
    }

    @Override
    public String toString() {
        return kind + ": " + message;
    }

    /** The kinds of obstacles. */
    public enum Kind {
        /** The cloud lacks a feature that the protection needs. */
        UNSUPPORTED(true),
        /** The cloud cannot keep the schedule. */
        SCHEDULE(true),
        /** The cloud cannot keep the retention. */
        RETENTION(true),
        /** Copies cannot be made as asked for. */
        COPIES(true),
        /** A disk or server that was named by its id is not there. */
        NOT_FOUND(false),
        /** A disk or server is in a vault of something else. */
        ELSEWHERE(false),
        /** A disk or server cannot be put into a vault as it is now. */
        NOT_PROTECTABLE(false),
        /** A disk or server is larger than any vault. */
        TOO_LARGE(false),
        /** A vault of the protection cannot be used, for instance since it is not paid for. */
        VAULT_UNUSABLE(false),
        /** A vault is locked, so that its members cannot leave. */
        VAULT_LOCKED(false),
        /** A vault is a subscription, which cannot grow. */
        SUBSCRIBED(false),
        /** A policy of somebody else is attached to a vault of the protection. */
        FOREIGN_POLICY(false),
        /** The policy of the protection acts on vaults of others as well, so it is not changed. */
        SHARED_POLICY(false);

        private final boolean stopsAll;

        Kind(boolean stopsAll) {
            this.stopsAll = stopsAll;
        }

        /** Returns whether nothing at all is changed. */
        public boolean stopsAll() {
            return stopsAll;
        }
    }
}
