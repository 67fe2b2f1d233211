package io.github.backup4j.plan;

import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reason why a plan cannot do part of what the protection wants. It stops only that part, except that an obstacle of a
 * kind that {@linkplain Kind#stopsAll() stops all} leaves the plan without steps.
 *
 * @param kind the kind of obstacle
 * @param resource the disk or server concerned; null: none
 * @param vault the vault concerned; null: none
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
        /** Restore points cannot be copied as the protection wants. */
        COPIES(true),
        /** A disk or server that the selector names by id does not exist. */
        NOT_FOUND(false),
        /** A disk or server is in a vault that is not of the protection. */
        ELSEWHERE(false),
        /** A disk or server cannot be added to a vault in its present state, or all disks of a server are excluded. */
        NOT_PROTECTABLE(false),
        /** A disk is not backed up: its server is, but others have excluded the disk. */
        LEFT_OUT(false),
        /** A disk or server, or the members of a vault together, need more than the largest vault. */
        TOO_LARGE(false),
        /** A vault of the protection cannot be used, for instance because it is not paid for. */
        VAULT_UNUSABLE(false),
        /** A vault is locked, so that its members cannot leave. */
        VAULT_LOCKED(false),
        /** A vault is a subscription, which cannot expand by itself; or its billing is not known, so that it cannot grow. */
        SUBSCRIBED(false),
        /** The mark of a vault does not tell which of its members the protection added, among so many resources. */
        MARK_UNREADABLE(false),
        /** A vault of the protection has a policy of others. */
        FOREIGN_POLICY(false),
        /** The policy of the protection is not changed: others have attached it to vaults of theirs. */
        SHARED_POLICY(false),
        /** The policy of the protection is not changed: it has properties that cannot be written back. */
        POLICY_UNCHANGEABLE(false),
        /** A policy of the protection copies to another site or vault than the protection wants. */
        COPIED_ELSEWHERE(false),
        /**
         * No policy for copies is attached, or the present one keeps its retention or stays disabled: what that deletes of the copies
         * elsewhere cannot be seen from here, and {@link Protection#acceptingExpiryOfCopies()} does not accept it.
         */
        COPIES_KEPT(false),
        /** Disks that are backed up by themselves are not copied: only restore points of servers are. */
        NOT_COPIED(false);

        private final boolean stopsAll;

        Kind(boolean stopsAll) {
            this.stopsAll = stopsAll;
        }

        /** Returns whether an obstacle of this kind leaves the plan without steps. */
        public boolean stopsAll() {
            return stopsAll;
        }
    }
}
