package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.Denied;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether CBR would accept a restore in place now: its vault may not be usable, or other work may be in progress on what is
 * overwritten. A restore leaves that to CBR, unless it stops a server and detaches a disk before CBR is asked.
 */
public final class Acceptance {
    private final PointCalls points;
    private final VaultCalls vaults;

    public Acceptance(PointCalls points, VaultCalls vaults) {
        this.points = points;
        this.vaults = vaults;
    }

    /**
     * Checks that CBR would accept a restore onto a disk now, before its server is stopped.
     *
     * @param id the restore point, or one part of a server's
     * @param disk the disk that is overwritten
     * @param server the server that the disk is detached from
     * @throws BackupException if CBR would refuse it, or does not answer; nothing is changed
     */
    void require(RestorePointId id, Resource disk, Resource.Server server) {
        PointCalls.OverwriteSource source = points.overwriting(id, disk);
        RestorePoint whole = source.whole();
        if (whole != null) {
            PointCalls.requireRestorable(whole);
        }
        PointCalls.requireRestorable(source.point());
        Checks checks = Checks.throwing();
        Found<RestorePoint> point = checks.find(Kind.SOURCE, source::point, PointCalls::described);
        var unused = require(checks, point, worked(disk, whole, server));
    }

    /**
     * The same, as checks.
     *
     * @param worked the resources that no other work may be in progress on
     * @return the vault; missing if it could not be read
     */
    Found<JsonNode> require(Checks checks, Found<RestorePoint> point, Set<Resource> worked) {
        Found<JsonNode> vault = checks.require(
                Kind.VAULT, () -> vaults.show(point.get().vault()), shown -> vaultStatus(point.get(), shown));
        for (Resource resource : worked) {
            var unused = checks.require(
                    Kind.TARGET_STATUS,
                    () -> status(resource, vault.orNull()),
                    status -> memberStatus(resource, status, vault));
        }
        return vault;
    }

    /**
     * The resources that no other work may be in progress on when a disk is overwritten.
     *
     * @param whole the restore point of the server, if one part of it is restored; null: that of the disk is
     * @param server the server that the disk is detached from; null: none
     */
    static Set<Resource> worked(Resource disk, @Nullable RestorePoint whole, Resource.@Nullable Server server) {
        Set<Resource> worked = new LinkedHashSet<>();
        // A disk of a protected server may be a member of a vault of its own, too.
        worked.add(disk);
        if (whole != null) {
            worked.add(whole.resource());
        }
        if (server != null) {
            worked.add(server);
        }
        return worked;
    }

    private static Checks.Finding vaultStatus(RestorePoint point, JsonNode vault) {
        String status = JsonFields.text(vault.path("billing"), "status");
        String said = "vault " + point.vault() + " is " + (status.isEmpty() ? "in no known status" : status);
        return switch (status) {
            case "available" -> Checks.passes(said);
            case "lock" ->
                Checks.unknown(said + "; CBR documents both that restores are accepted and that they are not");
            case "frozen", "deleting", "error" ->
                Checks.fails(
                        Failures.expected("BackupService.6202", said + ", not available; nothing was overwritten"));
            default -> Checks.unknown(said);
        };
    }

    /**
     * The status of a disk or server in its vault, which need not be that of the restore point; "": no vault that could be read
     * holds it. A list only says which vault that is, since it may show the status late.
     */
    private String status(Resource resource, @Nullable JsonNode vaultOfPoint) {
        return Stream.concat(
                        Stream.ofNullable(vaultOfPoint),
                        Stream.of(resource.id())
                                .flatMap(id -> vaults.list(new ListVaultRequest().withResourceIds(id)))
                                .filter(Acceptance::isForBackups)
                                .map(this::now))
                .flatMap(vault -> JsonFields.listOrNone(vault, "resources", "a vault").stream())
                .filter(member -> JsonFields.text(member, "id").equals(resource.id()))
                .findFirst()
                .map(member -> JsonFields.text(member, "protect_status"))
                .orElse("");
    }

    /** A vault as it is now; as it was listed, for whoever may only list vaults. */
    private JsonNode now(JsonNode listed) {
        try {
            return vaults.show(new VaultId(JsonFields.id(listed, "id", "a vault")));
        } catch (Denied unread) {
            return listed;
        }
    }

    /** A vault for copies lists the servers of its copies, too. */
    private static boolean isForBackups(JsonNode vault) {
        String purpose = JsonFields.text(vault.path("billing"), "protect_type");
        return CbrTypes.purpose(purpose).value() == Purpose.BACKUP;
    }

    /** Whether the service is working on a disk or server: nothing is known of one that only an unread vault may hold. */
    private static Checks.Finding memberStatus(Resource resource, String status, Found<JsonNode> vault) {
        String said = resource + " is " + status + " in its vault";
        return switch (status) {
            case "protecting" ->
                Checks.fails(
                        Failures.expected("BackupService.2002", said + "; try again later; nothing was overwritten"));
            case "restoring" ->
                Checks.fails(
                        Failures.expected("BackupService.2010", said + "; try again later; nothing was overwritten"));
            case "available" -> Checks.passes("no backup or restore of " + resource + " is in progress");
            case "" ->
                vault.orNull() == null
                        ? Checks.unknown("whether a backup or restore of " + resource
                                + " is in progress: no vault shows it, and that of the restore point was not read")
                        : Checks.passes("no backup or restore of " + resource + " is in progress");
            default -> Checks.unknown(said);
        };
    }
}
