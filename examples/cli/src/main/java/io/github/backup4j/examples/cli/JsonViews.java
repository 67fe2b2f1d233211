package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Preflight;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.UnlistedVault;
import io.github.backup4j.drill.DrillCheck;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.Leftover;
import io.github.backup4j.drill.SweepReport;
import io.github.backup4j.plan.Loss;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Step;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.ResourcePosture;
import io.github.backup4j.posture.Subject;
import io.github.backup4j.posture.Unknown;
import io.github.backup4j.posture.VaultPosture;
import io.github.backup4j.testkit.Forecast;
import io.github.backup4j.testkit.VaultForecast;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the library returns, as JSON: sizes in bytes, instants and durations as ISO 8601 writes them. */
final class JsonViews {
    private JsonViews() {}

    // ---- posture

    static ObjectNode of(Posture posture) {
        ObjectNode node = Json.object();
        Json.put(node, "asOf", posture.asOf());
        Json.put(node, "result", posture.result());
        Json.put(node, "requests", posture.requests());
        node.set("gaps", Json.texts(posture.gaps()));
        node.set("findings", Json.array(posture.findings(), JsonViews::of));
        node.set("unknowns", Json.array(posture.unknowns(), JsonViews::of));
        node.set("resources", Json.array(posture.resources(), JsonViews::of));
        node.set("vaults", Json.array(posture.vaults(), JsonViews::of));
        return node;
    }

    private static ObjectNode of(Finding finding) {
        ObjectNode node = Json.object();
        Json.put(node, "id", finding.id());
        Json.put(node, "severity", finding.severity());
        Json.put(node, "control", finding.control());
        Json.put(node, "subject", of(finding.subject()));
        Json.put(node, "sentence", finding.sentence());
        Json.put(node, "since", finding.since());
        ObjectNode evidence = Json.object();
        finding.evidence().forEach(evidence::put);
        node.set("evidence", evidence);
        Json.put(node, "remedy", finding.remedy().sentence());
        return node;
    }

    private static ObjectNode of(Unknown unknown) {
        ObjectNode node = Json.object();
        Json.put(node, "control", unknown.control());
        Json.put(node, "sentence", unknown.sentence());
        node.set("subjects", Json.array(unknown.subjects(), JsonViews::of));
        return node;
    }

    private static ObjectNode of(Subject subject) {
        ObjectNode node = Json.object();
        Json.put(node, "id", subject.id());
        Json.put(node, "name", subject.name());
        return node;
    }

    private static ObjectNode of(ResourcePosture row) {
        ObjectNode node = of(row.subject());
        Json.put(node, "result", row.result());
        Json.put(node, "status", row.status());
        Json.put(node, "vault", row.vault());
        Json.put(node, "through", row.through() == null ? null : ResourceNames.of(row.through()));
        Json.put(node, "restorePoints", row.points().usable());
        Json.put(node, "newest", row.points().newest());
        Json.put(node, "newestAt", row.points().newestAt());
        Json.put(node, "age", row.points().age());
        Json.put(node, "copied", row.points().copied());
        Json.put(node, "nextRun", row.nextRun());
        Json.put(node, "rule32110", row.threeTwoOne());
        return node;
    }

    private static ObjectNode of(VaultPosture row) {
        ObjectNode node = of(row.subject());
        Json.put(node, "result", row.result());
        Json.put(node, "members", row.members());
        Json.put(node, "usedBytes", bytes(row.used()));
        Json.put(node, "capacityBytes", bytes(row.capacity()));
        return node;
    }

    // ---- plans

    static ObjectNode of(Plan plan) {
        ObjectNode node = Json.object();
        Json.put(node, "protection", plan.protection());
        Json.put(node, "inSync", PlanCommand.inSync(plan));
        Json.put(node, "requests", plan.requests());
        node.set("steps", Json.array(plan.steps(), JsonViews::of));
        node.set("obstacles", Json.texts(plan.obstacles()));
        node.set("foreign", Json.texts(plan.foreign()));
        node.set("settling", Json.texts(plan.settling()));
        node.set("gone", Json.texts(plan.gone()));
        node.set("selection", Json.array(plan.selection(), choice -> {
            ObjectNode one = Json.object();
            Json.put(one, "resource", ResourceNames.of(choice.resource()));
            Json.put(one, "name", choice.name());
            Json.put(one, "taken", choice.taken());
            return Json.put(one, "reason", choice.reason());
        }));
        return node;
    }

