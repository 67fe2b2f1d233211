package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all routes of CBR share: its names for kinds, its timestamps, and the lookup of resources by the ids in a path. */
public final class Cbr {
    static final String SERVER_TYPE = "OS::Nova::Server";
    static final String DISK_TYPE = "OS::Cinder::Volume";

    private static final DateTimeFormatter MICROSECONDS = formatter("yyyy-MM-dd'T'HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter MILLISECONDS = formatter("yyyy-MM-dd'T'HH:mm:ss.SSS'+00:00'");

    final Emulation emulation;

    public Cbr(Emulation emulation) {
        this.emulation = emulation;
    }

    boolean documented() {
        return emulation.form == Form.DOCUMENTED;
    }

    // ---- names and timestamps

    /** A timestamp in the format of the responses: with or without an offset. */
    String time(Instant instant) {
        return (documented() ? MILLISECONDS : MICROSECONDS).format(instant);
    }

    @Nullable
    String timeOrNull(@Nullable Instant instant) {
        return instant == null ? null : time(instant);
    }

    public static String typeOf(Resource resource) {
        return resource instanceof Resource.Unrecognized other ? other.type() : typeOf(resource.kind());
    }

    public static String typeOf(Resource.Kind kind) {
        return kind == Resource.Kind.SERVER ? SERVER_TYPE : DISK_TYPE;
    }

    /** The resource with an id, for a vault of a kind. */
    static Resource resource(Resource.Kind kind, String id) {
        try {
            return kind == Resource.Kind.SERVER ? Resource.server(id) : Resource.disk(id);
        } catch (Invalid e) {
            throw CbrErrors.translated(e, Map.of());
        }
    }

    /** Whether a backup is being replicated. */
    static boolean isBeingCopied(RestorePoint point) {
        return point.copies().stream().anyMatch(copy -> copy.status() == RestorePoint.CopyStatus.COPYING);
    }

    static String providerOf(Resource.Kind kind) {
        return kind == Resource.Kind.SERVER
                ? "0daac4c5-6707-4851-97ba-169e36266b66"
                : "d1603440-187d-4516-af25-121250c7cc97";
    }

    static int gib(@Nullable DataSize size) {
        return size == null ? 0 : (int) size.toGibRoundedUp();
    }

    static int mib(@Nullable DataSize size) {
        if (size == null) {
            return 0;
        }
        long mib = (size.bytes() + (1 << 20) - 1) >> 20;
        return (int) Math.min(Integer.MAX_VALUE, mib);
    }

    static ArrayNode tags(Map<String, String> tags) {
        ArrayNode array = Json.array();
        tags.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
        return array;
    }

    /** The id of an enterprise project; the documentation shows the default one as a number. */
    void putEnterpriseProject(ObjectNode to, String id) {
        if (documented() && id.equals("0")) {
            to.put("enterprise_project_id", 0);
        } else {
            to.put("enterprise_project_id", id);
        }
    }

    // ---- lookup

    CloudBackup backup(WireRequest request) {
        return emulation.backup(request);
    }

    /** The vault in a path. */
    Vault vault(WireRequest request) {
        return vault(request, request.parameter("vault_id"), "6105");
    }

    Vault vault(WireRequest request, String id, String codeIfMissing) {
        try {
            Vault vault = backup(request).vaults().get(new VaultId(id));
            if (!isOrdered(vault.id())) {
                return vault;
            }
        } catch (NotFound | Invalid e) {
            throw CbrErrors.of(codeIfMissing);
        }
        throw CbrErrors.of(codeIfMissing);
    }

    /** Whether a vault is still on order, and so not visible yet. */
    boolean isOrdered(VaultId vault) {
        String order = vaultNote(vault).path("ordered_by").asText("");
        return !order.isEmpty()
                && emulation
                        .orders
                        .find(order)
                        .filter(found -> !found.completed())
                        .isPresent();
    }

    /** What the log tells of the latest removal of a member. */
    ObjectNode removalNote(VaultId vault, Resource member) {
        return emulation.note("removal", vault + " " + member.id());
    }

    ObjectNode vaultNote(VaultId vault) {
        return emulation.note("vault", vault.value());
    }

    Policy policy(WireRequest request, String id) {
        try {
            return backup(request).policies().get(new PolicyId(id));
        } catch (NotFound | Invalid e) {
            throw CbrErrors.of("6000");
        }
    }

    /** The backup in a path. */
    RestorePoint point(WireRequest request) {
        return point(request, request.parameter("backup_id")).orElseThrow(() -> CbrErrors.of("6200"));
    }

    Optional<RestorePoint> point(WireRequest request, String id) {
        try {
            return Optional.of(backup(request).restorePoints().get(new RestorePointId(id)));
        } catch (NotFound | Invalid e) {
            return Optional.empty();
        }
    }

    /** The backup of a server that has a child with this id. */
    Optional<RestorePoint> holderOf(WireRequest request, String child) {
        return backup(request)
                .restorePoints()
                .list(RestorePointFilter.all().withParts())
                .filter(point -> CbrBackupView.children(point)
                        .anyMatch(part -> part.id().value().equals(child)))
                .findFirst();
    }

    /** A disk or server; empty if it is gone. */
    Optional<ProtectableResource> find(WireRequest request, Resource resource) {
        try {
            return Optional.of(backup(request).resources().get(resource));
        } catch (NotFound e) {
            return Optional.empty();
        } catch (BackupException e) {
            throw CbrErrors.translated(e, Map.of());
        }
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }
}
