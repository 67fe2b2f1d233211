package io.github.backup4j.spi;

import io.github.backup4j.DataSize;
import java.util.Objects;

/**
 * The limits of one cloud on lengths, sizes and counts. The portable types refuse what exceeds a limit before they call
 * the driver, with the limit in the message.
 *
 * <p>Start from {@link #none()} and set what the cloud documents; leave to the cloud what depends on its state, such as a quota.
 * Lengths are counted in code points. Immutable.
 *
 * @param nameLength of the names of vaults, policies, backups, restore points and snapshots
 * @param descriptionLength of the descriptions of vaults and backups
 * @param snapshotDescriptionLength of the descriptions of snapshots
 * @param imageNameLength of the names of images
 * @param imageDescriptionLength of the descriptions of images
 * @param tags how many tags a vault or an image may have
 * @param vaultMembers how many members a vault may have
 * @param smallestVault the least capacity of a vault
 * @param largestVault the greatest capacity of a vault
 * @param incrementalsBetweenFulls how many incremental backups may follow a full one before the next full one
 */
public record Limits(
        int nameLength,
        int descriptionLength,
        int snapshotDescriptionLength,
        int imageNameLength,
        int imageDescriptionLength,
        int tags,
        int vaultMembers,
        DataSize smallestVault,
        DataSize largestVault,
        int incrementalsBetweenFulls) {
    private static final Limits NONE = new Limits(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            DataSize.bytes(1),
            DataSize.bytes(Long.MAX_VALUE),
            Integer.MAX_VALUE);

    /** Refuses null, and limits that nothing is within. */
    public Limits {
        Objects.requireNonNull(smallestVault, "smallestVault == null");
        Objects.requireNonNull(largestVault, "largestVault == null");
        if (nameLength < 1 || imageNameLength < 1 || vaultMembers < 1) {
            throw new IllegalArgumentException("nameLength is " + nameLength + ", imageNameLength " + imageNameLength
                    + ", vaultMembers " + vaultMembers + "; each is at least 1");
        }
        if (descriptionLength < 0 || snapshotDescriptionLength < 0 || imageDescriptionLength < 0 || tags < 0) {
            throw new IllegalArgumentException("descriptionLength is " + descriptionLength
                    + ", snapshotDescriptionLength " + snapshotDescriptionLength + ", imageDescriptionLength "
                    + imageDescriptionLength + ", tags " + tags + "; none is less than zero");
        }
        if (incrementalsBetweenFulls < 0) {
            throw new IllegalArgumentException(
                    "incrementalsBetweenFulls is " + incrementalsBetweenFulls + ", less than zero");
        }
        if (smallestVault.compareTo(largestVault) > 0) {
            throw new IllegalArgumentException(
                    "smallestVault is " + smallestVault + ", more than largestVault, " + largestVault);
        }
    }

    /** Returns no limits. */
    public static Limits none() {
        return NONE;
    }

    /**
     * Returns the same limits, with one on the names of everything but images.
     *
     * @param characters the most characters, at least 1
     */
    public Limits withNames(int characters) {
        return new Limits(
                characters,
                descriptionLength,
                snapshotDescriptionLength,
                imageNameLength,
                imageDescriptionLength,
                tags,
                vaultMembers,
                smallestVault,
                largestVault,
                incrementalsBetweenFulls);
    }

    /**
     * Returns the same limits, with others on descriptions.
     *
     * @param ofVaultsAndBackups the most characters in those of vaults and backups
     * @param ofSnapshots the most characters in those of snapshots
     */
    public Limits withDescriptions(int ofVaultsAndBackups, int ofSnapshots) {
        return new Limits(
                nameLength,
                ofVaultsAndBackups,
                ofSnapshots,
                imageNameLength,
                imageDescriptionLength,
                tags,
                vaultMembers,
                smallestVault,
                largestVault,
                incrementalsBetweenFulls);
    }

    /**
     * Returns the same limits, with others on images.
     *
     * @param name the most characters in a name, at least 1
     * @param description the most characters in a description
     */
    public Limits withImages(int name, int description) {
        return new Limits(
                nameLength,
                descriptionLength,
                snapshotDescriptionLength,
                name,
                description,
                tags,
                vaultMembers,
                smallestVault,
                largestVault,
                incrementalsBetweenFulls);
    }

    /**
     * Returns the same limits, with one on tags.
     *
     * @param most how many a vault or an image may have
     */
    public Limits withTags(int most) {
        return new Limits(
                nameLength,
                descriptionLength,
                snapshotDescriptionLength,
                imageNameLength,
                imageDescriptionLength,
                most,
                vaultMembers,
                smallestVault,
                largestVault,
                incrementalsBetweenFulls);
    }

    /**
     * Returns the same limits, with others on vaults.
     *
     * @param members how many members one may have, at least 1
     * @param smallest the least capacity
     * @param largest the greatest capacity
     */
    public Limits withVaults(int members, DataSize smallest, DataSize largest) {
        return new Limits(
                nameLength,
                descriptionLength,
                snapshotDescriptionLength,
                imageNameLength,
                imageDescriptionLength,
                tags,
                members,
                smallest,
                largest,
                incrementalsBetweenFulls);
    }

    /**
     * Returns the same limits, with one on policies.
     *
     * @param incrementals how many incremental backups may follow a full one before the next full one, at least 0
     */
    public Limits withPolicies(int incrementals) {
        return new Limits(
                nameLength,
                descriptionLength,
                snapshotDescriptionLength,
                imageNameLength,
                imageDescriptionLength,
                tags,
                vaultMembers,
                smallestVault,
                largestVault,
                incrementals);
    }
}