    private static ObjectNode of(Step step) {
        ObjectNode node = Json.object();
        Json.put(node, "id", step.id());
        Json.put(node, "step", step);
        Json.put(node, "why", step.why());
        node.set("destroys", Json.array(step.destroys(), JsonViews::of));
        return node;
    }

    private static ObjectNode of(Loss loss) {
        ObjectNode node = Json.object();
        Json.put(node, "restorePoint", loss.restorePoint());
        Json.put(node, "resource", ResourceNames.of(loss.resource()));
        Json.put(node, "createdAt", loss.createdAt());
        return Json.put(node, "storedBytes", bytes(loss.stored()));
    }

    static ObjectNode of(Plan plan, PlanResult result) {
        return applied(plan, result.complete(), Json.array(result.entries(), JsonViews::of));
    }

    /**
     * Returns a plan of which no more was applied.
     *
     * @param ended the steps that were attempted, which are the first of the plan
     * @param started whether the next step was started, so that its outcome is not known
     * @param reason why no more of it was applied
     */
    static ObjectNode cutShort(Plan plan, List<PlanResult.Entry> ended, boolean started, String reason) {
        ArrayNode steps = Json.array(ended, JsonViews::of);
        for (int i = ended.size(); i < plan.steps().size(); i++) {
            boolean unknown = started && i == ended.size();
            steps.add(step(plan.steps().get(i), unknown ? "notKnown" : "notTried", reason));
        }
        boolean complete = ended.size() == plan.steps().size()
                && ended.stream().allMatch(entry -> entry.outcome().complete());
        return applied(plan, complete, steps);
    }

    private static ObjectNode applied(Plan plan, boolean complete, ArrayNode steps) {
        ObjectNode node = Json.object();
        Json.put(node, "protection", plan.protection());
        Json.put(node, "complete", complete);
        node.set("steps", steps);
        node.set("obstacles", Json.texts(plan.obstacles()));
        return node;
    }

    private static ObjectNode of(PlanResult.Entry entry) {
        return step(entry.step(), outcome(entry.outcome()), reason(entry.outcome()));
    }

    private static ObjectNode step(Step step, String outcome, @Nullable String reason) {
        ObjectNode node = Json.object();
        Json.put(node, "step", step);
        Json.put(node, "outcome", outcome);
        return Json.put(node, "reason", reason);
    }

    private static String outcome(PlanResult.Outcome outcome) {
        if (outcome instanceof PlanResult.Outcome.Applied) {
            return "applied";
        }
        if (outcome instanceof PlanResult.Outcome.AlreadySo) {
            return "alreadySo";
        }
        return outcome instanceof PlanResult.Outcome.Failed ? "failed" : "notTried";
    }

    private static @Nullable String reason(PlanResult.Outcome outcome) {
        if (outcome instanceof PlanResult.Outcome.Failed failed) {
            return failed.failure().getMessage();
        }
        return outcome instanceof PlanResult.Outcome.NotTried notTried ? notTried.reason() : null;
    }

    // ---- runs, operations, restores

    static ObjectNode of(BackupRun run) {
        ObjectNode node = Json.object();
        Json.put(node, "run", run.id());
        Json.put(node, "vault", run.vault());
        Json.put(node, "startedAt", run.startedAt());
        Json.put(node, "complete", run.complete());
        node.set("restorePoints", Json.array(run.restorePoints(), JsonViews::of));
        node.set("failed", Json.texts(run.failures()));
        node.set("skipped", Json.texts(run.skipped()));
        return node;
    }

    static ObjectNode of(RestorePoint point) {
        ObjectNode node = Json.object();
        Json.put(node, "id", point.id());
        Json.put(node, "resource", ResourceNames.of(point.resource()));
        Json.put(node, "status", point.status());
        Json.put(node, "createdAt", point.createdAt());
        return Json.put(node, "expiresAt", point.expiresAt());
    }

    static ObjectNode of(FleetResult result) {
        ObjectNode node = Json.object();
        Json.put(node, "complete", result.complete());
        node.set("outcomes", Json.array(result.outcomes(), JsonViews::of));
        node.set("runningTokens", Json.texts(result.runningTokens()));
        node.set("unlisted", Json.array(result.unlisted(), JsonViews::of));
        return node;
    }

    private static ObjectNode of(UnlistedVault vault) {
        ObjectNode node = Json.object();
        Json.put(node, "vault", vault.vault());
        Json.put(node, "token", vault.token());
        return Json.put(node, "text", vault);
    }

