package io.github.backup4j.examples.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How many threads and connections the provider for Huawei Cloud holds after use of CBR, EVS, IMS and ECS, and four clients of
 * the SDK, each built by itself.
 *
 * <pre>{@code
 * mvn -q -Pbench -DskipTests -pl examples/benchmarks -am verify \
 *     -Dbench.main=io.github.backup4j.examples.benchmarks.HeldResources
 * }</pre>
 *
 * <p>Each service has an address of its own. Threads are counted in a JVM that does nothing else, connections at the servers.
 */
public final class HeldResources {
    private HeldResources() {}

    /**
     * Counts, and prints.
     *
     * @param args none
     * @throws IOException if a JVM or a server cannot be started
     */
    public static void main(String... args) throws IOException, InterruptedException {
        try (HuaweiScene scene = new HuaweiScene();
                ReplayServer cbr = new ReplayServer(scene.address());
                ReplayServer evs = new ReplayServer(scene.address());
                ReplayServer ims = new ReplayServer(scene.address());
                ReplayServer ecs = new ReplayServer(scene.address())) {
            List<ReplayServer> servers = List.of(cbr, evs, ims, ecs);
            List<String> where = new ArrayList<>();
            servers.forEach(server -> where.add(server.address().toString()));
            where.add(scene.vault().value());
            where.add(scene.server().id());
            count("The provider", servers, "PROVIDER", where);
            count("Four clients of the SDK", servers, "SDK", where);
        }
    }

    private static void count(String who, List<ReplayServer> servers, String by, List<String> where)
            throws IOException, InterruptedException {
        System.out.println(who);
        int before = opened(servers);
        List<String> args = new ArrayList<>(List.of(by));
        args.addAll(where);
        try (ChildJvm child = ChildJvm.start(UseOfServices.class, args)) {
            for (String line = child.line(); line != null; line = child.line()) {
                // A server sees a little later that a client has let go.
                TimeUnit.MILLISECONDS.sleep(300);
                int held = servers.stream().mapToInt(ReplayServer::connections).sum();
                System.out.println("  " + line + ", " + held + " connections of " + (opened(servers) - before));
                child.goOn();
            }
        }
    }

    private static int opened(List<ReplayServer> servers) {
        return servers.stream().mapToInt(ReplayServer::opened).sum();
    }
}
