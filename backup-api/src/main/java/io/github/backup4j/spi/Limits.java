package io.github.backup4j.spi;

import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.Retention;
import java.time.DayOfWeek;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one cloud on lengths, sizes and counts. The portable types refuse a value that exceeds a limit before they
 * call the driver, with the limit in the message. {@link #snapshots()}, {@link #offers()} and
 * {@link #runsAtOnce()} depend on what exists, so the cloud itself checks them; they are declared here for callers and for
 * the contract.
 *
 * <p>A call with a {@link io.github.backup4j.RequestKey} may leave less room, where a field of the resource holds the mark of the
 * key: the key says how much.
 *
 * <p>Start from {@link #none()} and set the limits that the cloud documents; leave project quotas to the cloud.
 * Lengths are counted in code points. Immutable.
 *
 * @param lengths the lengths of names and descriptions
 * @param tags the number and lengths of tags
 * @param vaults the members and the capacity of a vault
 * @param incrementalsBetweenFulls how many incremental backups may follow a full one before the next full one
 * @param terms how long a vault can be paid for in advance
 * @param snapshots the number of snapshots, and the reserved names
 * @param exportFormats the formats that images are exported in; empty: any
 * @param offers how many projects a restore point or image may be offered to
 * @param runsAtOnce how many backup runs of a project may be in progress at once, at least 1
 * @param weekStart the only day on which the weeks of a retention may begin; null: any
 */
public record Limits(
        Lengths lengths,
        Tags tags,
        Vaults vaults,
        int incrementalsBetweenFulls,
        Terms terms,
        Snapshots snapshots,
        Set<Image.Format> exportFormats,
        Offers offers,
        int runsAtOnce,
        @Nullable DayOfWeek weekStart) {
    private static final int ANY = Integer.MAX_VALUE;
    private static final Limits NONE = new Limits(
            new Lengths(ANY, ANY, ANY, ANY, ANY),
            new Tags(ANY, ANY, ANY, ANY),
            new Vaults(ANY, DataSize.bytes(1), DataSize.bytes(Long.MAX_VALUE)),
            ANY,
            new Terms(ANY, ANY),
            new Snapshots(ANY, Set.of()),
            Set.of(),
            new Offers(ANY, ANY, ANY),
            ANY,
            null);

    /** Refuses null, and limits that no value can meet. */
    public Limits {
        Objects.requireNonNull(lengths, "lengths == null");
        Objects.requireNonNull(tags, "tags == null");
        Objects.requireNonNull(vaults, "vaults == null");
        least(incrementalsBetweenFulls, "incrementalsBetweenFulls", 0);
        Objects.requireNonNull(terms, "terms == null");
        Objects.requireNonNull(snapshots, "snapshots == null");
        exportFormats = Collections.unmodifiableSet(
                new LinkedHashSet<>(Objects.requireNonNull(exportFormats, "exportFormats == null")));
        Objects.requireNonNull(offers, "offers == null");
        least(runsAtOnce, "runsAtOnce", 1);
    }

    /** Returns limits that restrict nothing. */
    public static Limits none() {
        return NONE;
    }

    /** Returns the maximum number of characters in the names of everything but images. */
    public int nameLength() {
        return lengths.name();
    }

    /** Returns the maximum number of characters in the descriptions of vaults and backups. */
    public int descriptionLength() {
        return lengths.description();
    }

    /** Returns the maximum number of characters in the descriptions of disks and snapshots. */
    public int diskDescriptionLength() {
        return lengths.diskDescription();
    }

    /** Returns the maximum number of characters in the names of images. */
    public int imageNameLength() {
        return lengths.imageName();
    }

    /** Returns the maximum number of characters in the descriptions of images. */
    public int imageDescriptionLength() {
        return lengths.imageDescription();
    }

    /**
     * Returns the same limits, with another on the names of everything but images.
     *
     * @param characters the maximum number of characters, at least 1
     */
    public Limits withNames(int characters) {
        return with(new Lengths(
                characters,
                lengths.description(),
                lengths.diskDescription(),
                lengths.imageName(),
                lengths.imageDescription()));
    }

    /**
     * Returns the same limits, with others on descriptions.
     *
     * @param ofVaultsAndBackups the maximum number of characters in those of vaults and backups
     * @param ofDisksAndSnapshots the maximum number of characters in those of disks and snapshots
     */
    public Limits withDescriptions(int ofVaultsAndBackups, int ofDisksAndSnapshots) {
        return with(new Lengths(
                lengths.name(),
                ofVaultsAndBackups,
                ofDisksAndSnapshots,
                lengths.imageName(),
                lengths.imageDescription()));
    }

    /**
     * Returns the same limits, with others on the texts of images.
     *
     * @param name the maximum number of characters in a name, at least 1
     * @param description the maximum number of characters in a description
     */
    public Limits withImages(int name, int description) {
        return with(new Lengths(lengths.name(), lengths.description(), lengths.diskDescription(), name, description));
    }

    /**
     * Returns the same limits, with others on tags.
     *
     * @param limits the limits on tags
     */
    public Limits withTags(Tags limits) {
        return with(draft -> draft.tags = limits);
    }

    /**
     * Returns the same limits, with others on vaults.
     *
     * @param members how many members a vault may have, at least 1
     * @param smallest the least capacity of a new vault
     * @param largest the greatest capacity
     */
    public Limits withVaults(int members, DataSize smallest, DataSize largest) {
        return with(draft -> draft.vaults = new Vaults(members, smallest, largest));
    }

    /**
     * Returns the same limits, with another on policies.
     *
     * @param incrementals how many incremental backups may follow a full one before the next full one, at least 0
     */
    public Limits withPolicies(int incrementals) {
        return with(draft -> draft.incrementalsBetweenFulls = incrementals);
    }

    /**
     * Returns the same limits, with others on subscriptions.
     *
     * @param months the maximum number of months, at least 1
     * @param years the maximum number of years, at least 1
     */
    public Limits withTerms(int months, int years) {
        return with(draft -> draft.terms = new Terms(months, years));
    }

    /**
     * Returns the same limits, with others on snapshots.
     *
     * @param ofOneDisk how many a disk may have, at least 1
     * @param reservedPrefixes the prefixes of the names that the cloud gives to its own snapshots
     */
    public Limits withSnapshots(int ofOneDisk, Set<String> reservedPrefixes) {
        return with(draft -> draft.snapshots = new Snapshots(ofOneDisk, reservedPrefixes));
    }

    /**
     * Returns the same limits, with these formats of exported images and no others.
     *
     * @param formats the formats, at least one
     */
    public Limits withExportFormats(Image.Format... formats) {
        return with(draft -> draft.exportFormats = new LinkedHashSet<>(List.of(formats)));
    }

    /**
     * Returns the same limits, with others on offers to projects.
     *
     * @param limits how many projects a restore point or image may be offered to
     */
    public Limits withOffers(Offers limits) {
        return with(draft -> draft.offers = limits);
    }

    /**
     * Returns the same limits, with another on backup runs: {@link io.github.backup4j.RestorePoints#takeAll} starts no more.
     *
     * @param runs how many may be in progress at once, at least 1
     */
    public Limits withRunsAtOnce(int runs) {
        return with(draft -> draft.runsAtOnce = runs);
    }

    /**
     * Returns the same limits, with another on retention by weeks.
     *
     * @param day the only day on which its weeks may begin
     */
    public Limits withWeeksStartingOn(DayOfWeek day) {
        return with(draft -> draft.weekStart = Objects.requireNonNull(day, "day == null"));
    }

    private Limits with(Lengths limits) {
        return with(draft -> draft.lengths = limits);
    }

    private Limits with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.limits();
    }

    /**
     * Returns the day on which the weeks of a retention have to begin in this cloud; empty if they do, or if it keeps nothing by weeks.
     *
     * @param retention the rule of a policy
     */
    public Optional<DayOfWeek> requiredWeekStart(Retention retention) {
        return weekStart == null
                        || !(retention instanceof Retention.Latest rule)
                        || rule.weekly() == 0
                        || rule.weekStart() == weekStart
                ? Optional.empty()
                : Optional.of(weekStart);
    }

    private static void least(int value, String component, int lowest) {
        if (value < lowest) {
            throw new IllegalArgumentException(component + " is " + value + ", less than " + lowest);
        }
    }

    /**
     * The maximum numbers of characters in names and descriptions.
     *
     * @param name in names of everything but images, at least 1
     * @param description in descriptions of vaults and backups
     * @param diskDescription in descriptions of disks and snapshots
     * @param imageName in names of images, at least 1
     * @param imageDescription in descriptions of images
     */
    public record Lengths(int name, int description, int diskDescription, int imageName, int imageDescription) {
        /** Refuses limits that no value can meet. */
        public Lengths {
            least(name, "name", 1);
            least(description, "description", 0);
            least(diskDescription, "diskDescription", 0);
            least(imageName, "imageName", 1);
            least(imageDescription, "imageDescription", 0);
        }
    }

    /**
     * The limits on tags.
     *
     * @param count how many a vault, an image, a disk or a server may have
     * @param autoBind how many tags a rule may name by which a vault adds servers automatically
     * @param keyLength the maximum number of characters in a key, at least 1
     * @param valueLength the maximum number of characters in a value
     */
    public record Tags(int count, int autoBind, int keyLength, int valueLength) {
        /** Refuses limits that no value can meet. */
        public Tags {
            least(count, "count", 0);
            least(autoBind, "autoBind", 0);
            least(keyLength, "keyLength", 1);
            least(valueLength, "valueLength", 0);
        }
    }

    /**
     * The limits on vaults.
     *
     * @param members how many members a vault may have, at least 1
     * @param smallest the least capacity of a new vault
     * @param largest the greatest capacity
     */
    public record Vaults(int members, DataSize smallest, DataSize largest) {
        /** Refuses null, and limits that no value can meet. */
        public Vaults {
            least(members, "members", 1);
            Objects.requireNonNull(smallest, "smallest == null");
            Objects.requireNonNull(largest, "largest == null");
            if (smallest.compareTo(largest) > 0) {
                throw new IllegalArgumentException("smallest is " + smallest + ", more than largest, " + largest);
            }
        }
    }

    /**
     * How long a vault can be paid for in advance.
     *
     * @param months the maximum number of months, at least 1
     * @param years the maximum number of years, at least 1
     */
    public record Terms(int months, int years) {
        /** Refuses limits that no value can meet. */
        public Terms {
            least(months, "months", 1);
            least(years, "years", 1);
        }
    }

    /**
     * The limits on snapshots.
     *
     * @param ofOneDisk how many a disk may have, at least 1
     * @param reservedPrefixes the prefixes of the names that the cloud gives to its own snapshots; callers may not use them
     */
    public record Snapshots(int ofOneDisk, Set<String> reservedPrefixes) {
        /** Refuses null, an empty prefix, and limits that no value can meet. */
        public Snapshots {
            least(ofOneDisk, "ofOneDisk", 1);
            reservedPrefixes = Collections.unmodifiableSet(
                    new TreeSet<>(Objects.requireNonNull(reservedPrefixes, "reservedPrefixes == null")));
            if (reservedPrefixes.contains("")) {
                throw new IllegalArgumentException("reservedPrefixes holds \"\", with which every name begins");
            }
        }
    }

    /**
     * How many projects a restore point or image may be offered to.
     *
     * @param restorePoint the number for a restore point
     * @param wholeServerImage the number for an image of a whole server
     * @param image the number for any other image
     */
    public record Offers(int restorePoint, int wholeServerImage, int image) {
        /** Refuses counts less than zero. */
        public Offers {
            least(restorePoint, "restorePoint", 0);
            least(wholeServerImage, "wholeServerImage", 0);
            least(image, "image", 0);
        }
    }

    /** Limits of which one method changes one. */
    private static final class Draft {
        private Lengths lengths;
        private Tags tags;
        private Vaults vaults;
        private int incrementalsBetweenFulls;
        private Terms terms;
        private Snapshots snapshots;
        private Set<Image.Format> exportFormats;
        private Offers offers;
        private int runsAtOnce;
        private @Nullable DayOfWeek weekStart;

        Draft(Limits from) {
            lengths = from.lengths;
            tags = from.tags;
            vaults = from.vaults;
            incrementalsBetweenFulls = from.incrementalsBetweenFulls;
            terms = from.terms;
            snapshots = from.snapshots;
            exportFormats = from.exportFormats;
            offers = from.offers;
            runsAtOnce = from.runsAtOnce;
            weekStart = from.weekStart;
        }

        Limits limits() {
            return new Limits(
                    lengths,
                    tags,
                    vaults,
                    incrementalsBetweenFulls,
                    terms,
                    snapshots,
                    exportFormats,
                    offers,
                    runsAtOnce,
                    weekStart);
        }
    }
}
