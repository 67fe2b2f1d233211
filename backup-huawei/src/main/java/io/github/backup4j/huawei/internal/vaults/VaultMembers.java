package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.AddVaultResourceRequest;
import com.huaweicloud.sdk.cbr.v1.model.MigrateVaultResourceRequest;
import com.huaweicloud.sdk.cbr.v1.model.RemoveVaultResourceRequest;
import com.huaweicloud.sdk.cbr.v1.model.ResourceCreate;
import com.huaweicloud.sdk.cbr.v1.model.SetVaultResourceRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultAddResourceReq;
import com.huaweicloud.sdk.cbr.v1.model.VaultMigrateResourceReq;
import com.huaweicloud.sdk.cbr.v1.model.VaultRemoveResourceReq;
import com.huaweicloud.sdk.cbr.v1.model.VaultSetResourceReq;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.Changes;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.resources.ResourceLookup;
import io.github.backup4j.huawei.internal.resources.ResourceReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds resources to vaults, removes them and moves them.
 *
 * <p>CBR does not promise to reject a whole list if one resource does not fit, and it deletes restore points with their member
 * without asking. So this class checks everything first; it cannot detect changes by others between the checks and the call.
 */
public final class VaultMembers {
    private static final int MOST = 256;

    private final ServiceClient client;
    private final ResourceLookup resources;
    private final StoredPoints points;

    public VaultMembers(ServiceClient client, ResourceLookup resources, StoredPoints points) {
        this.client = client;
        this.resources = resources;
        this.points = points;
    }

    void add(Vault vault, List<Resource> joining, Changes changes) {
        requireTaker(vault, joining);
        List<ResourceCreate> members = new ArrayList<>();
        for (Resource resource : joining) {
            Vault.Member present = vault.member(resource).orElse(null);
            if (present == null) {
                members.add(VaultRequests.member(resource, null));
            } else if (!present.excludedDisks().isEmpty()) {
                // Adding a server again replaces its excluded disks.
                members.add(VaultRequests.member(resource, Set.of()));
            }
        }
        requireJoinable(vault, joining);
        if (!members.isEmpty()) {
            changes.call(() -> send(vault, members));
        }
    }

    void addExcluding(Vault vault, Resource.Server server, Set<Resource.Disk> excluded) {
        requireTaker(vault, List.of(server));
        List<Resource.Disk> disks = ResourceReader.disks(resources.server(server.id()));
        for (Resource.Disk disk : excluded) {
            if (!disks.contains(disk)) {
                throw new NotFound(disk + " is not attached to " + server);
            }
        }
        if (excluded.containsAll(disks)) {
            throw new Invalid(
                    "excludedDisks names all disks of " + server + "; at least one has to remain; nothing was added");
        }
        requireJoinable(vault, List.of(server));
        send(vault, List.of(VaultRequests.member(server, excluded)));
    }

    void remove(Vault vault, List<Resource> leaving, Removal removal) {
        requireFree(vault, leaving);
        for (Resource resource : leaving) {
            requireRemovable(
                    points.in(vault.id(), resource),
                    removal,
                    resource + " in vault " + vault.id(),
                    counted(member(vault, resource)));
        }
        change(() -> client.call(
                Service.CBR,
                CbrMeta.removeVaultResource,
                new RemoveVaultResourceRequest()
                        .withVaultId(vault.id().value())
                        .withBody(new VaultRemoveResourceReq().withResourceIds(ids(leaving)))));
    }

    void move(Vault source, Vault target, List<Resource> moving) {
        requireFree(source, moving);
        requireSeats(target, moving.size());
        change(() -> client.call(
                Service.CBR,
                CbrMeta.migrateVaultResource,
                new MigrateVaultResourceRequest()
                        .withVaultId(source.id().value())
                        .withBody(new VaultMigrateResourceReq()
                                .withDestinationVaultId(target.id().value())
                                .withResourceIds(ids(moving)))));
    }

    /** Suspends or resumes the automatic backups of members; returns false if all are already in that state. */
    boolean setSuspended(Vault vault, List<Resource> resources, boolean suspended) {
        List<Resource> others = new ArrayList<>();
        for (Resource resource : resources) {
            if (member(vault, resource).suspended() != suspended) {
                others.add(resource);
            }
        }
        if (others.isEmpty()) {
            return false;
        }
        VaultSetResourceReq.ActionEnum action =
                suspended ? VaultSetResourceReq.ActionEnum.SUSPEND : VaultSetResourceReq.ActionEnum.UNSUSPEND;
        client.call(
                Service.CBR,
                CbrMeta.setVaultResource,
                new SetVaultResourceRequest()
                        .withVaultId(vault.id().value())
                        .withBody(new VaultSetResourceReq().withAction(action).withResourceIds(ids(others))));
        return true;
    }

    private static Vault.Member member(Vault vault, Resource resource) {
        return vault.member(resource)
                .orElseThrow(() -> new NotFound(
                        resource + " is not in vault " + vault.id(),
                        Detail.NONE.about(resource).inVault(vault.id()),
                        null));
    }

    /** Throws if deleting a vault would delete restore points that the caller wants to keep, or that images hold. */
    void requireRemovable(Vault vault, Removal removal) {
        requireRemovable(points.in(vault.id(), null), removal, "vault " + vault.id(), counted(vault));
    }

    /** What a vault says of restore points in it, also of former members; null: it says nothing of any. */
    private static @Nullable String counted(Vault vault) {
        for (Vault.Member member : vault.members()) {
            String counted = counted(member);
            if (counted != null) {
                return counted;
            }
        }
        return vault.used() != null && vault.used().bytes() > 0 ? "the vault holds " + vault.used() : null;
    }

