package io.github.backup4j.huawei.transport;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.HuaweiBackup;
import java.net.URI;

/** A program with little memory that calls a server; it ends with 0 if it has come through with the failures it expects. */
final class SmallHeapProcess {
    private SmallHeapProcess() {}

    /**
     * Runs it.
     *
     * @param arguments the address of the server
     */
    public static void main(String[] arguments) {
        try (CloudBackup backup = HuaweiBackup.builder()
                .region("region-1")
                .project("project-1")
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(URI.create(arguments[0]))
                .attempts(1)
                .responseLimit(DataSize.mib(4))
                .build()) {
            requireReadFails(backup);
            requireChangeIsAmbiguous(backup);
        }
    }

    private static void requireReadFails(CloudBackup backup) {
        try {
            throw new IllegalStateException("read " + backup.vaults().list().count());
        } catch (Unavailable e) {
            System.out.println(e.getMessage());
        }
    }

    private static void requireChangeIsAmbiguous(CloudBackup backup) {
        try {
            backup.policies().delete(new PolicyId("policy-1"));
            throw new IllegalStateException("deleted");
        } catch (AmbiguousOutcome e) {
            System.out.println(e.getMessage());
        }
    }
}
