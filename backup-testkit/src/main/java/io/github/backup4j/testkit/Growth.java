package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An assumption about how the data of disks and servers changes from one backup to the next, for a {@link CloudModel}.
 *
 * <pre>{@code
 * Growth.observed()                                               // as the restore points of the last 28 days show it
 *         .except(orders, Growth.perDay(DataSize.gib(5)))         // but more is expected of this disk
 *         .orElse(Growth.perDay(DataSize.gib(1)))                 // where nothing can be observed
 *         .ofWhichNew(20)                                         // a fifth of it is added, the rest replaces data
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Growth {
    private static final int NAMED = 3;

    private final Kind kind;
    private final DataSize size;
    private final int newPercent;
    private final int filledPercent;
    private final Map<Resource, Growth> exceptions;
    private final @Nullable Growth otherwise;

    private Growth(
            Kind kind,
            DataSize size,
            int newPercent,
            int filledPercent,
            Map<Resource, Growth> exceptions,
            @Nullable Growth otherwise) {
        this.kind = kind;
        this.size = size;
        this.newPercent = newPercent;
        this.filledPercent = filledPercent;
        this.exceptions = Map.copyOf(exceptions);
        this.otherwise = otherwise;
    }

    /**
     * Returns the growth that the restore points show: for each resource the bytes a day that its incremental restore points of
     * the last 28 days take, or earlier ones if there are none.
     *
     * <p>Only restore points whose own size the cloud reports are counted. If it reports none, as Huawei Cloud does not, nothing
     * is observed: the data of the resource is assumed not to change unless {@link #orElse} or {@link #except} names a growth, and
     * {@link CloudModel#remarks()} says so. For a resource without incremental restore points, the mean of the observed resources
     * is used, in proportion to its size.
     */
    public static Growth observed() {
        return new Growth(Kind.OBSERVED, DataSize.ZERO, 0, 100, Map.of(), null);
    }

    /**
     * Returns a growth by backup: the same data differs at each backup, however long ago the one before was. If a restore point
     * between two others is deleted, the later one does not become larger.
     *
     * @param changed how much differs from one backup of a resource to the next
     */
    public static Growth perBackup(DataSize changed) {
        return new Growth(Kind.PER_BACKUP, requireSize(changed), 0, 100, Map.of(), null);
    }

    /**
     * Returns a growth by time: other data differs each day. If a restore point between two others is deleted, the later one grows
     * by its data.
     *
     * @param changed how much of a resource changes in a day
     */
    public static Growth perDay(DataSize changed) {
        return new Growth(Kind.PER_DAY, requireSize(changed), 0, 100, Map.of(), null);
    }

    /**
     * Returns the same growth with some of the changed data being new data, which makes a resource larger until it is full. By
     * default all changed data replaces data.
     *
     * @param percent the percentage of the changed data that is new, 0 to 100
     * @throws IllegalArgumentException if it is not within 0 to 100
     */
    public Growth ofWhichNew(int percent) {
        return new Growth(kind, size, requirePercent(percent), filledPercent, exceptions, otherwise);
    }

    /**
     * Returns the same growth with another size of the first restore point of a resource that has none yet. By default it is as
     * large as the resource.
     *
     * @param percent the percentage of the size of a resource that holds data, 0 to 100
     * @throws IllegalArgumentException if it is not within 0 to 100
     */
    public Growth filled(int percent) {
        return new Growth(kind, size, newPercent, requirePercent(percent), exceptions, otherwise);
    }

    /**
     * Returns the same growth with another one for a disk or server.
     *
     * @param resource the disk or server
     * @param other its growth, whose own exceptions are ignored
     */
    public Growth except(Resource resource, Growth other) {
        Objects.requireNonNull(resource, "resource == null");
        Map<Resource, Growth> more = new LinkedHashMap<>(exceptions);
        more.put(resource, Objects.requireNonNull(other, "other == null"));
        return new Growth(kind, size, newPercent, filledPercent, more, otherwise);
    }

    /**
     * Returns the same growth with another one for resources of which nothing can be observed.
     *
     * @param other their growth, by backup or by day
     * @throws IllegalArgumentException if it is {@link #observed()}
     */
    public Growth orElse(Growth other) {
        if (other.kind == Kind.OBSERVED) {
            throw new IllegalArgumentException("other is " + other + ", which is to be observed too; name a size");
        }
        return new Growth(kind, size, newPercent, filledPercent, exceptions, other);
    }

    /** Returns the growth of one resource. */
    Growth of(Resource resource) {
        return exceptions.getOrDefault(resource, this);
    }

    /** Returns the growth of one resource as far as it is given; null: it is to be observed, and nothing is given instead. */
    @Nullable
    Growth given(Resource resource) {
        Growth wanted = of(resource);
        return wanted.kind == Kind.OBSERVED ? wanted.otherwise : wanted;
    }

    Kind kind() {
        return kind;
    }

    DataSize size() {
        return size;
    }

    int newPercent() {
        return newPercent;
    }

    int filledPercent() {
        return filledPercent;
    }

    @Nullable
    Growth otherwise() {
        return otherwise;
    }

    /** Returns the assumption in words, such as {@code "5 GiB a day, of which 20 % are new data"}. */
    @Override
    public String toString() {
        String rate = switch (kind) {
            case OBSERVED -> "as observed";
            case PER_BACKUP -> Figures.size(size) + " a backup";
            case PER_DAY -> Figures.size(size) + " a day";
        };
        String text =
                rate + (newPercent == 0 ? ", all replacing data" : ", of which " + newPercent + " % are new data");
        return exceptions.isEmpty() ? text : text + ", other growth for " + exceptions();
    }

    private String exceptions() {
        List<String> named =
                exceptions.keySet().stream().map(Resource::toString).sorted().toList();
        String few = String.join(", ", named.subList(0, Math.min(NAMED, named.size())));
        return named.size() <= NAMED ? few : few + " and " + (named.size() - NAMED) + " more";
    }

    private static DataSize requireSize(DataSize size) {
        return Objects.requireNonNull(size, "changed == null");
    }

    private static int requirePercent(int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("percent is " + percent + ", not within 0 to 100");
        }
        return percent;
    }

    /** Where the figure comes from. */
    enum Kind {
        OBSERVED,
        PER_BACKUP,
        PER_DAY
    }
}