    /** What a member of a vault says of its restore points; null: it says nothing of any. */
    private static @Nullable String counted(Vault.Member member) {
        Integer count = member.restorePoints();
        return count != null && count > 0 ? "the vault counts " + count + " of " + member.resource() : null;
    }

    void requireIdle(Collection<Vault.Member> members) {
        for (Vault.Member member : members) {
            boolean busy = switch (member.status()) {
                case PROTECTING, RESTORING, REMOVING -> true;
                case AVAILABLE, ERROR, UNRECOGNIZED -> false;
            };
            if (busy) {
                throw new Conflict(
                        member.resource() + " is busy (" + member.statusText()
                                + "); nothing was changed, wait until that has ended",
                        Detail.NONE.about(member.resource()),
                        null);
            }
        }
    }

    /** Converts a failure for calls that promise {@link Conflict}, not {@link Busy}, for a resource that is in use. */
    static Conflict conflict(Busy busy) {
        return new Conflict(String.valueOf(busy.getMessage()), Failures.detailOf(busy), busy);
    }

    private static void requireTaker(Vault vault, List<? extends Resource> joining) {
        if (vault.purpose() != Purpose.BACKUP) {
            throw new Invalid("vault " + vault.id() + " is for copies; it cannot have members; nothing was changed");
        }
        for (Resource resource : joining) {
            if (resource.kind() != vault.kind()) {
                throw new Invalid(
                        "vault " + vault.id() + " is for " + vault.kind() + ", not for " + resource
                                + "; nothing was added",
                        Detail.NONE.about(resource).inVault(vault.id()),
                        null);
            }
        }
        if (vault.status() != Vault.Status.AVAILABLE) {
            throw new Conflict(
                    "vault " + vault.id() + " is " + vault.statusText() + ", not available; nothing was changed");
        }
    }

    private void requireJoinable(Vault vault, List<? extends Resource> joining) {
        List<Resource> others = new ArrayList<>(joining);
        others.removeIf(resource -> vault.member(resource).isPresent());
        List<ProtectableResource> unjoinable = resources.get(others).values().stream()
                .filter(found -> !found.protectable())
                .toList();
        if (!unjoinable.isEmpty()) {
            throw unjoinable(vault, unjoinable);
        }
        requireSeats(vault, others.size());
    }

    /** Names all resources that cannot be added to a vault, and the vault that holds them if there is just one. */
    private static Conflict unjoinable(Vault vault, List<ProtectableResource> resources) {
        Detail detail = Detail.NONE.about(
                resources.stream().map(ProtectableResource::resource).toList());
        List<VaultId> holders = resources.stream()
                .map(ProtectableResource::vault)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        String reasons = resources.stream().map(VaultMembers::reason).collect(Collectors.joining("; "));
        return new Conflict(
                "nothing was added to vault " + vault.id() + ": " + reasons,
                holders.size() == 1 ? detail.inVault(holders.get(0)) : detail,
                null);
    }

    private static String reason(ProtectableResource resource) {
        return resource.vault() == null
                ? resource.resource() + " cannot be protected: " + resource.obstacle()
                : resource.resource() + " is in vault " + resource.vault() + "; move it, or remove it there first";
    }

    private static void requireSeats(Vault vault, int joining) {
        if (vault.members().size() + joining > MOST) {
            throw new QuotaExceeded(
                    "vault " + vault.id() + " has " + vault.members().size() + " members; " + joining
                            + " more would exceed the limit of " + MOST + "; nothing was added");
        }
    }

    /** Throws if a resource is not in the vault or cannot leave it. */
    private void requireFree(Vault vault, List<Resource> leaving) {
        List<Vault.Member> members = new ArrayList<>();
        for (Resource resource : leaving) {
            members.add(member(vault, resource));
        }
        requireIdle(members);
        if (vault.locked()) {
            throw new Conflict("vault " + vault.id() + " is locked; its members cannot leave it; nothing was changed");
        }
    }

    /**
     * The list of restore points may leave some out, or show a new one late.
     *
     * @param counted what the vault says of restore points; null: nothing
     */
    private static void requireRemovable(
            Stream<JsonNode> points, Removal removal, String of, @Nullable String counted) {
        if (removal == Removal.KEEPING_RESTORE_POINTS) {
            points.findFirst().ifPresent(point -> {
                throw new Conflict("restore point " + JsonFields.text(point, "id") + " of " + of
                        + ", and maybe others, would be deleted with it; nothing was changed; to delete them too, give "
                        + Removal.DELETING_RESTORE_POINTS);
            });
            if (counted != null) {
                throw new Conflict("CBR lists no restore points of " + of + ", but " + counted
                        + "; they would be deleted with it, so that nothing was changed. If you have just deleted them, repeat the"
                        + " call once the vault no longer counts them; to delete whatever is there, give "
                        + Removal.DELETING_RESTORE_POINTS);
            }
            return;
        }
        points.filter(VaultMembers::isHeldByImage).findFirst().ifPresent(point -> {
            throw new Conflict("restore point " + JsonFields.text(point, "id") + " of " + of
                    + " is held by an image that was built from it; delete the image first; nothing was changed");
        });
    }

    private static boolean isHeldByImage(JsonNode point) {
        return !point.path("extend_info").path("os_images_data").isEmpty();
    }

    private void send(Vault vault, List<ResourceCreate> members) {
        client.call(
                Service.CBR,
                CbrMeta.addVaultResource,
                new AddVaultResourceRequest()
                        .withVaultId(vault.id().value())
                        .withBody(new VaultAddResourceReq().withResources(members)));
    }

    private static void change(Runnable call) {
        try {
            call.run();
        } catch (Busy e) {
            throw conflict(e);
        }
    }

    private static List<String> ids(List<Resource> resources) {
        return resources.stream().map(Resource::id).toList();
    }
}
