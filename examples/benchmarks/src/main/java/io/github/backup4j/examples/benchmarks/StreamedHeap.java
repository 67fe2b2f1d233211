package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.RestorePoint;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Iterator;

/**
 * A program that reads restore points as a stream, and prints how much of its heap is in use, in bytes, after a tenth of them, half of
 * them, and almost all. Nothing else is in its JVM: neither the server nor an earlier stream.
 */
public final class StreamedHeap {
    /** So far into a large page, since the first page has 100 and each of the others 1,000. */
    private static final int INTO_A_PAGE = 200;

    private StreamedHeap() {}

    /**
     * Reads them.
     *
     * @param args the address of the service, and how many restore points there are
     */
    public static void main(String... args) {
        int points = Integer.parseInt(args[1]);
        try (CloudBackup backup = HuaweiClients.provider(URI.create(args[0]))) {
            Iterator<RestorePoint> list = backup.restorePoints().list().iterator();
            int read = 0;
            for (int part : new int[] {points / 10, points / 2, points - 1_000}) {
                for (; read < part + INTO_A_PAGE; read++) {
                    list.next();
                }
                System.gc();
                System.gc();
                System.out.println(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
        }
    }
}
