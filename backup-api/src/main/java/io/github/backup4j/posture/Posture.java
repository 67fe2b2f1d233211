package io.github.backup4j.posture;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
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
 * What is not safe at one moment, and why: the disks, servers and vaults of a project, as its lists tell them, compared with {@link
 * Objectives}.
 *
 * <pre>{@code
 * Objectives objectives = Objectives.rpo(Duration.ofHours(26)).retention(Duration.ofDays(30)).vaultsBelow(85);
 * Posture posture = Posture.of(backup, objectives);
 * System.out.println(posture);                     // a table for a terminal
 * posture.findings().forEach(this::openTicket);    // worst first; Finding.id() stays the same from day to day
 * posture.of(disk).points().age();                 // one row
 * }</pre>
 *
 * <p>It reads the lists of disks and servers, vaults, policies and restore points once each, and the log of backups back to the last
 * slot of each policy. It makes no other call, and none for a resource; {@link #requests()} says what that took. A list that breaks off
 * is no exception: what rests on it is {@link Result#UNKNOWN}, and {@link #gaps()} says why.
 *
 * <p>Immutable; the same facts make the same value and the same text.
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
        findings = assessed.stream()
                .filter(one -> one.assessment().result() == Result.BREACHED)
                .map(one -> Finding.of(one.subject(), one.assessment()))
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
     * @param objectives what is asked of them
     */
    public static Posture of(CloudBackup backup, Objectives objectives) {
        return of(backup, objectives, List.of());
    }

    /**
     * Reads the facts and compares them with objectives, knowing of drills.
     *
     * @param backup the backups of a project
     * @param objectives what is asked of them
     * @param proofs what drills have shown; those of resources that are not there do no harm
     */
    public static Posture of(CloudBackup backup, Objectives objectives, Collection<Proof> proofs) {
        Objects.requireNonNull(backup, "backup == null");
        Objects.requireNonNull(objectives, "objectives == null");
        List<Proof> known = List.copyOf(Objects.requireNonNull(proofs, "proofs == null"));
        FactsReader reader = new FactsReader(backup);
        Facts facts = reader.read(objectives, known);
        return new Posture(backup.toString(), facts, objectives, reader.requests());
    }

    /** Returns when the facts began to be read, by the clock of the backup. */
    public Instant asOf() {
        return asOf;
    }

    /** Returns what the facts were compared with. */
    public Objectives objectives() {
        return objectives;
    }

    /** Returns how many requests were sent to read the facts, retries included. */
    public long requests() {
        return requests;
    }

    /** Returns why lists were not read to their end, and which clock is off, in sentences; empty if nothing is missing. */
    public List<String> gaps() {
        return gaps;
    }

    /** Returns all that is breached, worst first; of the same severity by control, then by subject. */
    public List<Finding> findings() {
        return findings;
    }

    /** Returns what the facts do not tell, by control and reason. */
    public List<Unknown> unknowns() {
        return unknowns;
    }

    /** Returns all disks and servers, and those that are gone and have left restore points, by name. */
    public List<ResourcePosture> resources() {
        return resources;
    }

    /** Returns all vaults, by name. */
    public List<VaultPosture> vaults() {
        return vaults;
    }

    /**
     * Returns what is known of a disk or server.
     *
     * @param resource the disk or server
     * @throws Invalid if no list named it
     */
    public ResourcePosture of(Resource resource) {
        Objects.requireNonNull(resource, "resource == null");
        return resources.stream()
                .filter(row -> row.resource().equals(resource))
                .findFirst()
                .orElseThrow(() -> new Invalid("resource is " + resource + ", which no list named at " + asOf));
    }

    /**
     * Returns what is known of a vault.
     *
     * @param vault the vault
     * @throws Invalid if no list named it
     */
    public VaultPosture of(VaultId vault) {
        Objects.requireNonNull(vault, "vault == null");
        return vaults.stream()
                .filter(row -> row.subject().vault().equals(vault))
                .findFirst()
                .orElseThrow(() -> new Invalid("vault is " + vault + ", which no list named at " + asOf));
    }

    /** Returns the worst that any control says. */
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

    /** Returns all of it as a table for a terminal: the findings, what is not known, the disks and servers, the vaults. */
    @Override
    public String toString() {
        return new PostureText(this, cloud).toString();
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
     * Why something is not known.
     *
     * @param control the control
     * @param sentence why
     */
    private record Reason(Control control, String sentence) {}
}