    private static ObjectNode of(FleetOutcome outcome) {
        ObjectNode node = Json.object();
        Json.put(node, "resource", ResourceNames.of(outcome.resource()));
        Json.put(node, "vault", outcome.vault());
        Json.put(node, "outcome", outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        return Json.put(node, "text", outcome);
    }

    static ObjectNode of(OperationRecord entry) {
        ObjectNode node = Json.object();
        Json.put(node, "id", entry.id());
        Json.put(node, "kind", entry.kind());
        Json.put(node, "status", entry.status());
        Json.put(node, "percent", entry.percent());
        Json.put(node, "resource", entry.resource() == null ? null : ResourceNames.of(entry.resource()));
        Json.put(node, "vault", entry.vault());
        Json.put(node, "restorePoint", entry.restorePoint());
        Json.put(node, "startedAt", entry.startedAt());
        Json.put(node, "endedAt", entry.endedAt());
        Json.put(node, "failureCode", entry.failureCode());
        return Json.put(node, "failure", entry.failure());
    }

    static ObjectNode of(Preflight preflight) {
        ObjectNode node = Json.object();
        Json.put(node, "subject", preflight.subject());
        Json.put(node, "passes", preflight.passes());
        node.set("checks", Json.array(preflight.checks(), check -> {
            ObjectNode one = Json.object();
            Json.put(one, "kind", check.kind());
            Json.put(one, "result", check.result());
            Json.put(one, "evidence", check.evidence());
            BackupException failure = check.failure();
            return Json.put(one, "failure", failure == null ? null : failure.getMessage());
        }));
        node.set("overwrites", Json.array(preflight.overwrites(), overwrite -> {
            ObjectNode one = Json.object();
            Json.put(one, "disk", ResourceNames.of(overwrite.disk()));
            return Json.put(one, "since", overwrite.since());
        }));
        node.set(
                "stops",
                Json.array(
                        preflight.stops(), stop -> Json.put(Json.object(), "server", ResourceNames.of(stop.server()))));
        return node;
    }

    // ---- drills and forecasts

    static ObjectNode of(DrillReport report) {
        ObjectNode node = Json.object();
        Json.put(node, "drill", report.drill());
        Json.put(node, "held", report.held());
        Json.put(node, "source", ResourceNames.of(report.source()));
        Json.put(node, "restorePoint", report.point().id());
        Json.put(node, "took", report.took());
        Json.put(node, "restored", of(report.restored()));
        Json.put(node, "verified", of(report.verified()));
        Json.put(node, "cleanedUp", of(report.cleanedUp()));
        Json.put(node, "withinRto", of(report.withinRto()));
        return Json.put(node, "digest", report.digest());
    }

    static ObjectNode of(SweepReport report) {
        ObjectNode node = Json.object();
        node.set("deleted", Json.array(report.deleted(), JsonViews::of));
        node.set("left", Json.array(report.left(), JsonViews::of));
        return Json.put(node, "listedAt", report.listedAt());
    }

    private static ObjectNode of(Leftover leftover) {
        ObjectNode node = Json.object();
        Json.put(node, "resource", leftover.resource() == null ? null : ResourceNames.of(leftover.resource()));
        Json.put(node, "image", leftover.image());
        Json.put(node, "name", leftover.name());
        return Json.put(node, "why", leftover.why());
    }

    private static ObjectNode of(DrillCheck check) {
        ObjectNode node = Json.object();
        Json.put(node, "status", check.status());
        return Json.put(node, "why", check.why());
    }

    static ObjectNode of(Forecast forecast) {
        ObjectNode node = Json.object();
        Json.put(node, "name", forecast.name());
        Json.put(node, "from", forecast.from());
        Json.put(node, "until", forecast.until());
        node.set("vaults", Json.array(forecast.vaults(), JsonViews::of));
        node.set("remarks", Json.texts(forecast.remarks()));
        return node;
    }

    private static ObjectNode of(VaultForecast forecast) {
        ObjectNode node = Json.object();
        Json.put(node, "vault", forecast.vault());
        Json.put(node, "name", forecast.name());
        Json.put(node, "capacityBytes", bytes(forecast.capacity()));
        Json.put(node, "usedBeforeBytes", bytes(forecast.usedBefore()));
        Json.put(node, "usedBytes", bytes(forecast.used()));
        Json.put(node, "peakBytes", bytes(forecast.peak()));
        Json.put(node, "peakAt", forecast.peakAt());
        Json.put(node, "fullAt", forecast.fullAt());
        Json.put(node, "refusedBackups", forecast.refused());
        return Json.put(node, "restorePoints", forecast.points());
    }

    private static @Nullable Long bytes(@Nullable DataSize size) {
        return size == null ? null : (Long) size.bytes();
    }
}
