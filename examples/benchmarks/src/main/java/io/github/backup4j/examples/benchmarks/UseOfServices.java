package io.github.backup4j.examples.benchmarks;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultRequest;
import com.huaweicloud.sdk.ecs.v2.EcsClient;
import com.huaweicloud.sdk.ecs.v2.model.ShowServerRequest;
import com.huaweicloud.sdk.evs.v2.EvsClient;
import com.huaweicloud.sdk.evs.v2.model.ListSnapshotsRequest;
import com.huaweicloud.sdk.ims.v2.ImsClient;
import com.huaweicloud.sdk.ims.v2.model.ListImagesRequest;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A program that uses CBR, EVS, IMS and ECS, and prints now and then which threads that has left. */
public final class UseOfServices {
    private static final int AT_ONCE = 8;
    private static final int TIMES = 20;

    private UseOfServices() {}

    /**
     * Uses the services, one after the other and then by several threads at once, and waits for a line of its standard input
     * whenever it has counted.
     *
     * @param args {@code PROVIDER} or {@code SDK}, the addresses of the four services, the ids of a vault and of a server
     */
    public static void main(String... args) throws IOException, InterruptedException {
        URI[] services = Arrays.stream(args, 1, 5).map(URI::create).toArray(URI[]::new);
        List<Thread> before = threads();
        if (args[0].equals("PROVIDER")) {
            try (CloudBackup provider = HuaweiClients.provider(services)) {
                use(before, () -> useAll(provider, args[5], args[6]));
            }
            report("after close()", before);
        } else {
            use(before, allBySdk(services, args[5], args[6]));
        }
    }

    private static void useAll(CloudBackup provider, String vault, String server) {
        provider.vaults().get(new VaultId(vault));
        provider.snapshots().list().forEach(snapshot -> {});
        provider.images().list().forEach(image -> {});
        provider.resources().get(Resource.server(server));
    }

    private static Runnable allBySdk(URI[] services, String vault, String server) {
        CbrClient cbr = HuaweiClients.sdk(CbrClient.newBuilder(), services[0]);
        EvsClient evs = HuaweiClients.sdk(EvsClient.newBuilder(), services[1]);
        ImsClient ims = HuaweiClients.sdk(ImsClient.newBuilder(), services[2]);
        EcsClient ecs = HuaweiClients.sdk(EcsClient.newBuilder(), services[3]);
        return () -> {
            cbr.showVault(new ShowVaultRequest().withVaultId(vault));
            evs.listSnapshots(new ListSnapshotsRequest());
            ims.listImages(new ListImagesRequest());
            ecs.showServer(new ShowServerRequest().withServerId(server));
        };
    }

    private static void use(List<Thread> before, Runnable all) throws IOException, InterruptedException {
        all.run();
        report("one after the other", before);
        List<Thread> users = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            users.add(new Thread(() -> {
                for (int time = 0; time < TIMES; time++) {
                    all.run();
                }
            }));
        }
        users.forEach(Thread::start);
        for (Thread user : users) {
            user.join();
        }
        report(AT_ONCE + " threads at once", before);
    }

    private static void report(String when, List<Thread> before) throws IOException {
        List<Thread> left = threads();
        left.removeAll(before);
        Map<String, Long> names =
                left.stream().collect(Collectors.groupingBy(Thread::getName, TreeMap::new, Collectors.counting()));
        System.out.println(when + ": " + left.size() + " threads " + names);
        int unused = System.in.read();
    }

    private static List<Thread> threads() {
        return new ArrayList<>(Thread.getAllStackTraces().keySet());
    }
}
