package io.github.backup4j.examples.benchmarks;

import com.huaweicloud.sdk.core.ClientBuilder;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.HuaweiBackup;
import java.net.URI;
import java.util.List;

/** The provider for Huawei Cloud and the clients of its SDK, opened as a program would. */
final class HuaweiClients {
    /** The project that they are told. */
    static final Site SITE = new Site("cn-north-4", "0605767b5780d5762fc5c0118072a564");

    private static final String KEY = "any-key";
    private static final List<String> SERVICES = List.of("cbr", "evs", "ims", "ecs");

    private HuaweiClients() {}

    /**
     * Returns the provider.
     *
     * @param addresses of CBR, EVS, IMS and ECS, as many as are used
     */
    static CloudBackup provider(URI... addresses) {
        HuaweiBackup.Builder builder = HuaweiBackup.builder()
                .region(SITE.region())
                .project(SITE.project())
                .accessKey(KEY, KEY);
        for (int i = 0; i < addresses.length; i++) {
            builder.endpoint(SERVICES.get(i), addresses[i]);
        }
        return builder.build();
    }

    /** Returns a client of the SDK. */
    static <C> C sdk(ClientBuilder<C> builder, URI address) {
        BasicCredentials keys = new BasicCredentials().withAk(KEY).withSk(KEY).withProjectId(SITE.project());
        return builder.withCredential(keys).withEndpoint(address.toString()).build();
    }
}
