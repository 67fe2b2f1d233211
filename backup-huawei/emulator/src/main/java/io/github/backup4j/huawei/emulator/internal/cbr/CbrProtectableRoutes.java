package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CBR's calls on protectable disks and servers. */
public final class CbrProtectableRoutes {
    private static final String INSTANCES = "/v3/{project_id}/protectables/{protectable_type}/instances";
    private static final int MOST_AT_ONCE = 50;

    private final Cbr cbr;
    private final CbrVaultView vaults;

    public CbrProtectableRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
        vaults = new CbrVaultView(cbr);
    }

    public void addTo(Router router) {
        router.add("POST", "/v3/{project_id}/agent/check", CbrErrors.translating(Map.of(), this::agents));
        router.add("GET", INSTANCES, CbrErrors.translating(Map.of(), this::list));
        router.add("GET", INSTANCES + "/{instance_id}", CbrErrors.translating(Map.of(), this::show));
    }

    /** No server here has an agent. */
    private WireReply agents(WireRequest request) {
        ObjectNode answer = Json.object();
        ArrayNode states = answer.putArray("agent_status");
        for (CbrFields asked : CbrFields.of(request).objects("agent_status")) {
            String id = asked.requiredText("resource_id");
            Resource server = Cbr.resource(Resource.Kind.SERVER, id);
            if (!asked.requiredText("resource_type").equals(Cbr.SERVER_TYPE)
                    || cbr.find(request, server).isEmpty()) {
                throw CbrErrors.of("7100");
            }
            ObjectNode state = states.addObject().put("resource_id", id).put("installed", false);
            List.of("code", "is_old", "version", "message").forEach(state::putNull);
        }
        return WireReply.ok(answer);
    }

    private WireReply list(WireRequest request) {
        CbrPages pages = CbrPages.of(request, MOST_AT_ONCE);
        List<ProtectableResource> all = all(request).stream()
                .filter(found -> CbrVaultRoutes.is(request, "name", found.name()))
                .filter(found ->
                        CbrVaultRoutes.is(request, "id", found.resource().id()))
                .filter(found -> request.query("status").orElse("").isEmpty()
                        || request.query("status").orElse("").equalsIgnoreCase(found.statusText())
                        || CbrVaultRoutes.is(request, "status", word(found)))
                .filter(found -> isOfServer(request, found))
                .toList();
        ObjectNode answer = Json.object();
        ArrayNode instances = answer.putArray("instances");
        pages.of(all, found -> found.resource().id()).forEach(found -> instances.add(view(request, found)));
        if (!cbr.documented()) {
            answer.put("count", all.size());
        }
        return WireReply.ok(answer);
    }

    private WireReply show(WireRequest request) {
        String id = request.parameter("instance_id");
        ProtectableResource found = kind(request)
                .flatMap(kind -> cbr.find(request, Cbr.resource(kind, id)))
                .orElseThrow(() -> CbrErrors.of("6302"));
        ObjectNode answer = Json.object();
        answer.set("instance", view(request, found));
        return WireReply.ok(answer);
    }

    private List<ProtectableResource> all(WireRequest request) {
        return kind(request)
                .map(kind -> cbr.backup(request)
                        .resources()
                        .list(ResourceFilter.all().ofKind(kind))
                        .toList())
                .orElse(List.of());
    }

    /** Returns the kind of resource in a path; empty: a kind that the emulator does not have. */
    private static Optional<Resource.Kind> kind(WireRequest request) {
        return switch (request.parameter("protectable_type")) {
            case "server" -> Optional.of(Resource.Kind.SERVER);
            case "disk" -> Optional.of(Resource.Kind.DISK);
            case "turbo", "workspace", "workspace_v2", "vmware", "rds", "file" -> Optional.empty();
            default -> throw CbrErrors.invalid("Invalid protectable_type.");
        };
    }

    private static boolean isOfServer(WireRequest request, ProtectableResource found) {
        String server = request.query("server_id").orElse("");
        return server.isEmpty()
                || found.servers().stream().anyMatch(one -> one.id().equals(server));
    }

    private ObjectNode view(WireRequest request, ProtectableResource found) {
        ObjectNode view = Json.object();
        view.put("id", found.resource().id());
        view.put("name", found.name());
        view.put("type", Cbr.typeOf(found.resource()));
        view.put("size", Cbr.gib(found.size()));
        view.put("status", status(found));
        ArrayNode children = view.putArray("children");
        for (Resource.Disk disk : found.disks()) {
            cbr.find(request, disk).ifPresent(child -> children.add(child(request, child, found)));
        }
        view.set("detail", detail(found));
        ObjectNode protectable = view.putObject("protectable");
        // Recordings name the vault of a member and give the same verdict as for a free resource; the documentation
        // refuses it.
        boolean refused = !found.protectable() && (cbr.documented() || found.vault() == null);
        protectable.put("result", !refused);
        if (refused) {
            protectable.put("code", code(found));
            protectable.put("reason", Always.text(found.obstacle()));
            protectable.put("message", CbrErrors.message(code(found).substring("BackupService.".length())));
        } else if (!cbr.documented()) {
            protectable.put("code", "").put("reason", "");
        }
        if (found.vault() == null) {
            if (!cbr.documented()) {
                protectable.putNull("vault");
            }
        } else {
            ObjectNode vault =
                    vaults.of(cbr.backup(request).vaults().get(found.vault()), cbr.emulation.project(request));
            vault.set("updated_at", vault.path("created_at"));
            protectable.set("vault", vault);
        }
        return view;
    }

    private static String code(ProtectableResource found) {
        if (found.vault() != null) {
            return "BackupService.6103";
        }
        return found.resource() instanceof Resource.Server ? "BackupService.7101" : "BackupService.7003";
    }

    private ObjectNode child(WireRequest request, ProtectableResource disk, ProtectableResource server) {
        ObjectNode child = Json.object()
                .put("id", disk.resource().id())
                .put("name", disk.name())
                .put("type", Cbr.DISK_TYPE)
                .put("size", Cbr.gib(disk.size()))
                .put("status", status(disk));
        if (!cbr.documented()) {
            child.set("detail", detail(disk));
            child.putArray("children");
            if (server.vault() != null) {
                child.put("vault_id", server.vault().value())
                        .put(
                                "vault_name",
                                cbr.backup(request).vaults().get(server.vault()).name());
            }
        }
        return child;
    }

    private ObjectNode detail(ProtectableResource found) {
        ObjectNode detail = Json.object();
        detail.put("id", found.resource().id()).put("name", found.name());
        detail.put("status", found.statusText());
        if (found.resource() instanceof Resource.Server) {
            detail.put("OS-EXT-AZ:availability_zone", found.zone());
        } else {
            detail.put("availability_zone", found.zone());
            detail.put("size", Cbr.gib(found.size())).put("encrypted", found.encrypted());
        }
        if (found.resource() instanceof Resource.Server && !cbr.documented()) {
            ArrayNode tags = detail.putArray("tags");
            found.tags().forEach((key, value) -> tags.add(key + "=" + value));
        } else {
            ObjectNode tags = detail.putObject("tags");
            found.tags().forEach(tags::put);
        }
        return detail;
    }

    private String status(ProtectableResource found) {
        return cbr.documented() ? word(found) : Always.said(found.statusText());
    }

    private static String word(ProtectableResource found) {
        return found.status() == ProtectableResource.Status.ERROR ? "error" : "active";
    }
}
