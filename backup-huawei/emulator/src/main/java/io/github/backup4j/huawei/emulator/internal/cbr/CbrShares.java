package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.NotFound;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The backups that are shared, and with which projects. */
final class CbrShares {
    private final Cbr cbr;

    CbrShares(Cbr cbr) {
        this.cbr = cbr;
    }

    /** The project that a backup belongs to. */
    String ownerOf(WireRequest request, RestorePoint point) {
        return point.origin() == RestorePoint.Origin.SHARED
                ? cbr.emulation
                        .note("backup-owner", point.id().value())
                        .path("project")
                        .asText("")
                : cbr.emulation.project(request);
    }

    /** Records that a backup is offered. */
    void offered(WireRequest request, RestorePoint point, String project) {
        cbr.emulation.note("backup-owner", point.id().value()).put("project", cbr.emulation.project(request));
        ObjectNode note = note(point.id(), project);
        note.put("id", cbr.emulation.nextUuid("member"));
        note.put("created_at", cbr.time(cbr.emulation.now()));
        note.put("updated_at", cbr.time(cbr.emulation.now()));
    }

    /** Records the reply to an offer. */
    void answered(RestorePoint point, String project) {
        note(point.id(), project).put("updated_at", cbr.time(cbr.emulation.now()));
    }

    /** All members of a project's own backup; for a backup of another project, its own membership. */
    List<Share> members(WireRequest request, RestorePoint point) {
        if (point.origin() != RestorePoint.Origin.SHARED) {
            return cbr.backup(request).restorePoints().shares(point.id()).toList();
        }
        String owner = ownerOf(request, point);
        if (owner.isEmpty()) {
            return List.of();
        }
        CloudBackup there =
                cbr.emulation.home.at(new Site(cbr.emulation.region(), owner)).backup();
        return there.restorePoints()
                .shares(point.id())
                .filter(share -> share.project().equals(cbr.emulation.project(request)))
                .toList();
    }

    /** The member with an id: that of a project, or of the membership itself. */
    Optional<Share> member(WireRequest request, RestorePoint point, String id) {
        return members(request, point).stream()
                .filter(share -> share.project().equals(id)
                        || note(point.id(), share.project()).path("id").asText().equals(id))
                .findFirst();
    }

    /** The membership of the requesting project in a backup of another one. */
    String statusFor(WireRequest request, RestorePoint point) {
        try {
            return members(request, point).stream()
                    .findFirst()
                    .map(CbrShares::status)
                    .orElse("pending");
        } catch (NotFound e) {
            return "pending";
        }
    }

    static String status(Share share) {
        return share.status().name().toLowerCase(Locale.ROOT);
    }

    ObjectNode view(RestorePoint point, Share share) {
        ObjectNode note = note(point.id(), share.project());
        ObjectNode view = Json.object();
        view.put("id", id(point, share));
        view.put("status", status(share));
        view.put("backup_id", point.id().value());
        view.put("dest_project_id", share.project());
        view.put("created_at", note.path("created_at").asText(cbr.time(point.createdAt())));
        if (!cbr.documented()) {
            view.put("updated_at", note.path("updated_at").asText(cbr.time(point.createdAt())));
            view.putNull("image_id");
        }
        if (share.vault() != null) {
            view.put("vault_id", share.vault().value());
        } else if (!cbr.documented()) {
            view.putNull("vault_id");
        }
        return view;
    }

    String id(RestorePoint point, Share share) {
        return note(point.id(), share.project()).path("id").asText(share.project());
    }

    private ObjectNode note(RestorePointId point, String project) {
        return cbr.emulation.note("backup-member", point.value() + "/" + project);
    }
}
