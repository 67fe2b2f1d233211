package io.github.backup4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a vault: given to {@link Vaults#create} and {@link Vaults#update}.
 *
 * <p>Start from {@link #forDisks} or {@link #forServers} and change what differs from the default. Immutable.
 *
 * <p>The cloud limits the length of texts and the number of tags: a call with a spec beyond its
 * {@linkplain CloudBackup#limits() limits} is refused with {@link Invalid}. A {@link RequestKey} may leave less room.
 *
 * @param name the name, not blank
 * @param kind what it protects; cannot be changed later
 * @param capacity how much it may hold, more than zero; a cloud may round it up, such as to whole GiB
 * @param purpose for backups (the default) or for copies from another region; cannot be changed later
 * @param consistency crash-consistent by default; only server vaults can be more
 * @param description the description, without line breaks; "" by default
 * @param autoExpand whether the cloud enlarges the vault when it is full, at extra cost; false by default
 * @param usageAlertPercent the share of the capacity at which the cloud sends a warning, 1 to 100, 80 by default;
 *     null: never
 * @param autoBind the rule by which a server vault takes in servers by itself; null by default: none
 * @param tags the tags, no {@linkplain ReservedNames reserved name} among them; none by default
 */
public record VaultSpec(
        String name,
        Resource.Kind kind,
        DataSize capacity,
        Purpose purpose,
        Consistency consistency,
        String description,
        boolean autoExpand,
        @Nullable Integer usageAlertPercent,
        @Nullable AutoBind autoBind,
        Map<String, String> tags) {
    private static final int DEFAULT_USAGE_ALERT_PERCENT = 80;

    /** Refuses values out of range, and parts that do not go together, with {@link Invalid}. */
    public VaultSpec {
        Require.name(name, "vault name");
        Require.nonNull(kind, "kind");
        Require.nonNull(capacity, "capacity");
        Require.positive(capacity.bytes(), "vault capacity");
        Require.nonNull(purpose, "purpose");
        Require.nonNull(consistency, "consistency");
        Require.text(description, "vault description");
        if (usageAlertPercent != null) {
            Require.range(usageAlertPercent, "usageAlertPercent", 1, 100);
        }
        tags = Require.tags(tags, "vault tags");
        if (kind != Resource.Kind.SERVER && consistency == Consistency.APPLICATION_CONSISTENT) {
            throw new Invalid("consistency is APPLICATION_CONSISTENT, but vault \"" + name + "\" is for " + kind
                    + "; only a server can run the agent that it needs");
        }
        if (kind != Resource.Kind.SERVER && autoBind != null) {
            throw new Invalid("autoBind is " + autoBind + ", but vault \"" + name + "\" is for " + kind
                    + "; only servers are taken in by rule");
        }
    }

    /**
     * Returns the spec of a vault for disks.
     *
     * @param name the name, not blank
     * @param capacity how much it may hold, more than zero
     * @throws Invalid if either is out of range
     */
    public static VaultSpec forDisks(String name, DataSize capacity) {
        return of(name, Resource.Kind.DISK, capacity);
    }

    /**
     * Returns the spec of a vault for servers.
     *
     * @param name the name, not blank
     * @param capacity how much it may hold, more than zero
     * @throws Invalid if either is out of range
     */
    public static VaultSpec forServers(String name, DataSize capacity) {
        return of(name, Resource.Kind.SERVER, capacity);
    }

    /**
     * Returns the spec of a vault for one kind of resource.
     *
     * @param name the name, not blank
     * @param kind what it protects
     * @param capacity how much it may hold, more than zero
     * @throws Invalid if name or capacity is out of range
     */
    public static VaultSpec of(String name, Resource.Kind kind, DataSize capacity) {
        return new VaultSpec(
                name,
                kind,
                capacity,
                Purpose.BACKUP,
                Consistency.CRASH_CONSISTENT,
                "",
                false,
                DEFAULT_USAGE_ALERT_PERCENT,
                null,
                Map.of());
    }

    /**
     * Returns the same spec with another name.
     *
     * @param newName the name, not blank
     * @throws Invalid if it is blank or holds a control character
     */
    public VaultSpec named(String newName) {
        return new VaultSpec(
                newName,
                kind,
                capacity,
                purpose,
                consistency,
                description,
                autoExpand,
                usageAlertPercent,
                autoBind,
                tags);
    }

    /**
     * Returns the same spec with another capacity.
     *
     * @param newCapacity how much it may hold, more than zero
     * @throws Invalid if it is zero
     */
    public VaultSpec withCapacity(DataSize newCapacity) {
        return new VaultSpec(
                name,
                kind,
                newCapacity,
                purpose,
                consistency,
                description,
                autoExpand,
                usageAlertPercent,
                autoBind,
                tags);
    }

    /** Returns the same spec, for a vault that receives copies from another region instead of backups. */
    public VaultSpec forReplication() {
        return new VaultSpec(
                name,
                kind,
                capacity,
                Purpose.REPLICATION,
                consistency,
                description,
                autoExpand,
                usageAlertPercent,
                autoBind,
                tags);
    }

    /**
     * Returns the same spec with another consistency.
     *
     * @param newConsistency the consistency of restore points of several disks
     * @throws Invalid if the vault is for disks and more than crash consistency is requested
     */
    public VaultSpec withConsistency(Consistency newConsistency) {
        return new VaultSpec(
                name,
                kind,
                capacity,
                purpose,
                newConsistency,
                description,
                autoExpand,
                usageAlertPercent,
                autoBind,
                tags);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription the description, without line breaks
     * @throws Invalid if it holds a control character
     */
    public VaultSpec describedAs(String newDescription) {
        return new VaultSpec(
                name,
                kind,
                capacity,
                purpose,
                consistency,
                newDescription,
                autoExpand,
                usageAlertPercent,
                autoBind,
                tags);
    }

    /**
     * Returns the same spec with automatic enlargement switched on or off.
     *
     * @param expand whether the cloud enlarges the vault when it is full, at extra cost
     */
    public VaultSpec withAutoExpand(boolean expand) {
        return new VaultSpec(
                name, kind, capacity, purpose, consistency, description, expand, usageAlertPercent, autoBind, tags);
    }

    /**
     * Returns the same spec with a warning at another share of the capacity.
     *
     * @param percent 1 to 100
     * @throws Invalid if it is out of range
     */
    public VaultSpec withUsageAlertAt(int percent) {
        return new VaultSpec(
                name, kind, capacity, purpose, consistency, description, autoExpand, percent, autoBind, tags);
    }

    /** Returns the same spec, without a warning when the vault fills up. */
    public VaultSpec withoutUsageAlert() {
        return new VaultSpec(name, kind, capacity, purpose, consistency, description, autoExpand, null, autoBind, tags);
    }

    /**
     * Returns the same spec with a rule by which the vault takes in servers by itself.
     *
     * @param rule the rule, or null for none
     * @throws Invalid if the vault is not for servers
     */
    public VaultSpec withAutoBind(@Nullable AutoBind rule) {
        return new VaultSpec(
                name, kind, capacity, purpose, consistency, description, autoExpand, usageAlertPercent, rule, tags);
    }

    /**
     * Returns the same spec with one more tag, or with another value for a tag that is there.
     *
     * @param key the key, not blank
     * @param value its value
     * @throws Invalid if the key is blank, or either holds a control character
     */
    public VaultSpec withTag(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(key, value);
        return withTags(more);
    }

    /**
     * Returns the same spec with these tags and no others.
     *
     * @param newTags the tags
     * @throws Invalid if a key is blank, or one holds a control character
     */
    public VaultSpec withTags(Map<String, String> newTags) {
        return new VaultSpec(
                name,
                kind,
                capacity,
                purpose,
                consistency,
                description,
                autoExpand,
                usageAlertPercent,
                autoBind,
                newTags);
    }
}
