package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.internal.cbr.Cbr;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A project with a server of two disks and a disk of its own, for tests of CBR's calls. */
final class CbrWorld implements AutoCloseable {
    final InMemoryCloud cloud =
            InMemoryCloud.builder().withUuids().site(new Site("region-1", "p1")).build();
    final Resource.Disk system = cloud.addDisk("system", DataSize.gib(40));
    final Resource.Disk data = cloud.addDisk("data", DataSize.gib(100));
    final Resource.Server server = cloud.addServer("web", system, data);
    final Resource.Disk disk = cloud.addDisk("alone", DataSize.gib(10));
    final HuaweiEmulator emulator;
    final WireClient wire;

    CbrWorld(Form form) throws IOException {
        emulator = HuaweiEmulator.start(cloud, form);
        wire = new WireClient(emulator);
    }

    /** Makes a vault for servers or disks, and returns its id. */
    String vault(String kind, Resource... members) {
        List<String> resources = new ArrayList<>();
        for (Resource member : members) {
            resources.add("{'id':'" + member.id() + "','type':'" + Cbr.typeOf(member) + "'}");
        }
        return vault(kind, "'resources':[" + String.join(",", resources) + "]");
    }

    /** Makes a vault with more parts to it, and returns its id. */
    String vault(String kind, String parts) {
        WireClient.Reply reply = wire.post("/v3/p1/vaults", vaultJson(kind, parts));
        if (reply.status() != 200) {
            throw new IllegalStateException(reply.toString());
        }
        return reply.text("/vault/id");
    }

    static String vaultJson(String kind, String parts) {
        return "{'vault':{'name':'v-1','billing':{'object_type':'" + kind
                + "','protect_type':'backup','consistent_level':'crash_consistent','size':200}," + parts + "}}";
    }

    /** Makes a policy, and returns its id. */
    String policy(String name, String definition) {
        return wire.post("/v3/p1/policies", policyJson(name, "FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00", definition))
                .text("/policy/id");
    }

    static String policyJson(String name, String pattern, String definition) {
        return "{'policy':{'name':'" + name + "','operation_type':'backup','trigger':{'properties':{'pattern':['"
                + pattern + "']}},'operation_definition':{" + definition + "}}}";
    }

    /** Backs all members of a vault up, waits for it, and returns the newest backup. */
    JsonNode backUp(String vault) {
        take(vault);
        cloud.time().advance(Duration.ofMinutes(10));
        return wire.get("/v3/p1/backups?vault_id=" + vault).body().at("/backups/0");
    }

    WireClient.Reply take(String vault) {
        return wire.post(
                "/v3/p1/checkpoints", "{'checkpoint':{'vault_id':'" + vault + "','parameters':{'name':'b-1'}}}");
    }

    @Override
    public void close() {
        emulator.close();
    }
}
