package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.internal.VaultUse;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The outcome of the policies of a cloud after some time: how much each vault holds at most and in the end, when it is full, and
 * which restore points are kept.
 *
 * <pre>{@code
 * CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());
 * Forecast forecast = Forecast.of(model, Period.ofYears(1));
 * forecast.of(vault.id()).peak();
 * forecast.of(vault.id()).fullAt();
 * System.out.println(forecast);                    // a table for a terminal
 * }</pre>
 *
 * <p>It lets an {@link InMemoryCloud} with the content of the model live for that time: schedules fire, retention deletes, vaults
 * fill. A year of 1,000 resources takes seconds. {@link #remarks()} says what is assumed.
 *
 * <p>{@link io.github.backup4j.posture.Control#VAULT_FULL_AT} forecasts too, over weeks and with one mean for the whole vault. The
 * two agree to about a day for a vault whose members grow evenly under retention by age or by the latest restore points. They
 * differ where a mean says too little: where the rule keeps restore points of weeks and months, each of which takes over the data
 * of those deleted before it; where members grow differently and one of them leaves; and in what counts as full, which is here a
 * backup that does not fit, and there a vault without any room left.
 *
 * <p>Immutable; the same model gives the same forecast and the same text.
 */
public final class Forecast {
    private static final int MOST_YEARS = 10;

    private final CloudModel model;
    private final Instant until;
    private final List<VaultForecast> vaults;

    private Forecast(CloudModel model, Instant until, List<VaultForecast> vaults) {
        this.model = model;
        this.until = until;
        this.vaults = vaults;
    }

    /**
     * Returns what becomes of a model.
     *
     * @param model the model, which stays as it is
     * @param period how far to look ahead, in UTC: more than nothing, at most 10 years
     * @throws IllegalArgumentException if the period is not within these limits
     * @throws io.github.backup4j.BackupException if a change of {@link CloudModel#changedBy} fails
     */
    public static Forecast of(CloudModel model, Period period) {
        Objects.requireNonNull(model, "model == null");
        Instant from = model.asOf();
        Instant until = after(from, period);
        InMemoryCloud cloud = model.cloud();
        Map<VaultId, VaultUse> before = byId(cloud);
        cloud.time().advanceTo(until);
        List<VaultForecast> vaults = byId(cloud).values().stream()
                .map(after -> vault(before.getOrDefault(after.vault(), after), after))
                .sorted(Comparator.comparing(VaultForecast::name)
                        .thenComparing(forecast -> forecast.vault().value()))
                .toList();
        return new Forecast(model, until, vaults);
    }

    private static Instant after(Instant from, Period period) {
        ZonedDateTime start = from.atZone(ZoneOffset.UTC);
        try {
            ZonedDateTime end = start.plus(period);
            if (end.isAfter(start) && !end.isAfter(start.plusYears(MOST_YEARS))) {
                return end.toInstant();
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(outside(period), e);
        }
        throw new IllegalArgumentException(outside(period));
    }

    private static String outside(Period period) {
        return "period is " + period + ", not within one day and " + MOST_YEARS + " years";
    }

    private static Map<VaultId, VaultUse> byId(InMemoryCloud cloud) {
        return cloud.use().stream()
                .collect(Collectors.toMap(
                        VaultUse::vault, use -> use, (one, other) -> one, LinkedHashMap<VaultId, VaultUse>::new));
    }

    private static VaultForecast vault(VaultUse before, VaultUse after) {
        Map<Resource, VaultUse.ChainUse> old = byResource(before);
        Map<Resource, VaultUse.ChainUse> now = byResource(after);
        Map<Resource, VaultUse.ChainUse> all = new LinkedHashMap<>(old);
        all.putAll(now);
        List<ResourceForecast> resources = new ArrayList<>();
        all.forEach((resource, chain) -> {
            boolean kept = now.containsKey(resource);
            VaultUse.ChainUse earlier = old.get(resource);
            resources.add(new ResourceForecast(
                    resource,
                    chain.name(),
                    earlier == null ? 0 : earlier.points().size(),
                    kept ? chain.points() : List.of(),
                    kept ? chain.stored() : DataSize.ZERO));
        });
        resources.sort(Comparator.comparing(ResourceForecast::name)
                .thenComparing(resource -> resource.resource().id()));
        return new VaultForecast(
                after.vault(),
                after.name(),
                before.capacity(),
                before.used(),
                after.capacity(),
                after.used(),
                after.peak(),
                after.peakAt(),
                after.fullAt(),
                after.refused(),
                resources);
    }

    private static Map<Resource, VaultUse.ChainUse> byResource(VaultUse use) {
        return use.chains().stream()
                .collect(Collectors.toMap(
                        VaultUse.ChainUse::resource,
                        chain -> chain,
                        (one, other) -> one,
                        LinkedHashMap<Resource, VaultUse.ChainUse>::new));
    }

    /** Returns the name of the model: {@code "as it is"}, unless it was changed. */
    public String name() {
        return model.name();
    }

    /** Returns the beginning: the instant at which the cloud was read. */
    public Instant from() {
        return model.asOf();
    }

    /** Returns the end. */
    public Instant until() {
        return until;
    }

    /** Returns the vaults that are there at the end, by name. */
    public List<VaultForecast> vaults() {
        return vaults;
    }

    /**
     * Returns the forecast of a vault.
     *
     * @param vault the vault
     * @throws NoSuchElementException if it is not there at the end
     */
    public VaultForecast of(VaultId vault) {
        Objects.requireNonNull(vault, "vault == null");
        return vaults.stream()
                .filter(forecast -> forecast.vault().equals(vault))
                .findFirst()
                .orElseThrow(
                        () -> new NoSuchElementException("vault is " + vault + ", which does not exist at the end"));
    }

    /** Returns sentences about what the model lacks, and what it assumes. */
    public List<String> remarks() {
        return model.remarks();
    }

    /** Returns the text of the cloud that was read. */
    String cloudText() {
        return model.cloudText();
    }

    /** Returns {@link #text} of which each row is one line, however wide. */
    @Override
    public String toString() {
        return text(Integer.MAX_VALUE);
    }

    /**
     * Returns tables for a terminal: the vaults, the disks and servers, and the remarks.
     *
     * @param columns how wide the terminal is; less than 40 counts as 40. Columns of tables that are too wide are below each row.
     *     {@link Integer#MAX_VALUE}: each row is one line, for programs that search lines
     */
    public String text(int columns) {
        return new ForecastText(List.of(this), columns).single();
    }
}
