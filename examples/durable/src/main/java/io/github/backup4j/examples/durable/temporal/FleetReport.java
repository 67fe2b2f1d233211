package io.github.backup4j.examples.durable.temporal;

import java.util.List;

/**
 * The report of a fleet's backup.
 *
 * @param fleet the name of its protection
 * @param vaults the outcome of each vault
 * @param notDone what of the protection is not there, and the disks and servers that no vault's run covers, each with the reason
 * @param findings what the posture of the project finds afterwards, as texts: first what could not be read, then the findings, the
 *     worst first, then the controls that are unknown
 */
public record FleetReport(String fleet, List<VaultOutcome> vaults, List<String> notDone, List<String> findings) {
    /** Copies the lists. */
    public FleetReport {
        vaults = List.copyOf(vaults);
        notDone = List.copyOf(notDone);
        findings = List.copyOf(findings);
    }
}
