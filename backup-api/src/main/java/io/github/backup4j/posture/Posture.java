package io.github.backup4j.posture;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.posture.Assessment.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The state of a project's backups at one moment: its disks, servers and vaults, as the cloud lists them, compared with {@link
 * Objectives}.
 *
 * <pre>{@code
 * Objectives objectives = Objectives.defaults().rpo(Duration.ofHours(26)).retention(Duration.ofDays(30)).vaultsBelow(85);
 * Posture posture = Posture.of(backup, objectives);
 * System.out.println(posture);                     // a table for a terminal
 * posture.findings().forEach(this::openTicket);    // worst first; Finding.id() stays the same from day to day
 * posture.of(disk).points().age();                 // one row
 * }</pre>
 *
 * <p>It reads the lists of disks and servers, vaults, policies and restore points once each, and the log of backups back to the
 * last slot of each policy. It makes no other call, and none per resource; {@link #requests()} returns the number of requests.
 * A list that breaks off throws no exception: controls that need it are {@link Result#UNKNOWN}, and {@link #gaps()} says why.
 *
 * <p>Immutable; the same facts give the same value and the same text.
 */
public final class Posture {
    private final String cloud;
    private final Instant asOf;
    private final Objectives objectives;
    private final long requests;
    private final List<String> gaps;
    private final List<ResourcePosture> resources;
    private final List<VaultPosture> vaults;
    private final List<Finding> findings;
    private final List<Unknown> unknowns;

    private Posture(String cloud, Facts facts, Objectives objectives, long requests) {
        this.cloud = cloud;
        this.asOf = facts.asOf;
        this.objectives = objectives;
        this.requests = requests;
        Rows rows = new Rows(facts, objectives);
        gaps = rows.gaps();
        resources = rows.resources();
        vaults = rows.vaults();
        List<Rows.Assessed> assessed = rows.assessed();
        Remedies remedies = new Remedies(facts, objectives);
        findings = assessed.stream()
                .filter(one -> one.assessment().result() == Result.BREACHED)
                .map(one -> Finding.of(one.subject(), one.assessment(), remedies))
                .sorted(Comparator.comparing(Finding::severity)
                        .thenComparing(Finding::control)
                        .thenComparing(finding -> finding.subject().id()))
                .toList();
        unknowns = unknowns(assessed);
    }

    /**
     * Reads the facts and compares them with objectives.
     *
     * @param backup the backups of a project
     * @param objectives the requirements
     */
    public static Posture of(CloudBackup backup, Objectives objectives) {
        return of(backup, objectives, List.of());
    }

    /**
     * Reads the facts and compares them and the proofs of drills with objectives.
     *
     * @param backup the backups of a project
     * @param objectives the requirements
     * @param proofs the results of drills; proofs of resources that do not exist are ignored
     */
    public static Posture of(CloudBackup backup, Objectives objectives, Collection<Proof> proofs) {
        Objects.requireNonNull(backup, "backup == null");
        Objects.requireNonNull(objectives, "objectives == null");
        List<Proof> known = List.copyOf(Objects.requireNonNull(proofs, "proofs == null"));
        FactsReader reader = new FactsReader(backup);
        Facts facts = reader.read(objectives, known);
        return new Posture(backup.toString(), facts, objectives, reader.requests());
    }

    /** Returns the instant by which ages are judged: when the first list had been read, by the time source of the backup. */
    public Instant asOf() {
        return asOf;
    }

    /** Returns the objectives with which the facts were compared. */
    public Objectives objectives() {
        return objectives;
    }

    /** Returns how many requests were sent to read the facts, retries included. */
    public long requests() {
        return requests;
    }

    /** Returns sentences about lists that were not read to their end and a clock that is off; empty if nothing is missing. */
    public List<String> gaps() {
        return gaps;
    }

    /** Returns the breached controls, worst first; within a severity by control, then by subject. */
    public List<Finding> findings() {
        return findings;
    }

    /**
     * Returns the plan that carries out the remedies that are steps, each once: it enables and lengthens policies and enlarges
     * vaults. It reads nothing; {@link Plan#apply} refuses it if what the steps touch has changed since the facts were read, and
     * destroys, buys and enlarges only what the caller allows.
     *
     * <pre>{@code
     * Plan remedies = posture.plan(backup);
     * System.out.println(remedies);
     * remedies.apply(Allowing.nothingDestroyed().andEnlarging(remedies.enlarges()));
     * }</pre>
     *
     * @param backup the backups of the project that the posture is of
     * @throws Invalid if they are of another project or cloud
     */
    public Plan plan(CloudBackup backup) {
        if (!isOf(backup)) {
            throw new Invalid("backup is " + backup + ", but this is the posture of " + cloud);
        }
        return Plan.of(
                backup,
                "remedies",
                findings.stream()
                        .map(Finding::remedy)
                        .filter(Remedy.Change.class::isInstance)
                        .map(remedy -> ((Remedy.Change) remedy).step())
                        .toList());
    }

    /** Another connection to the project may not have asked the cloud for the project yet, and does not name it until then. */
    private boolean isOf(CloudBackup backup) {
        if (backup.toString().equals(cloud)) {
            return true;
        }
        var unused = backup.site();
        return backup.toString().equals(cloud);
    }

    /** Returns the controls that the facts do not decide, by control and reason. */
    public List<Unknown> unknowns() {
        return unknowns;
    }

    /** Returns all disks and servers, by name, including those that are gone but have restore points. */
    public List<ResourcePosture> resources() {
        return resources;
    }

    /** Returns all vaults, by name. */
    public List<VaultPosture> vaults() {
        return vaults;
    }

    /**
     * Returns the posture of a disk or server.
     *
     * @param resource the disk or server
     * @throws Invalid if no list contains it
     */
    public ResourcePosture of(Resource resource) {
        Objects.requireNonNull(resource, "resource == null");
        return resources.stream()
                .filter(row -> row.resource().equals(resource))
                .findFirst()
                .orElseThrow(() -> new Invalid("resource is " + resource + ", which no list named at " + asOf));
    }

    /**
     * Returns the posture of a vault.
     *
     * @param vault the vault
     * @throws Invalid if no list contains it
     */
    public VaultPosture of(VaultId vault) {
        Objects.requireNonNull(vault, "vault == null");
        return vaults.stream()
                .filter(row -> row.subject().vault().equals(vault))
                .findFirst()
                .orElseThrow(() -> new Invalid("vault is " + vault + ", which no list named at " + asOf));
    }

    /** Returns the worst result of all controls; at best {@link Result#UNKNOWN} if there are {@linkplain #gaps() gaps}. */
    public Result result() {
        Result worst = gaps.isEmpty() ? Result.OK : Result.UNKNOWN;
        List<Result> all = Stream.concat(
                        resources.stream().map(ResourcePosture::result),
                        vaults.stream().map(VaultPosture::result))
                .toList();
        for (Result result : all) {
            worst = result.compareTo(worst) > 0 ? result : worst;
        }
        return worst;
    }

    /** Returns {@link #text} for a terminal of 100 columns. */
    @Override
    public String toString() {
        return text(100);
    }

    /**
     * Returns tables for a terminal: the findings, the unknowns, the disks and servers, the vaults. Longer lines are broken between
     * words, and tables have some of their columns below each row where they are too wide; nothing is left out, and no name or id is
     * broken but at its spaces.
     *
     * @param columns how wide the terminal is; less than 40 counts as 40. {@link Integer#MAX_VALUE}: each row is one line, for programs that search lines
     */
    public String text(int columns) {
        return new PostureText(this, cloud, columns).write();
    }

    static Assessment only(List<Assessment> assessments, Control control, Subject subject) {
        Objects.requireNonNull(control, "control == null");
        return assessments.stream()
                .filter(assessment -> assessment.control() == control)
                .findFirst()
                .orElseThrow(() -> new Invalid("control is " + control + ", which is not about " + subject.id()));
    }

    private static List<Unknown> unknowns(List<Rows.Assessed> assessed) {
        Map<Reason, List<Subject>> byReason = new LinkedHashMap<>();
        assessed.stream()
                .filter(one -> one.assessment().result() == Result.UNKNOWN)
                .sorted(Comparator.comparing(
                                (Rows.Assessed one) -> one.assessment().control())
                        .thenComparing(one -> one.assessment().sentence())
                        .thenComparing(one -> one.subject().id()))
                .forEach(one -> byReason.computeIfAbsent(
                                new Reason(
                                        one.assessment().control(),
                                        one.assessment().sentence()),
                                none -> new ArrayList<>())
                        .add(one.subject()));
        return byReason.entrySet().stream()
                .map(entry ->
                        new Unknown(entry.getKey().control(), entry.getKey().sentence(), entry.getValue()))
                .toList();
    }

    /**
     * Why the result of a control is not known.
     *
     * @param control the control
     * @param sentence why
     */
    private record Reason(Control control, String sentence) {}
}
