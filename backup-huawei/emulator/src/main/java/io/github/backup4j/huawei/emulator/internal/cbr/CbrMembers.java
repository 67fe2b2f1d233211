package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.Vaults;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Adds resources to vaults: all of a request, or none. */
final class CbrMembers {
    private static final int MOST_AT_ONCE = 256;

    private final Cbr cbr;
    private final CbrVaultView view;

    CbrMembers(Cbr cbr, CbrVaultView view) {
        this.cbr = cbr;
        this.view = view;
    }

    /**
     * A resource in a request.
     *
     * @param resource the disk or server
     * @param excluded its disks that are not backed up
     * @param extra its {@code extra_info} as sent; a missing node if there was none
     */
    record Sent(Resource resource, Set<Resource.Disk> excluded, JsonNode extra) {}

    /** Reads resources for a vault of a kind, without checking whether they exist. */
    static List<Sent> read(CbrFields body, Resource.Kind kind) {
        List<Sent> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (CbrFields sent : body.objects("resources")) {
            String type = sent.requiredText("type");
            String id = sent.requiredText("id");
            if (!type.equals(Cbr.typeOf(kind))) {
                throw CbrErrors.of("6102");
            }
            if (!seen.add(id)) {
                throw CbrErrors.of("6104");
            }
            CbrFields extra = sent.objectOrEmpty("extra_info");
            List<String> volumes = extra.texts("exclude_volumes");
            Set<Resource.Disk> excluded = new HashSet<>();
            if (volumes != null && kind == Resource.Kind.SERVER) {
                volumes.forEach(volume -> excluded.add((Resource.Disk) Cbr.resource(Resource.Kind.DISK, volume)));
            }
            all.add(new Sent(
                    Cbr.resource(kind, id),
                    excluded,
                    sent.has("extra_info") ? sent.raw("extra_info") : MissingNode.getInstance()));
        }
        if (all.size() > MOST_AT_ONCE) {
            throw CbrErrors.of("6100");
        }
        return all;
    }

    /** Refuses resources that cannot be added to a vault. */
    void requireFit(WireRequest request, List<Sent> all, Purpose purpose, VaultId vault) {
        if (!all.isEmpty() && purpose == Purpose.REPLICATION) {
            throw CbrErrors.of("6108");
        }
        for (Sent sent : all) {
            boolean server = sent.resource() instanceof Resource.Server;
            ProtectableResource found =
                    cbr.find(request, sent.resource()).orElseThrow(() -> CbrErrors.of(server ? "7100" : "7000"));
            if (found.vault() != null && !found.vault().equals(vault)) {
                throw CbrErrors.of("6103");
            }
            if (found.vault() == null && !found.protectable()) {
                throw CbrErrors.of(server ? "7101" : "7003");
            }
            if (!found.disks().containsAll(sent.excluded())) {
                throw CbrErrors.of("7000");
            }
            if (!sent.excluded().isEmpty() && sent.excluded().containsAll(found.disks())) {
                throw CbrErrors.of("7108");
            }
        }
    }

    /** Adds checked resources to a vault. */
    void add(WireRequest request, VaultId vault, List<Sent> all) {
        Vaults vaults = cbr.backup(request).vaults();
        List<Resource> whole = all.stream()
                .filter(sent -> sent.excluded().isEmpty())
                .map(Sent::resource)
                .toList();
        if (!whole.isEmpty()) {
            vaults.add(vault, whole);
        }
        for (Sent sent : all) {
            if (!sent.excluded().isEmpty()) {
                vaults.addServerExcluding(vault, (Resource.Server) sent.resource(), sent.excluded());
            }
            view.memberNote(vault, sent.resource().id()).set("extra_info", sent.extra());
        }
    }
}
