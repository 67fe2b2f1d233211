package io.github.backup4j.examples.boot;

import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Subject;
import io.github.backup4j.posture.Unknown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** The actuator endpoint {@code backups}: the last posture, and what became of the protections. It never calls the cloud. */
@Endpoint(id = "backups")
public final class BackupEndpoint {
    private final PostureRefresh refresh;
    private final ProtectionReconciler reconciler;

    BackupEndpoint(PostureRefresh refresh, ProtectionReconciler reconciler) {
        this.refresh = refresh;
        this.reconciler = reconciler;
    }

    /** Returns the findings of the last posture, worst first, what it could not know, and the outcome of each protection. */
    @ReadOperation
    public Map<String, Object> backups() {
        Map<String, Object> all = new LinkedHashMap<>();
        refresh.failure().ifPresent(why -> all.put("failure", why));
        refresh.latest().ifPresent(posture -> {
            all.put("asOf", posture.asOf());
            all.put("result", posture.result());
            all.put("requests", posture.requests());
            all.put("gaps", posture.gaps());
            all.put(
                    "findings",
                    posture.findings().stream().map(BackupEndpoint::shown).toList());
            all.put(
                    "unknowns",
                    posture.unknowns().stream().map(BackupEndpoint::shown).toList());
        });
        all.put("protections", reconciler.outcomes());
        return all;
    }

    /**
     * Returns the findings about one disk, server or vault; null, which is HTTP 404, before the first posture.
     *
     * @param id its id in the cloud
     */
    @ReadOperation
    public @Nullable List<Map<String, Object>> backups(@Selector String id) {
        Posture posture = refresh.latest().orElse(null);
        return posture == null
                ? null
                : posture.findings().stream()
                        .filter(finding -> finding.subject().id().endsWith(" " + id))
                        .map(BackupEndpoint::shown)
                        .toList();
    }

    private static Map<String, Object> shown(Finding finding) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", finding.id());
        shown.put("control", finding.control());
        shown.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        shown.put("subject", finding.subject().id());
        shown.put("name", finding.subject().name());
        shown.put("sentence", finding.sentence());
        if (finding.since() != null) {
            shown.put("since", finding.since());
        }
        shown.put("evidence", finding.evidence());
        shown.put("remedy", finding.remedy().sentence());
        return shown;
    }

    private static Map<String, Object> shown(Unknown unknown) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("control", unknown.control());
        shown.put("sentence", unknown.sentence());
        shown.put("subjects", unknown.subjects().stream().map(Subject::id).toList());
        shown.put("names", unknown.subjects().stream().map(Subject::name).toList());
        return shown;
    }
}
