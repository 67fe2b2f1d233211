package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Share;
import io.github.backup4j.Vault;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** CBR's calls on the projects that backups are shared with. */
public final class CbrShareRoutes {
    private static final String MEMBERS = "/v3/{project_id}/backups/{backup_id}/members";
    private static final String MEMBER = MEMBERS + "/{member_id}";
    private static final int MOST = 10;
    private static final int MOST_AT_ONCE = 1000;

    private static final Map<String, String> SHARING = Map.of(
            "SAME_PLACE", "6704",
            "NOT_AVAILABLE", "6702",
            "BEING_WORKED_ON", "6702",
            "VAULT_UNUSABLE", "6712",
            "WRONG_KIND", "6713");

    private final Cbr cbr;
    private final CbrShares shares;

    public CbrShareRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
        shares = new CbrShares(cbr);
    }

    public void addTo(Router router) {
        router.add("POST", MEMBERS, CbrErrors.translating(SHARING, this::add));
        router.add("GET", MEMBERS, CbrErrors.translating(Map.of(), this::list));
        router.add("GET", MEMBER, CbrErrors.translating(Map.of(), this::show));
        router.add("PUT", MEMBER, CbrErrors.translating(SHARING, this::answer));
        router.add("DELETE", MEMBER, CbrErrors.translating(Map.of(), this::delete));
    }

    private WireReply add(WireRequest request) {
        RestorePoint point = own(request);
        List<String> projects = CbrFields.of(request).requiredTexts("members");
        if (new HashSet<>(projects).size() < projects.size()) {
            throw CbrErrors.of("6703");
        }
        List<Share> present = shares.members(request, point);
        if (present.stream().anyMatch(share -> projects.contains(share.project()))) {
            throw CbrErrors.of("6703");
        }
        if (present.size() + projects.size() > MOST) {
            throw CbrErrors.of("6701");
        }
        ObjectNode answer = Json.object();
        ArrayNode members = answer.putArray("members");
        for (String project : projects) {
            Share share = cbr.backup(request).restorePoints().share(point.id(), project);
            shares.offered(request, point, project);
            members.add(shares.view(point, share));
        }
        if (!cbr.documented()) {
            answer.put("count", members.size());
        }
        return WireReply.ok(answer);
    }

    private WireReply list(WireRequest request) {
        RestorePoint point = cbr.point(request);
        CbrPages pages = CbrPages.of(request, MOST_AT_ONCE);
        List<Share> all = new ArrayList<>(shares.members(request, point).stream()
                .filter(share -> CbrVaultRoutes.is(request, "dest_project_id", share.project()))
                .filter(share -> CbrVaultRoutes.is(request, "status", CbrShares.status(share)))
                .filter(share -> CbrVaultRoutes.is(
                        request,
                        "vault_id",
                        share.vault() == null ? "-" : share.vault().value()))
                .filter(share -> CbrVaultRoutes.is(request, "image_id", "-"))
                .toList());
        if (request.query("sort").orElse("").matches("created_at(:desc)?(,.*)?")) {
            Collections.reverse(all);
        }
        ObjectNode answer = Json.object();
        ArrayNode members = answer.putArray("members");
        pages.of(all, share -> shares.id(point, share)).forEach(share -> members.add(shares.view(point, share)));
        answer.put("count", all.size());
        return WireReply.ok(answer);
    }

    private WireReply show(WireRequest request) {
        RestorePoint point = cbr.point(request);
        return WireReply.ok(wrapped(point, member(request, point)));
    }

    /** The project that a backup is shared with accepts or rejects it. */
    private WireReply answer(WireRequest request) {
        RestorePoint point = cbr.point(request);
        CbrFields sent = CbrFields.of(request);
        String status = sent.oneOf("status", List.of("accepted", "pending", "rejected"));
        if (point.origin() != RestorePoint.Origin.SHARED || status.equals("pending")) {
            throw CbrErrors.of("6706");
        }
        Share unused = member(request, point);
        Share share;
        if (status.equals("accepted")) {
            Vault vault = cbr.vault(request, sent.requiredText("vault_id"), "6105");
            share = cbr.backup(request).restorePoints().accept(point.id(), vault.id());
        } else {
            share = cbr.backup(request).restorePoints().reject(point.id());
        }
        shares.answered(point, share.project());
        return WireReply.ok(wrapped(point, share));
    }

    private WireReply delete(WireRequest request) {
        RestorePoint point = own(request);
        cbr.backup(request)
                .restorePoints()
                .unshare(point.id(), member(request, point).project());
        return WireReply.empty(204);
    }

    private RestorePoint own(WireRequest request) {
        RestorePoint point = cbr.point(request);
        if (point.origin() == RestorePoint.Origin.SHARED) {
            throw CbrErrors.of("6200");
        }
        return point;
    }

    private Share member(WireRequest request, RestorePoint point) {
        return shares.member(request, point, request.parameter("member_id")).orElseThrow(() -> CbrErrors.of("6705"));
    }

    private ObjectNode wrapped(RestorePoint point, Share share) {
        ObjectNode answer = Json.object();
        answer.set("member", shares.view(point, share));
        return answer;
    }
}
